/**
 * A receiver that hears nothing gives up after `replica_net_timeout`. Heartbeats are not played one by one: while the
 * source lives and the link is open there is nothing to notice; when that ends, the last heartbeat that was sent before is
 * worked out, and the receiver gives up that much later.
 */
import { familyOf } from '@topiary/domain';
import { isUp } from '../model/link.ts';
import { numberSetting } from '../model/settings.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import type { Connection } from './connection.ts';

/** The source fell silent just now, from the point of view of this connection. */
export function watchSilence(world: World, connection: Connection): void {
  if (!connection.open || connection.silence !== null) return;
  const waitMs = Math.max(0, lastHeardMs(world, connection) + patienceMs(connection) - world.nowMs);
  connection.silence = after(world, connection.replica, waitMs, () => {
    if (!connection.open || connection.channel.connection !== connection) return;
    world.reactions.receiverLost(world, connection, 'silent');
  });
}

/**
 * Heartbeats that come later than the receiver has patience do not keep it: on a quiet source it gives up, and
 * connects anew, again and again. Called once for each connection.
 */
export function watchQuiet(world: World, connection: Connection): void {
  const { channel, replica } = connection;
  const [timeoutMs, periodMs] = [patienceMs(connection), heartbeatMs(connection)];
  // When both are equal it is a race, which heartbeats win more often than not.
  if (periodMs > 0 && periodMs <= timeoutMs) return;
  const look = (): void => {
    if (!connection.open || channel.connection !== connection) return;
    const leftMs = connection.heardAtMs + timeoutMs - world.nowMs;
    if (leftMs > 0) after(world, replica, leftMs, look);
    else world.reactions.receiverLost(world, connection, 'silent');
  };
  after(world, replica, timeoutMs, look);
}

/**
 * What is written into a log that was reset wakes whoever still waits at a place of the old one, in vain. On MariaDB the time
 * to the next heartbeat begins anew with that: writes that follow each other faster than heartbeats keep the source silent
 * until the receiver gives up. MySQL answers each with a heartbeat. Source: MariaDB sql/sql_repl.cc, wait_new_events;
 * tried on MariaDB 11.8 and MySQL 9.7.
 */
export function wakeInVain(world: World, connection: Connection, wait: { waitsSinceMs: number }): void {
  if (familyOf(connection.source.product) === 'mysql') return;
  connection.heardAtMs = lastHeardMs(world, connection);
  wait.waitsSinceMs = world.nowMs;
  const [timeoutMs, periodMs] = [patienceMs(connection), heartbeatMs(connection)];
  if (periodMs > 0 && world.nowMs + periodMs > connection.heardAtMs + timeoutMs) watchSilence(world, connection);
}

/** The source is heard again. */
export function endSilence(world: World, connection: Connection): void {
  if (connection.silence === null) return;
  connection.silence.cancelled = true;
  connection.silence = null;
  connection.heardAtMs = world.nowMs;
}

export function canBeHeard(world: World, connection: Connection): boolean {
  const { source, replica } = connection;
  return source.power === 'up' && isUp(world, source, replica) && isUp(world, replica, source);
}

function patienceMs({ replica }: Connection): number {
  return numberSetting(replica, 'replica_net_timeout') * 1000;
}

/** 0: there are none. */
function heartbeatMs({ channel }: Connection): number {
  return (channel.settings.heartbeatPeriodSeconds ?? 0) * 1000;
}

/** When its receiver heard anything last, heartbeats among it. */
export function heardAtMs(world: World, connection: Connection): number {
  return connection.silence === null
    ? lastHeardMs(world, connection)
    : connection.silence.atMs - patienceMs(connection);
}

/** Heartbeats are counted from what was sent last, or from where the source began to wait anew without sending. */
function lastHeardMs(world: World, connection: Connection): number {
  const { heardAtMs, dump } = connection;
  const periodMs = heartbeatMs(connection);
  if (periodMs <= 0) return heardAtMs;
  const sinceMs = dump?.reset?.waitsSinceMs ?? heardAtMs;
  const beats = Math.floor(Math.max(0, world.nowMs - sinceMs) / periodMs);
  return beats === 0 ? heardAtMs : Math.max(heardAtMs, sinceMs + beats * periodMs);
}
