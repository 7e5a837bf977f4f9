/**
 * What the servers of a fleet replicate. A transaction is one object that all logs share: ten thousand servers that hold
 * it hold a reference. Its identity is hidden from everything that plays a server's client; checkers alone read it.
 */
import type { MariadbGtid } from '@topiary/domain';

/**
 * The transaction itself, whatever GTID it bears: `stream` names the life of the server that wrote it (it changes when
 * an unsynced tail was lost, so that numbers are never used twice), `number` counts from 1 within it.
 */
export interface TransactionIdentity {
  readonly stream: string;
  readonly number: number;
}

/** MySQL's: usually one number; `first` to `last` when history that is known by its GTIDs alone was put into a log. */
export interface MysqlTransactionGtid {
  readonly family: 'mysql';
  readonly uuid: string;
  readonly tag: string;
  readonly first: bigint;
  readonly last: bigint;
}

export interface MariadbTransactionGtid extends MariadbGtid {
  readonly family: 'mariadb';
}

/** `null`: anonymous. */
export type TransactionGtid = MysqlTransactionGtid | MariadbTransactionGtid | null;

/**
 * One named row. Inserting a row that is there is 1062, updating or deleting one that is not is 1032, on a writer as on an
 * applier. Writes that name no row insert one of their own, so that applying a transaction twice is 1062 too.
 */
export interface RowChange {
  readonly action: 'insert' | 'update' | 'delete';
  /** `schema.table/key`. */
  readonly row: string;
}

/**
 * `write`: rows. `empty`: a GTID and nothing else. `ddl`: a statement that commits by itself. `pseudo-gtid`: the marker
 * statement that orchestrator looks for in logs without GTIDs.
 */
export type TransactionKind = 'write' | 'empty' | 'ddl' | 'pseudo-gtid';

export interface Transaction {
  readonly identity: TransactionIdentity;
  readonly kind: TransactionKind;
  readonly gtid: TransactionGtid;
  /** The server where it was first committed; replicas keep both when they log it. */
  readonly serverId: number;
  readonly writtenAtMs: number;
  /** The database that filters look at; '' when none was chosen. */
  readonly schema: string;
  readonly rows: readonly RowChange[];
  /** For `ddl`: the `schema.table` that it defines, if it is about one. */
  readonly table?: string;
  /** For `ddl` and `pseudo-gtid`: what `SHOW BINLOG EVENTS` prints. */
  readonly statement: string;
  /** In a binary log, all its events together. */
  readonly bytes: number;
}

export function sameTransaction(left: TransactionIdentity, right: TransactionIdentity): boolean {
  return left.stream === right.stream && left.number === right.number;
}
