/** A log that is a copy: files as the master has them, from the first that was copied on. */
import { assert, parseBinlogFileName } from '@topiary/domain';
import { currentFile, fileNumbered, markSynced, writePosition } from './binary-log.ts';
import type { BinaryLog, BinlogFile, LogCursor } from './binary-log.ts';
import type { LogEntry } from '../model/server-state.ts';

/** What stands at the head of a file, for whoever copies it. */
export interface CopiedHead extends Pick<BinlogFile, 'name' | 'headerBytes' | 'previousGtids' | 'gtidList'> {
  /** Of the file before, with the event that ends it; null where it is not there any more. */
  readonly sizeBefore: number | null;
}

/** The heads of the files that a reader passes between two places, both included. */
export function headsBetween(log: BinaryLog, from: LogCursor, to: LogCursor): readonly CopiedHead[] {
  const heads: CopiedHead[] = [];
  for (let number = from.file; number <= to.file; number += 1) {
    const file = fileNumbered(log, number);
    if (file === null) continue;
    const { name, headerBytes, previousGtids, gtidList } = file;
    heads.push({
      name,
      headerBytes,
      previousGtids,
      gtidList,
      sizeBefore: fileNumbered(log, number - 1)?.size ?? null,
    });
  }
  return heads;
}

/** Goes on in a file, which a log that has it, or later ones, has already; null: it is the first. */
export function openCopy(log: BinaryLog | null, head: CopiedHead, nowMs: number): BinaryLog {
  const name = parseBinlogFileName(head.name);
  assert(name !== null, 'a log that is copied has a number', head.name);
  const { headerBytes, previousGtids, gtidList } = head;
  const file: BinlogFile = {
    name: head.name,
    number: name.number,
    headerBytes,
    previousGtids,
    gtidList,
    entries: [],
    size: headerBytes,
    openedAtMs: nowMs,
  };
  if (log === null) {
    const synced = { file: name.number, index: 0 };
    return { base: name.base, files: [file], count: 0, synced, syncedAtMs: nowMs, unsyncedCommits: 0 };
  }
  const last = currentFile(log);
  if (name.number <= last.number) return log;
  assert(name.number === last.number + 1, 'logs are copied one after the other', [last.name, head.name]);
  last.size = Math.max(last.size, head.sizeBefore ?? 0);
  log.files.push(file);
  markSynced(log, nowMs);
  return log;
}

/** Where the master has it; it is on the disk before anybody is told. */
export function appendCopy(log: BinaryLog, entry: LogEntry, nowMs: number): void {
  const file = currentFile(log);
  assert(entry.end >= file.size, 'a copied log grows', [writePosition(log), entry.end]);
  file.entries.push(entry);
  file.size = entry.end;
  log.count += 1;
  markSynced(log, nowMs);
}
