/**
 * The topology as it will be after a plan: the snapshot with its observations changed as the steps would change them,
 * derived anew. Pure, so that it serves the preview, and so that the simulator can prove it equal to what executing does.
 */
import type { Policy } from '../policy/policy.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { withObservations } from '../topology/what-if.ts';
import { unreachable } from '../shared/assert.ts';
import { stepsInOrder } from './plan.ts';
import type { Plan, PointReplicaAtStep, Step, ThreadStates } from './plan.ts';

type Threads = Pick<ReplicationChannel, 'receiver' | 'applier'>;

export function predict(plan: Plan, snapshot: TopologySnapshot, policy: Policy): TopologySnapshot {
  const observations = new Map<InstanceId, Observation>();
  for (const step of stepsInOrder(plan)) {
    const observation = observations.get(step.instance) ?? snapshot.instances.get(step.instance)?.observation ?? null;
    if (observation !== null) observations.set(step.instance, predictStep(step, observation));
  }
  return withObservations(snapshot, observations, policy);
}

function predictStep(step: Step, observation: Observation): Observation {
  switch (step.kind) {
    case 'stop-replication':
      return withChannel(observation, step.channel, (channel) => ({
        ...channel,
        receiver: 'stopped',
        applier: 'stopped',
      }));
    case 'start-replication':
      return withChannel(observation, step.channel, (channel) => ({ ...channel, ...started(channel, step.before) }));
    case 'wait-for-position':
      return observation;
    case 'point-replica-at':
      return withChannel(observation, step.channel, (channel) => pointed(channel, step));
    default:
      return unreachable(step);
  }
}

function pointed(channel: ReplicationChannel, step: PointReplicaAtStep): ReplicationChannel {
  return {
    ...channel,
    source: step.to,
    sourceServerId: null,
    sourceUuid: null,
    positioning: step.positioning,
    settings: step.settings,
    ...started(channel, step.before),
  };
}

function started(channel: ReplicationChannel, before: ThreadStates): Threads {
  return {
    receiver: before.receiver === 'stopped' ? channel.receiver : 'running',
    applier: before.applier === 'stopped' ? channel.applier : 'running',
  };
}

function withChannel(
  observation: Observation,
  name: string,
  change: (channel: ReplicationChannel) => ReplicationChannel,
): Observation {
  return {
    ...observation,
    channels: observation.channels.map((channel) => (channel.name === name ? change(channel) : channel)),
  };
}
