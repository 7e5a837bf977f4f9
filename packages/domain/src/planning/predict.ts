/**
 * The topology as it will be after a plan: the snapshot with its observations changed as the steps would change them,
 * derived anew. Pure, so that it serves the preview, and so that the simulator can prove it equal to what executing does.
 */
import type { Policy } from '../policy/policy.ts';
import type { InstanceId } from '../topology/address.ts';
import { buildSnapshot } from '../topology/build-snapshot.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { ServerRecord } from '../topology/server-record.ts';
import type { Instance, TopologySnapshot } from '../topology/snapshot.ts';
import { unreachable } from '../shared/assert.ts';
import { stepsInOrder } from './plan.ts';
import type { Plan, PointReplicaAtStep, Step, ThreadStates } from './plan.ts';

export function predict(plan: Plan, snapshot: TopologySnapshot, policy: Policy): TopologySnapshot {
  const records = new Map([...snapshot.instances.values()].map((instance) => [instance.id, recordOf(instance)]));
  const changed = new Set<InstanceId>();
  for (const step of stepsInOrder(plan)) {
    const record = records.get(step.instance);
    if (record?.observation === null || record === undefined) continue;
    changed.add(step.instance);
    records.set(step.instance, { ...record, observation: predictStep(step, record.observation) });
  }
  const { snapshot: predicted } = buildSnapshot({
    asOf: snapshot.asOf,
    records,
    aliases: new Map(),
    previous: snapshot,
    changed,
    knownClusters: new Map(),
    // A relocation stays within its cluster; an id that is minted all the same is never shown or kept.
    mintClusterId: () => plan.cluster,
    policy,
  });
  return predicted;
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

function started(channel: ReplicationChannel, before: ThreadStates): ThreadStates {
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

function recordOf(instance: Instance): ServerRecord {
  return {
    id: instance.id,
    address: instance.address,
    observation: instance.observation,
    observedAt: instance.observedAt,
    failure: instance.failure,
    failingSince: instance.failingSince,
    failures: instance.health === 'ok' || instance.health === 'unprobed' ? 0 : instance.health === 'suspect' ? 1 : 2,
    lastCluster: instance.cluster,
  };
}
