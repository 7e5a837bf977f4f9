/** What somebody did by hand to a lane's server between the plan and its first step. */
import { instanceIdOf } from '../topology/address.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ReplicationChannel } from '../topology/observation.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { Step, ThreadStates } from './plan.ts';

type Threads = Partial<ThreadStates>;

/**
 * Why a lane of which nothing was run may not be begun: somebody moved its replica, be it to where the plan would put it,
 * or stopped or started a thread that a step of it would set back to how the plan found it.
 */
export function changedSincePlanned(lane: readonly Step[], channels: readonly ReplicationChannel[]): Message | null {
  const point = lane.find((step) => step.kind === 'point-replica-at');
  const [first] = lane;
  if (point === undefined) return first === undefined ? null : threadsOfStep(first, channels);
  const { instance } = point;
  const before = lane.find((step) => step.kind === 'stop-at-coordinates')?.before ?? point.before;
  const channel = channels.find(({ name }) => name === point.channel);
  if (channel === undefined) return message('channel-unknown', { replica: instance, channel: point.channel });
  const [actual, expected] = [instanceIdOf(channel.source), instanceIdOf(point.from)];
  if (actual !== expected) return message('source-not-as-planned', { instance, actual, expected });
  return threadChanged(instance, before, channel);
}

/** Of one that stops threads for its change, and starts again what ran. */
function threadsOfStep(step: Step, channels: readonly ReplicationChannel[]): Message | null {
  const { instance } = step;
  const changes = [...threadsSetBack(step)].map(([name, before]) => {
    const channel = channels.find((one) => one.name === name);
    return channel === undefined ? null : threadChanged(instance, before, channel);
  });
  return changes.find((one) => one !== null) ?? null;
}

function threadsSetBack(step: Step): ReadonlyMap<string, Threads> {
  switch (step.kind) {
    case 'set-positioning':
    case 'set-delay':
    case 'rename-source':
    case 'change-credentials':
    case 'change-tls':
      return new Map([[step.channel, step.before]]);
    case 'set-semi-sync':
      return new Map(step.channels.map((name) => [name, { receiver: 'running' }]));
    default:
      return new Map();
  }
}

function threadChanged(instance: InstanceId, before: Threads, channel: ReplicationChannel): Message | null {
  const threads = [
    { thread: 'receiver', was: before.receiver, state: channel.receiver, error: channel.receiverError },
    { thread: 'applier', was: before.applier, state: channel.applier, error: channel.applierError },
  ];
  for (const { thread, was, state, error } of threads) {
    if (was === undefined) continue;
    if (was !== 'stopped' && state === 'stopped' && error === null)
      return message('thread-was-stopped', { instance, thread });
    if (was === 'stopped' && state !== 'stopped') return message('thread-was-started', { instance, thread });
  }
  return null;
}
