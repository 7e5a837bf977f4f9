/**
 * Whether a server still stands where a step takes it to stand, for steps that would apply something twice, or wipe out
 * somebody's change, where it does not: between two steps a process may have been killed, and hours may have passed.
 */
import { formatCoordinates } from '../replication/binlog-coordinates.ts';
import { instanceIdOf } from '../topology/address.ts';
import type { Address, InstanceId } from '../topology/address.ts';
import type { BinlogCoordinates, ReplicationChannel } from '../topology/observation.ts';
import { coordinatesOf } from './coordinates/coordinate-steps.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { PointReplicaAtStep, Step, StepResults } from './plan.ts';

type Results = Readonly<Record<string, StepResults>>;

/** `channels` are those of the step's server. `null`: it does, or the step does not depend on it. */
export function placeChanged(step: Step, channels: readonly ReplicationChannel[], results: Results): Message | null {
  switch (step.kind) {
    case 'point-replica-at':
      return pointChanged(step, named(channels, step.channel), results);
    case 'rename-source':
      return step.coordinates === null
        ? null
        : standsElsewhere(step.instance, named(channels, step.channel), step.coordinates);
    case 'reset-replication':
    case 'set-up-replication':
    case 'leave-source':
      return readsFromAnother(step.instance, named(channels, step.channel), step.source);
    case 'stop-at-coordinates':
      return step.source === undefined
        ? null
        : readsFromAnother(step.instance, named(channels, step.channel), step.source);
    case 'reset-binary-logs':
      // What is executed was read with everything stopped, and is stated again.
      return step.executed === null ? null : firstOf(channels, (channel) => runs(step.instance, channel));
    default:
      return null;
  }
}

/** It stands where it was read, or where this very step has pointed it already. */
function pointChanged(
  { instance, coordinates, from, to }: PointReplicaAtStep,
  channel: ReplicationChannel | undefined,
  results: Results,
): Message | null {
  if (coordinates === undefined || channel === undefined) return null;
  const actual = instanceIdOf(channel.source);
  const places = [
    ...(actual === instanceIdOf(from) ? [coordinates.back] : []),
    ...(actual === instanceIdOf(to) ? [coordinates.there] : []),
  ].flatMap((value) => coordinatesOf(value, results) ?? []);
  const reasons = places.map((place) => standsElsewhere(instance, channel, place));
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

function standsElsewhere(
  instance: InstanceId,
  channel: ReplicationChannel | undefined,
  place: BinlogCoordinates,
): Message | null {
  if (channel === undefined) return null;
  const started = runs(instance, channel);
  if (started !== null) return started;
  const { executedPosition: at } = channel;
  const [one, other] = [at === null ? '?' : formatCoordinates(at), formatCoordinates(place)];
  return one === other ? null : message('positions-differ', { instance, one, other });
}

function runs(instance: InstanceId, { receiver, applier }: ReplicationChannel): Message | null {
  if (receiver !== 'stopped') return message('thread-was-started', { instance, thread: 'receiver' });
  return applier === 'stopped' ? null : message('thread-was-started', { instance, thread: 'applier' });
}

function readsFromAnother(
  instance: InstanceId,
  channel: ReplicationChannel | undefined,
  source: Address,
): Message | null {
  if (channel === undefined || channel.source.host === '') return null;
  const [actual, expected] = [instanceIdOf(channel.source), instanceIdOf(source)];
  return actual === expected ? null : message('source-not-as-planned', { instance, actual, expected });
}

function named(channels: readonly ReplicationChannel[], name: string): ReplicationChannel | undefined {
  return channels.find((channel) => channel.name === name);
}

function firstOf(
  channels: readonly ReplicationChannel[],
  reasonOf: (channel: ReplicationChannel) => Message | null,
): Message | null {
  return channels.map(reasonOf).find((reason) => reason !== null) ?? null;
}
