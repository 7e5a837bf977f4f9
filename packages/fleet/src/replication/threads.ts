/** Starting and stopping the threads of a channel, however it comes about. */
import { familyOf, MariadbGtidPosition } from '@topiary/domain';
import { currentPosition } from '../model/variables/read-variable.ts';
import type { World } from '../model/world.ts';
import { startApplier, stopApplier } from './applier.ts';
import { dropRelayLog, NOWHERE } from './channel.ts';
import type { Channel } from './channel.ts';
import { startReceiver, stopReceiver } from './receiver.ts';

export interface Threads {
  readonly receiver: boolean;
  readonly applier: boolean;
}

/** Those that run already are left alone. */
export function startThreads(world: World, channel: Channel, threads: Threads): void {
  const receiverStarts = threads.receiver && channel.receiver.state === 'stopped';
  if (threads.receiver || threads.applier) beginMariadbPosition(channel);
  const { applier } = channel;
  if (threads.applier && applier.state === 'stopped') startApplier(world, channel);
  if (receiverStarts) startReceiver(world, channel);
}

export function stopThreads(world: World, channel: Channel, threads: Threads): void {
  if (threads.receiver && channel.receiver.state !== 'stopped') stopReceiver(world, channel);
  if (threads.applier && channel.applier.state === 'running') stopApplier(channel);
}

/**
 * MariaDB with GTIDs throws the relay log away when it starts with both threads stopped, whichever it starts, and asks for
 * what follows its position; while the applier runs, the receiver goes on from what it has received.
 */
function beginMariadbPosition(channel: Channel): void {
  const { replica, positioning, applier, receiver } = channel;
  if (familyOf(replica.product) !== 'mariadb' || positioning === 'file') return;
  // One that was told to stop ends its commit first, and has not ended before.
  if (receiver.state !== 'stopped' || applier.state === 'running' || applier.committing) return;
  dropRelayLog(channel);
  channel.readPosition = channel.executedPosition.file === '' ? NOWHERE : channel.executedPosition;
  channel.receivedPosition = positionToAskFor(channel);
}

export function positionToAskFor({ replica, positioning }: Channel): MariadbGtidPosition {
  if (replica.gtid.kind !== 'mariadb') return MariadbGtidPosition.empty();
  return positioning === 'current-pos' ? currentPosition(replica) : replica.gtid.slavePosition;
}
