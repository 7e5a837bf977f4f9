/** The applier: takes transactions from the relay log in order, each when it is due, and commits them. */
import { MysqlGtidSet } from '@topiary/domain';
import { emptyTransactionBytes } from '../binlog/event-sizes.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import type { RelayEntry } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import type { MysqlTransactionGtid } from '../model/transaction.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { applierConflictText, applierOutOfOrderText } from './applier-errors.ts';
import { MAX_WAITING, purgeAppliedRelayLogs, retainApplied, standAtRelayEnd } from './channel.ts';
import type { Channel } from './channel.ts';
import { commit } from './commit.ts';
import { isReplicatedHere } from './filters.ts';
import { noteApplied } from './gtid-position.ts';
import { conflictOf } from './rows.ts';
import { isReached, looksLate, stopsBefore } from './until.ts';

export function startApplier(world: World, channel: Channel): void {
  const { applier } = channel;
  applier.state = 'running';
  applier.error = null;
  takeSkipCounter(channel);
  if (channel.waiting.length === 0 && channel.readPosition.file !== '') standAtEnd(channel);
  if (isReached(channel)) stopApplier(channel);
  else wakeApplier(world, channel);
}

/** MySQL: the next applier that starts uses the counter up. */
function takeSkipCounter({ applier, replica }: Channel): void {
  const count = numberSetting(replica, 'sql_replica_skip_counter');
  if (count === 0 || setting(replica, 'gtid_mode') === 'ON') return;
  applier.skips = count;
  replica.settings.delete('sql_replica_skip_counter');
}

/** The receiver has come to where the applier was told to stop by GTID. */
export function endIsUntil(channel: Channel): void {
  channel.applier.endIsUntil = channel.applier.until?.kind === 'gtids';
  if (channel.applier.state === 'running' && isReached(channel)) stopApplier(channel);
}

/** The head of a log has come, or its end: with nothing to apply before it, MariaDB looks there whether it is to stop. */
export function lookAgain(channel: Channel): void {
  const { applier, waiting } = channel;
  const looks = applier.until?.kind === 'source-position' && looksLate(channel);
  if (looks && applier.state === 'running' && waiting.length === 0 && isReached(channel)) stopApplier(channel);
}

/** What it is applying is rolled back, unless it is already being committed. */
export function stopApplier(channel: Channel): void {
  const { applier } = channel;
  applier.state = 'stopped';
  applier.until = null;
  applier.endIsUntil = false;
  if (applier.busy !== null) applier.busy.cancelled = true;
  applier.busy = null;
  if (!applier.committing) applier.appliesWrittenAtMs = null;
}

/** Begins with the next transaction, if it is idle. */
export function wakeApplier(world: World, channel: Channel): void {
  const { applier, replica } = channel;
  if (applier.state !== 'running' || applier.busy !== null || applier.committing) return;
  const next = channel.waiting[0];
  if (next === undefined) {
    applier.appliesWrittenAtMs = null;
    return;
  }
  applier.appliesWrittenAtMs = next.isLeftOut ? null : next.transaction.writtenAtMs;
  applier.busy = after(world, replica, waitMs(world, channel, next), () => {
    applier.busy = null;
    applyNext(world, channel, next);
  });
}

function waitMs(world: World, { delaySeconds, replica }: Channel, { transaction, isLeftOut }: RelayEntry): number {
  if (isLeftOut) return 0;
  const delayedUntilMs = transaction.writtenAtMs + delaySeconds * 1000;
  return Math.max(0, delayedUntilMs - world.nowMs) + replica.applyMsPerTransaction;
}

function applyNext(world: World, channel: Channel, entry: RelayEntry): void {
  const { applier, replica } = channel;
  if (applier.state !== 'running' || channel.waiting[0] !== entry) return;
  if (entry.isLeftOut) {
    countAsApplied(channel, entry);
    advance(world, channel, entry);
    return;
  }
  if (stopsBefore(channel, entry)) {
    stopApplier(channel);
    return;
  }
  const skipped = skipReason(channel, entry);
  if (skipped !== null) {
    if (skipped === 'counter') skipOne(channel, entry);
    advance(world, channel, entry);
    return;
  }
  const problem = problemWith(channel, entry);
  if (problem !== null) {
    applier.error = { ...problem, atMs: world.nowMs };
    stopApplier(channel);
    return;
  }
  const logsUpdates = isOn(replica, 'log_bin') && isOn(replica, 'log_replica_updates');
  const isFiltered = !isReplicatedHere(channel.filters, entry.transaction);
  const keepsGtid = isFiltered && entry.transaction.gtid?.family === 'mysql';
  const taken = keepsGtid ? emptied(replica, entry) : entry;
  channel.waiting[0] = taken;
  applier.committing = true;
  commit(world, replica, {
    transaction: taken.transaction,
    // Of what was filtered out MariaDB logs nothing, and MySQL neither where it has no GTID.
    isLogged: logsUpdates && (!isFiltered || keepsGtid),
    isReplicated: true,
    isFiltered,
    done: () => {
      applier.committing = false;
      advance(world, channel, taken);
    },
  });
}

/** What MySQL makes of a transaction that its filters leave out: one of its own that has the GTID and nothing in it. */
function emptied(replica: Server, entry: RelayEntry): RelayEntry {
  const identity = { stream: replica.stream, number: replica.nextNumber };
  replica.nextNumber += 1;
  const bytes = emptyTransactionBytes(replica.product);
  return {
    ...entry,
    transaction: { ...entry.transaction, identity, kind: 'empty', schema: '', rows: [], statement: '', bytes },
  };
}

/** To MariaDB what was skipped counts as applied. */
function skipOne(channel: Channel, entry: RelayEntry): void {
  channel.applier.skips -= 1;
  countAsApplied(channel, entry);
}

function countAsApplied({ replica }: Channel, { transaction: { gtid } }: RelayEntry): void {
  if (gtid?.family === 'mariadb' && replica.gtid.kind === 'mariadb') noteApplied(replica.gtid, gtid);
}

/** The transaction is behind it: the positions move, and so does what waits for them. */
function advance(world: World, channel: Channel, entry: RelayEntry): void {
  if (channel.waiting[0] !== entry) return;
  channel.waiting.shift();
  if (!entry.isLeftOut) rememberUnsynced(channel, entry);
  channel.executedPosition = { file: entry.sourceFile, position: entry.sourceEnd };
  channel.relayPosition = { file: entry.relayFile, position: entry.relayEnd };
  if (!entry.isLeftOut) retainApplied(channel, entry, world.options.maxRetainedRelay);
  purgeAppliedRelayLogs(channel);
  if (channel.waiting.length === 0) standAtEnd(channel);
  for (const waiter of channel.replica.waiters) waiter.check();
  resumeStalledDump(world, channel);
  const isLater = channel.applier.until?.kind === 'source-position' && looksLate(channel);
  if (isReached(channel) && !isLater) stopApplier(channel);
  else wakeApplier(world, channel);
}

/** Positions are kept in tables, which fall back together with the log when an unsynced tail is lost. */
function rememberUnsynced({ replica, unsynced, executedPosition }: Channel, { transaction }: RelayEntry): void {
  const { binlog } = replica;
  if (binlog === null || binlog.unsyncedCommits === 0) unsynced.length = 0;
  else unsynced.push({ transaction, before: executedPosition });
}

/** With nothing left to apply it has also passed the rotations and heads of files that followed. */
function standAtEnd(channel: Channel): void {
  channel.applier.appliesWrittenAtMs = null;
  channel.executedPosition = channel.readPosition;
  standAtRelayEnd(channel);
}

/** A receiver that had too much to keep reads on once half of it is applied. */
function resumeStalledDump(world: World, channel: Channel): void {
  const dump = channel.connection?.dump;
  if (dump?.stalled === true && channel.waiting.length === MAX_WAITING / 2) world.reactions.pump(world, dump);
}

/** With GTIDs what is there already is passed over without a word. */
function skipReason({ replica, applier }: Channel, { transaction }: RelayEntry): 'there' | 'counter' | null {
  const { gtid } = transaction;
  if (gtid?.family === 'mysql' && replica.gtid.kind === 'mysql') {
    if (isExecuted(replica.gtid.executed, gtid)) return 'there';
  }
  return applier.skips > 0 ? 'counter' : null;
}

function isExecuted(executed: MysqlGtidSet, gtid: MysqlTransactionGtid): boolean {
  const { uuid, tag, first, last } = gtid;
  return first === last ? executed.has({ uuid, tag, gno: first }) : MysqlGtidSet.range(gtid).isSubsetOf(executed);
}

function problemWith(channel: Channel, entry: RelayEntry): { readonly number: number; readonly text: string } | null {
  const { replica } = channel;
  const { transaction } = entry;
  const { gtid } = transaction;
  const logs = isOn(replica, 'log_bin') && isOn(replica, 'log_replica_updates');
  if (gtid?.family === 'mariadb' && replica.gtid.kind === 'mariadb' && isOn(replica, 'gtid_strict_mode') && logs) {
    const latest = replica.gtid.binlogState.latest(gtid.domain);
    if (latest !== null && latest.sequence >= gtid.sequence)
      return { number: 1950, text: applierOutOfOrderText(gtid, latest) };
  }
  if (!isReplicatedHere(channel.filters, transaction) || setting(replica, 'replica_exec_mode') === 'IDEMPOTENT')
    return null;
  const conflict = conflictOf(replica, transaction);
  return conflict === null ? null : { number: conflict.number, text: applierConflictText(replica, entry, conflict) };
}
