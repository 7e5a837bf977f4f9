import type { BinlogCoordinates } from '@topiary/domain';
import type { LogCursor } from '../binlog/binary-log.ts';
import type { CopiedHead } from '../binlog/copied-log.ts';
import type { Transaction } from '../model/transaction.ts';

/** What a dump thread sends at once: transactions, and where its log stands after them. */
export interface LogMessage {
  readonly events: readonly SentTransaction[];
  readonly end: BinlogCoordinates;
  readonly cursor: LogCursor;
  /** Of the files that it is from, in order, for a binlog server; nobody else asks. */
  readonly heads: readonly CopiedHead[];
  /** A MariaDB source sends no more: the replica was to go no further than this by GTID. */
  readonly reachesUntil: boolean;
}

export interface SentTransaction {
  readonly transaction: Transaction;
  readonly file: string;
  readonly end: number;
}
