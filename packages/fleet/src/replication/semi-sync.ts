/**
 * The source's side of semi-synchronous replication. Commits wait in order of the log until enough replicas have
 * acknowledged; the first that waits too long turns waiting off for all, and it comes on again when an acknowledgement
 * has caught up with the log. Source: MySQL plugin/semisync/semisync_source.cc.
 */
import { compareCursors } from '../binlog/binary-log.ts';
import type { LogCursor } from '../binlog/binary-log.ts';
import { familyOf } from '@topiary/domain';
import type { SemiSyncWords } from '@topiary/domain';
import type { Server } from '../model/server.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import type { Dump } from './dump.ts';

/** The plugin is there and switched on. */
export function isSemiSyncSource(server: Server): boolean {
  return isOn(server, 'rpl_semi_sync_source_enabled') && hasSemiSyncSide(server, 'source');
}

export function isSemiSyncReplica(server: Server): boolean {
  return isOn(server, 'rpl_semi_sync_replica_enabled') && hasSemiSyncSide(server, 'replica');
}

/** MariaDB has both sides built in. */
export function hasSemiSyncSide(server: Server, side: 'source' | 'replica'): boolean {
  if (familyOf(server.product) === 'mariadb') return true;
  const old = side === 'source' ? 'master' : 'slave';
  return server.plugins.has(`rpl_semi_sync_${side}`) || server.plugins.has(`rpl_semi_sync_${old}`);
}

export function semiSyncWords({ plugins }: Server): SemiSyncWords {
  const hasNew = plugins.has('rpl_semi_sync_source') || plugins.has('rpl_semi_sync_replica');
  return hasNew ? 'source-replica' : 'master-slave';
}

export function semiSyncClients(server: Server): number {
  return server.dumps.filter(({ acknowledges }) => acknowledges).length;
}

export function requiredAcknowledgements(server: Server): number {
  return familyOf(server.product) === 'mariadb'
    ? 1
    : Math.max(1, numberSetting(server, 'rpl_semi_sync_source_wait_for_replica_count'));
}

/** Whether a commit would wait now. */
export function waitsForAcknowledgement(server: Server): boolean {
  return server.semi.active && isSemiSyncSource(server);
}

/** `AFTER_SYNC`: nobody sees the transaction before it is acknowledged. */
export function waitsBeforeCommit(server: Server): boolean {
  return setting(server, 'rpl_semi_sync_source_wait_point') === 'AFTER_SYNC';
}

/** What a replica has to catch up with before waiting comes on again. */
export function noteCommit(server: Server, at: LogCursor): void {
  if (isSemiSyncSource(server)) server.semi.lastCommit = at;
}

export function awaitAcknowledgement(
  world: World,
  server: Server,
  { at, finish }: { readonly at: LogCursor; readonly finish: (acknowledged: boolean) => void },
): void {
  const timeoutMs = numberSetting(server, 'rpl_semi_sync_source_timeout');
  const timer = after(world, server, timeoutMs, () => switchOff(server));
  server.semi.commits.push({ at, timer, finish });
}

export function acknowledge(dump: Dump, upTo: LogCursor): void {
  const { source } = dump.connection;
  if (!dump.open || !isSemiSyncSource(source)) return;
  const { acknowledgements } = source.semi;
  const before = acknowledgements.get(dump.replicaServerId);
  if (before === undefined || compareCursors(before, upTo) < 0) acknowledgements.set(dump.replicaServerId, upTo);
  if (!source.semi.active) {
    const { lastCommit } = source.semi;
    if (lastCommit === null || isAcknowledged(source, lastCommit)) source.semi.active = true;
    return;
  }
  release(source);
}

/** Lets commits go that enough replicas have, the oldest first. */
export function release(source: Server): void {
  const { commits } = source.semi;
  for (;;) {
    const first = commits[0];
    if (first === undefined || !isAcknowledged(source, first.at)) return;
    commits.shift();
    first.timer.cancelled = true;
    source.semi.acknowledged += 1;
    first.finish(true);
  }
}

/** No commit waits any longer; those that did are told of success all the same. */
export function switchOff(source: Server): void {
  const { semi } = source;
  if (semi.active) semi.timesOff += 1;
  semi.active = false;
  for (const commit of semi.commits.splice(0)) {
    commit.timer.cancelled = true;
    semi.unacknowledged += 1;
    commit.finish(false);
  }
}

/** When it was enabled, and when a replica went: without enough of them it may not wait at all. */
export function reviewSemiSync(source: Server, event: 'enabled' | 'replica-gone' | 'disabled'): void {
  if (event === 'disabled' || !isSemiSyncSource(source)) {
    switchOff(source);
    return;
  }
  const enough = semiSyncClients(source) >= requiredAcknowledgements(source);
  const waitsAlone = isOn(source, 'rpl_semi_sync_source_wait_no_replica');
  if (event === 'enabled') {
    source.semi.active = enough || waitsAlone;
    source.semi.lastCommit = null;
  } else if (!enough && !waitsAlone) switchOff(source);
}

export function resetSemiSync(source: Server): void {
  source.semi.active = false;
  for (const { timer } of source.semi.commits.splice(0)) timer.cancelled = true;
  source.semi.acknowledgements.clear();
  source.semi.lastCommit = null;
}

function isAcknowledged(source: Server, at: LogCursor): boolean {
  let count = 0;
  for (const upTo of source.semi.acknowledgements.values()) if (compareCursors(upTo, at) >= 0) count += 1;
  return count >= requiredAcknowledgements(source);
}
