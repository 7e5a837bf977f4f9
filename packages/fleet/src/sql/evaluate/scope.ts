/** What an expression is evaluated in. */
import type { KnownVariable } from '../../model/variables/generation.ts';
import type { Command } from '../../commands/command.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Expression, SqlValue } from '../expression.ts';
import type { Row, ServerError } from '../results.ts';
import type { RowContext } from '../tables/context.ts';

export interface Scope {
  readonly context: RowContext;
  /** Every variable that servers of this version know, by each of its names. */
  readonly variables: ReadonlyMap<string, KnownVariable>;
  /** `@x` of this session. */
  readonly userVariables: ReadonlyMap<string, SqlValue>;
  /** The session's database. */
  readonly schema: string | null;
  /** `LOAD_FILE`. */
  readonly readFile: (path: string) => string | null;
  /** Results of what had to be waited for, so that an expression can be evaluated again from its beginning. */
  readonly known: Map<Expression, SqlValue>;
  /** The row that columns are read from; `null` without a table. */
  row: RowReader | null;
  /** The rows that COUNT, MIN and MAX are about; `null` without a table, where there is one row of nothing. */
  group: RowGroup | null;
}

export interface RowGroup {
  readonly index: ReadonlyMap<string, number>;
  readonly rows: readonly Row[];
}

export interface RowReader {
  readonly index: ReadonlyMap<string, number>;
  readonly row: Row;
  readonly clause: 'field list' | 'where clause';
}

/** An error of the server, thrown through an evaluation and caught by whoever began it. */
export class SqlProblem extends Error {
  readonly result: ServerError;

  constructor(result: ServerError) {
    super(result.text);
    this.name = 'SqlProblem';
    this.result = result;
  }
}

/** Something must be done, and perhaps waited for, before the expression has a value. */
export class Pause extends Error {
  readonly expression: Expression;
  readonly command: Command;
  readonly read: (outcome: Outcome) => SqlValue;

  constructor(expression: Expression, command: Command, read: (outcome: Outcome) => SqlValue) {
    super(`waits for ${command.kind}`);
    this.name = 'Pause';
    this.expression = expression;
    this.command = command;
    this.read = read;
  }
}
