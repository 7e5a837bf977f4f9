/** The source's side: a thread per replica that sends the log from where the replica asked. */
import { fileNumbered } from '../binlog/binary-log.ts';
import type { BinaryLog, LogCursor } from '../binlog/binary-log.ts';
import { headsBetween } from '../binlog/copied-log.ts';
import type { CopiedHead } from '../binlog/copied-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { passes } from '../model/link.ts';
import type { DumpState } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { MAX_WAITING } from './channel.ts';
import { sendToReplica } from './connection.ts';
import type { Connection } from './connection.ts';
import type { LogMessage, SentTransaction } from './log-message.ts';
import { acknowledge } from './semi-sync.ts';
import { wakeInVain, watchSilence } from './silence.ts';
import type { Verdict } from './verdict.ts';

/** The log was reset while it was read. */
export interface ResetUnder {
  /** This many bytes of a file of the same name were sent, which is another file now. */
  readonly position: number;
  /** From when on it counts the time to its next heartbeat. */
  waitsSinceMs: number;
}

export interface Dump extends DumpState {
  readonly connection: Connection;
  readonly judge: (transaction: Transaction) => Verdict;
  cursor: LogCursor;
  open: boolean;
  /** The link is cut, or the replica has enough to do. */
  stalled: boolean;
  reset: ResetUnder | null;
  /** An acknowledgement that a cut held up. */
  unsentAcknowledgement: LogCursor | null;
}

/** What one message carries; a replica that is far behind gets one after the other. */
const MAX_EVENTS_PER_MESSAGE = 500;

/** After a commit or a rotation. */
export function wakeDumps(world: World, source: Server): void {
  for (const dump of source.dumps) pump(world, dump);
}

/** Sends what the replica has not been sent. */
export function pump(world: World, dump: Dump): void {
  const { connection } = dump;
  const { source, replica } = connection;
  if (!dump.open || source.power !== 'up') return;
  if (!passes(world, source, replica)) {
    dump.stalled = true;
    watchSilence(world, connection);
    return;
  }
  if (connection.channel.waiting.length > MAX_WAITING) {
    dump.stalled = true;
    return;
  }
  dump.stalled = false;
  if (dump.reset !== null) {
    if (hasPassed(source.binlog, dump.reset.position)) world.reactions.logWasReset(world, dump);
    else wakeInVain(world, connection, dump.reset);
    return;
  }
  const { message, next, isLast, refusal } = collect(dump);
  dump.cursor = next;
  if (message !== null) sendToReplica(world, connection, () => world.reactions.receiveLog(world, connection, message));
  if (refusal !== null) return world.reactions.refuseDump(world, dump, refusal);
  if (message === null) return;
  if (message.reachesUntil) return endDump(dump);
  // What the replica has already counts as acknowledged.
  if (dump.acknowledges && message.events.length === 0) acknowledge(dump, next);
  if (!isLast) after(world, source, world.options.linkDelayMs, () => pump(world, dump));
}

/** A log that was reset is looked at again only once it is longer than what was sent of it. */
function hasPassed(log: BinaryLog | null, position: number): boolean {
  return log !== null && (log.files.length > 1 || (log.files[0]?.size ?? 0) > position);
}

interface Collected {
  readonly message: LogMessage | null;
  readonly next: LogCursor;
  readonly isLast: boolean;
  /** Why it cannot go on from there. */
  readonly refusal: string | null;
}

function collect(dump: Dump): Collected {
  const log = dump.connection.source.binlog;
  const events: SentTransaction[] = [];
  let { file: number, index } = dump.cursor;
  let file = log === null ? null : fileNumbered(log, number);
  if (log === null || file === null) return { message: null, next: dump.cursor, isLast: true, refusal: null };
  let looked = 0;
  let refusal: string | null = null;
  let reachesUntil = false;
  for (;;) {
    const entry = file.entries[index];
    if (entry === undefined) {
      const next = fileNumbered(log, number + 1);
      if (next === null) break;
      file = next;
      number += 1;
      index = 0;
      continue;
    }
    if (looked >= MAX_EVENTS_PER_MESSAGE) break;
    const verdict = dump.judge(entry.transaction);
    if ('refusal' in verdict) {
      ({ refusal } = verdict);
      break;
    }
    looked += 1;
    index += 1;
    if (verdict.sends) events.push({ ...entry, file: file.name });
    reachesUntil = verdict.isLast;
    if (reachesUntil) break;
  }
  const next = { file: number, index };
  if (next.file === dump.cursor.file && next.index === dump.cursor.index)
    return { message: null, next, isLast: true, refusal };
  const position = file.entries[index - 1]?.end ?? file.headerBytes;
  return {
    message: { events, end: { file: file.name, position }, cursor: next, heads: headsFor(dump, next), reachesUntil },
    next,
    isLast: file.entries[index] === undefined,
    refusal,
  };
}

const NONE: readonly CopiedHead[] = [];

/** From the dump's place to another. */
export function headsFor({ connection: { source, replica }, cursor }: Dump, next: LogCursor): readonly CopiedHead[] {
  return source.binlog === null || !isBinlogServer(replica) ? NONE : headsBetween(source.binlog, cursor, next);
}

/** Ends the source's side; the replica is not told. */
export function endDump(dump: Dump): void {
  dump.open = false;
  const { source } = dump.connection;
  source.dumps = source.dumps.filter((other) => other !== dump);
}
