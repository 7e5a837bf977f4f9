/** What is asked of a file whose rows are copied to a database that several processes share. */
import type { LeaseHolder } from '@topiary/engine';
import type { SharedTable } from '../schema/table-names.ts';
import type { Operation } from './operations.ts';

/** A row as the engine has it: texts, numbers and nulls. */
export type AnyRow = Readonly<Record<string, string | number | null>>;

export interface TermRow {
  readonly term: number;
  readonly holder: LeaseHolder;
  readonly since: number;
}

export interface RowChange {
  /** Grows with every change; a row that changes again has a new one. */
  readonly seq: number;
  readonly table: SharedTable;
  /** In the order of `ROW_KEYS`. */
  readonly key: readonly (string | number)[];
  /** As it is now; `null`: it is gone. */
  readonly row: AnyRow | null;
}

export interface AdoptedRows {
  /** What the file holds from now on, and nothing else. */
  readonly rows: Readonly<Record<SharedTable, readonly AnyRow[]>>;
  /** The last number that each table gave out, so that none is given out twice. */
  readonly lastIds: readonly { readonly table: SharedTable; readonly id: number }[];
  readonly term: TermRow;
}

export interface MirrorWrites {
  /** From now on changes are noted. Returns the id of this file, which it keeps. */
  readonly beginMirror: Operation<null, string>;
  /** The file's lock, which one process at a time has; `false`: another one does. */
  readonly lockFile: Operation<null, boolean>;
  readonly beginTerm: Operation<TermRow, void>;
  readonly adopt: Operation<AdoptedRows, void>;
  /** These changes were copied; a row that changed since stays noted. */
  readonly forgetChanges: Operation<readonly number[], void>;
}

export interface MirrorReads {
  /** The oldest changes that were not copied yet, up to a bound of their number and of their size. */
  readonly changes: Operation<null, readonly RowChange[]>;
}
