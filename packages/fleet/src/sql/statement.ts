/** Statements as parsed: what their generation's words mean, without the words. */
import type { Command, SourceChanges, VariableScope } from '../commands/command.ts';
import type { Note } from '../model/outcome.ts';
import type { RowChange } from '../model/transaction.ts';
import type { Expression } from './expression.ts';

export type Statement =
  /** One or more commands of the model, in order; the last one's outcome is the answer. */
  | {
      readonly kind: 'commands';
      readonly commands: readonly Command[];
      /** What the wording alone is warned of. */
      readonly notes?: readonly Note[];
    }
  | {
      readonly kind: 'change-source';
      readonly channel: string;
      readonly changes: SourceChanges;
      readonly unnamed?: boolean;
    }
  | { readonly kind: 'set'; readonly assignments: readonly Assignment[] }
  | SelectStatement
  | ShowStatement
  | DataStatement
  | { readonly kind: 'use'; readonly schema: string }
  | { readonly kind: 'do'; readonly expressions: readonly Expression[] }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' }
  /** Accepted and without effect here: SET NAMES, LOCK TABLES, ANALYZE, …. `privilege`: needed all the same. */
  | { readonly kind: 'accepted'; readonly privileges: readonly string[] }
  /** Real servers have it and the model does not: said so, rather than answered with an invention. */
  | { readonly kind: 'unmodelled'; readonly what: string }
  /** The text has nothing but a comment. */
  | { readonly kind: 'comment' };

export type Assignment =
  | {
      readonly kind: 'variable';
      readonly scope: VariableScope;
      readonly name: string;
      readonly value: Expression;
    }
  | { readonly kind: 'user-variable'; readonly name: string; readonly value: Expression };

export interface SelectStatement {
  readonly kind: 'select';
  readonly items: readonly SelectItem[];
  readonly from: TableName | null;
  readonly where: Expression | null;
  readonly orderBy: readonly { readonly by: Expression; readonly descending: boolean }[];
  readonly limit: Limit | null;
}

export type SelectItem =
  | { readonly kind: 'all' }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly name: string };

export interface TableName {
  /** `null`: the session's database. */
  readonly schema: string | null;
  readonly table: string;
}

export interface Limit {
  readonly offset: number;
  readonly count: number;
}

export type ShowStatement =
  /** `old`: asked as SLAVE, which MySQL answers with the old column names. */
  | {
      readonly kind: 'show-replica-status';
      readonly channel: string | null;
      readonly all: boolean;
      readonly old: boolean;
    }
  | { readonly kind: 'show-binlog-status' }
  | { readonly kind: 'show-replicas'; readonly old: boolean }
  | { readonly kind: 'show-binary-logs' }
  | {
      readonly kind: 'show-events';
      readonly log: 'binlog' | 'relaylog';
      readonly file: string | null;
      readonly from: number | null;
      readonly limit: Limit | null;
      /** `null`: none was named. */
      readonly channel: string | null;
    }
  | { readonly kind: 'show-variables'; readonly scope: 'global' | 'session'; readonly filter: ShowFilter | null }
  | { readonly kind: 'show-status'; readonly filter: ShowFilter | null }
  | { readonly kind: 'show-processlist'; readonly full: boolean }
  | { readonly kind: 'show-grants'; readonly account: AccountName | null }
  | { readonly kind: 'show-plugins' }
  | { readonly kind: 'show-databases'; readonly filter: ShowFilter | null }
  | { readonly kind: 'show-warnings' }
  | { readonly kind: 'show-warning-count' }
  | { readonly kind: 'show-engines' };

/** LIKE 'pattern', or WHERE over the columns that the SHOW has. */
export type ShowFilter =
  | { readonly kind: 'like'; readonly pattern: string }
  | { readonly kind: 'where'; readonly condition: Expression };

export interface AccountName {
  readonly user: string;
  readonly host: string;
}

/** Statements that write: to the model they are transactions with named rows, or without. */
export interface DataStatement {
  readonly kind: 'data';
  readonly schema: string | null;
  readonly write: 'write' | 'ddl' | 'pseudo-gtid';
  /** `schema` and `table` are put before the key when the statement runs. */
  readonly rows: readonly NamedRow[];
  /** Rows that the OK packet reports: 1 for CREATE DATABASE, 0 for other definitions. */
  readonly affected: number;
  readonly statement: string;
  /** For `SELECT … denied`: what the account needs, on which object. */
  readonly privilege: string;
  readonly table: string;
}

export interface NamedRow {
  readonly action: RowChange['action'];
  readonly key: string;
}
