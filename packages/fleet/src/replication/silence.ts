/**
 * A receiver that hears nothing gives up after `replica_net_timeout`. Heartbeats are not played one by one: while the
 * source lives and the link is open there is nothing to notice; when that ends, the last heartbeat that was sent before is
 * worked out, and the receiver gives up that much later.
 */
import { isUp } from '../model/link.ts';
import { numberSetting } from '../model/settings.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import type { Connection } from './connection.ts';

/** The source fell silent just now, from the point of view of this connection. */
export function watchSilence(world: World, connection: Connection): void {
  if (!connection.open || connection.silence !== null) return;
  const timeoutMs = numberSetting(connection.replica, 'replica_net_timeout') * 1000;
  const waitMs = Math.max(0, lastHeardMs(world, connection) + timeoutMs - world.nowMs);
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
  const timeoutMs = numberSetting(replica, 'replica_net_timeout') * 1000;
  const periodMs = (channel.settings.heartbeatPeriodSeconds ?? 0) * 1000;
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

function lastHeardMs(world: World, connection: Connection): number {
  const seconds = connection.channel.settings.heartbeatPeriodSeconds ?? 0;
  const quietMs = Math.max(0, world.nowMs - connection.heardAtMs);
  if (seconds <= 0) return connection.heardAtMs;
  const periodMs = seconds * 1000;
  return connection.heardAtMs + Math.floor(quietMs / periodMs) * periodMs;
}
