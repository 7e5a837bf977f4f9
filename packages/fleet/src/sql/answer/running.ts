/** One statement on its way to its answer. */
import type { Command } from '../../commands/command.ts';
import type { Cancel } from '../../fleet.ts';
import type { Note, Outcome } from '../../model/outcome.ts';
import type { Session } from '../../model/session.ts';
import { Pause, SqlProblem, type Scope } from '../evaluate/scope.ts';
import type { SqlValue } from '../expression.ts';
import type { ServerError, StatementResult } from '../results.ts';
import type { FleetView, RowContext } from '../tables/context.ts';
import type { Dialect } from './dialect.ts';

/** What a session has that the model does not: it means something to SQL alone. */
export interface SessionExtras {
  schema: string | null;
  readonly userVariables: Map<string, SqlValue>;
  /** Of the last statement: what SHOW WARNINGS shows. */
  warnings: readonly Warning[];
  /** The text that runs now; `null`: idle. */
  statement: string | null;
  sinceMs: number;
}

export interface Warning extends Note {
  readonly level: 'Note' | 'Warning' | 'Error';
}

export interface Running {
  readonly fleet: FleetView;
  readonly dialect: Dialect;
  readonly session: Session;
  readonly extras: SessionExtras;
  readonly context: RowContext;
  readonly readFile: (path: string) => string | null;
  readonly done: (result: StatementResult) => void;
  /** The client has gone: nothing more is to be done. */
  cancelled: boolean;
  /** Ends the command that is being waited for. */
  cancelCommand: Cancel | null;
}

/** Calls `finish` at once, or when the command has its outcome. */
export function perform(running: Running, command: Command, finish: (outcome: Outcome) => void): void {
  let answered = false;
  const cancel = running.fleet.perform(running.session, command, (outcome) => {
    answered = true;
    running.cancelCommand = null;
    if (!running.cancelled) finish(outcome);
  });
  if (!answered) running.cancelCommand = cancel;
}

export function scopeOf(running: Running): Scope {
  const { dialect, context, extras, readFile } = running;
  return {
    context,
    variables: dialect.variables,
    userVariables: extras.userVariables,
    schema: extras.schema,
    readFile,
    known: new Map(),
    row: null,
    group: null,
  };
}

/** Runs `evaluation` until nothing in it needs to be waited for any more; a problem of it is the statement's error. */
export function evaluated<Value>(
  running: Running,
  scope: Scope,
  parts: { readonly evaluation: () => Value; readonly finish: (value: Value) => void },
): void {
  let value: Value;
  try {
    value = parts.evaluation();
  } catch (problem) {
    if (problem instanceof SqlProblem) return running.done(problem.result);
    if (!(problem instanceof Pause)) throw problem;
    return perform(running, problem.command, (outcome) => {
      if (outcome.kind === 'error' && problem.command.kind !== 'sleep') return running.done(errorOf(outcome));
      scope.known.set(problem.expression, problem.read(outcome));
      evaluated(running, scope, parts);
    });
  }
  parts.finish(value);
}

/** SQLSTATEs of numbers that only SQL's own clients look at. [97] */
const SQL_STATES: ReadonlyMap<number, string> = new Map([
  [1141, '42000'],
  [1305, '42000'],
  [1410, '42000'],
]);

export function errorOf(outcome: Extract<Outcome, { kind: 'error' }>): ServerError {
  const { number, text } = outcome;
  return { kind: 'error', number, sqlState: SQL_STATES.get(number) ?? outcome.sqlState, text };
}
