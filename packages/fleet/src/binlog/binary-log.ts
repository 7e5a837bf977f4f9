/**
 * A server's binary log: files of whole transactions. Positions are those that a real log of these events would have.
 * The number of transactions kept is bounded; the oldest files go first, as they do by expiry.
 */
import { assert, formatBinlogFileName } from '@topiary/domain';
import type { BinlogCoordinates, MariadbBinlogState, MysqlGtidSet, Product } from '@topiary/domain';
import type { LogEntry } from '../model/server-state.ts';
import type { Transaction } from '../model/transaction.ts';
import { mariadbHeadBytes, mysqlHeadBytes, rotateBytes } from './event-sizes.ts';

export interface BinlogFile {
  readonly name: string;
  readonly number: number;
  readonly headerBytes: number;
  readonly previousGtids: MysqlGtidSet | null;
  readonly gtidList: MariadbBinlogState | null;
  readonly entries: LogEntry[];
  size: number;
  readonly openedAtMs: number;
}

/** Between two transactions: `index` of them in the file come before. */
export interface LogCursor {
  readonly file: number;
  readonly index: number;
}

export interface BinaryLog {
  readonly base: string;
  /** The oldest first; never empty. */
  readonly files: BinlogFile[];
  count: number;
  /** Up to here an fsync has reached the disk. */
  synced: LogCursor;
  syncedAtMs: number;
  unsyncedCommits: number;
}

/** What stands at the head of a file. */
export type LogHead =
  | { readonly kind: 'mysql'; readonly product: Product; readonly executed: MysqlGtidSet }
  | { readonly kind: 'mariadb'; readonly state: MariadbBinlogState };

/** How a server's log is kept. */
export interface LogRules {
  readonly maxFileBytes: number;
  /** 0: the operating system decides when; n: after every n commits. */
  readonly syncEvery: number;
  readonly maxTransactions: number;
}

/** How long written pages stay in memory when nobody asks for an fsync (Linux's dirty_expire plus writeback). */
const WRITEBACK_MS = 30_000;
/** Files of a log with very many transactions are closed early, so that the oldest can go. */
const FILES_OF_A_FULL_LOG = 4;

export interface NewLog {
  readonly base: string;
  readonly firstNumber: number;
  readonly head: LogHead;
  readonly nowMs: number;
}

export function newBinaryLog({ base, firstNumber, head, nowMs }: NewLog): BinaryLog {
  return {
    base,
    files: [newFile({ base, firstNumber, head, nowMs })],
    count: 0,
    synced: { file: firstNumber, index: 0 },
    syncedAtMs: nowMs,
    unsyncedCommits: 0,
  };
}

export function currentFile(log: BinaryLog): BinlogFile {
  const file = log.files.at(-1);
  assert(file !== undefined, 'a binary log has a file');
  return file;
}

export function oldestFile(log: BinaryLog): BinlogFile {
  const file = log.files[0];
  assert(file !== undefined, 'a binary log has a file');
  return file;
}

export function endOf(log: BinaryLog): LogCursor {
  const file = currentFile(log);
  return { file: file.number, index: file.entries.length };
}

export function writePosition(log: BinaryLog): BinlogCoordinates {
  const file = currentFile(log);
  return { file: file.name, position: file.size };
}

/** Writes a transaction; the cursor stands behind it. */
export function append(log: BinaryLog, transaction: Transaction, rules: LogRules, nowMs: number): LogCursor {
  if (nowMs - log.syncedAtMs >= WRITEBACK_MS) markSynced(log, nowMs);
  const file = currentFile(log);
  file.size += transaction.bytes;
  file.entries.push({ transaction, end: file.size });
  log.count += 1;
  log.unsyncedCommits += 1;
  if (rules.syncEvery > 0 && log.unsyncedCommits >= rules.syncEvery) markSynced(log, nowMs);
  return endOf(log);
}

export function isFull(log: BinaryLog, rules: LogRules): boolean {
  const file = currentFile(log);
  return (
    file.size >= rules.maxFileBytes ||
    file.entries.length >= Math.max(1, Math.floor(rules.maxTransactions / FILES_OF_A_FULL_LOG))
  );
}

export function markSynced(log: BinaryLog, nowMs: number): void {
  log.synced = endOf(log);
  log.syncedAtMs = nowMs;
  log.unsyncedCommits = 0;
}

/** Closes the file (which syncs it) and opens the next. */
export function rotate(log: BinaryLog, head: LogHead, nowMs: number): void {
  const closed = currentFile(log);
  const number = closed.number + 1;
  closed.size += rotateBytes(formatBinlogFileName({ base: log.base, number }));
  log.files.push(newFile({ base: log.base, firstNumber: number, head, nowMs }, true));
  markSynced(log, nowMs);
}

/** A file that was not closed properly: the next start opens a new one. */
export function openNext(log: BinaryLog, head: LogHead, nowMs: number): void {
  log.files.push(newFile({ base: log.base, firstNumber: currentFile(log).number + 1, head, nowMs }));
  markSynced(log, nowMs);
}

/** Removes the oldest files; the last one stays. Gives what was removed. */
export function removeOldest(log: BinaryLog, howMany: number): readonly BinlogFile[] {
  const removed = log.files.splice(0, Math.min(howMany, log.files.length - 1));
  for (const file of removed) log.count -= file.entries.length;
  return removed;
}

/** Cuts off what no fsync has reached; gives the transactions that are gone, the oldest first. */
export function cutUnsynced(log: BinaryLog): readonly Transaction[] {
  const lost: Transaction[] = [];
  for (const file of log.files) {
    if (file.number < log.synced.file) continue;
    const keep = file.number === log.synced.file ? log.synced.index : 0;
    for (const { transaction } of file.entries.splice(keep)) lost.push(transaction);
    file.size = file.entries.at(-1)?.end ?? file.headerBytes;
  }
  log.count -= lost.length;
  return lost;
}

export function fileNamed(log: BinaryLog, name: string): BinlogFile | null {
  return log.files.find((file) => file.name === name) ?? null;
}

export function fileNumbered(log: BinaryLog, number: number): BinlogFile | null {
  const place = number - oldestFile(log).number;
  return log.files[place] ?? null;
}

/** Where a position in a file stands; `null`: it is no boundary between two transactions. */
export function indexAt(file: BinlogFile, position: number): number | null {
  if (position <= file.headerBytes) return 0;
  let low = 0;
  let high = file.entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((file.entries[middle]?.end ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  const found = file.entries[low];
  if (found === undefined) return position <= file.size ? file.entries.length : null;
  return found.end === position ? low + 1 : null;
}

export function compareCursors(left: LogCursor, right: LogCursor): number {
  return left.file - right.file || left.index - right.index;
}

function newFile({ base, firstNumber, head, nowMs }: NewLog, followsAnother = false): BinlogFile {
  const name = formatBinlogFileName({ base, number: firstNumber });
  const headerBytes =
    head.kind === 'mysql'
      ? mysqlHeadBytes(head.product, head.executed)
      : mariadbHeadBytes(head.state, name, followsAnother);
  return {
    name,
    number: firstNumber,
    headerBytes,
    previousGtids: head.kind === 'mysql' ? head.executed : null,
    gtidList: head.kind === 'mariadb' ? head.state : null,
    entries: [],
    size: headerBytes,
    openedAtMs: nowMs,
  };
}
