/** What an observation of a replica is after its threads were stopped, started or pointed elsewhere. */
import { withChannel } from '../topology/channel-changes.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { PointReplicaAtStep, StartReplicationStep, ThreadStates } from './plan.ts';

type Threads = Pick<ReplicationChannel, 'receiver' | 'applier'>;

export function unchanged(_step: unknown, observation: Observation): Observation {
  return observation;
}

export function stoppedThreads({ channel: name }: { readonly channel: string }, observation: Observation): Observation {
  return withChannel(observation, name, (channel) => ({ ...channel, receiver: 'stopped', applier: 'stopped' }));
}

export function startedThreads(step: StartReplicationStep, observation: Observation): Observation {
  return withChannel(observation, step.channel, (channel) => ({ ...channel, ...startedAs(channel, step.before) }));
}

export function pointedAt(step: PointReplicaAtStep, observation: Observation): Observation {
  return withChannel(observation, step.channel, (channel) => ({
    ...channel,
    source: step.to,
    sourceServerId: null,
    sourceUuid: null,
    positioning: step.positioning,
    settings: step.settings,
    ...changedAs(channel, step.before),
  }));
}

/** As a statement that starts what ran, or had failed, before. */
export function startedAs(channel: ReplicationChannel, before: ThreadStates): Threads {
  return {
    receiver: before.receiver === 'stopped' ? channel.receiver : 'running',
    applier: before.applier === 'stopped' ? channel.applier : 'running',
  };
}

/** As a statement that changes a channel and starts what is to run: an error of the applier is forgotten with it. */
export function changedAs(
  channel: ReplicationChannel,
  before: ThreadStates,
): Threads & Pick<ReplicationChannel, 'applierError'> {
  return { ...startedAs(channel, before), applierError: null };
}
