/** When a step that changed how a channel replicates is done, seen from the replica's status. */
import { isDrained } from '../../replication/drained.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { isDetached } from '../../topology/edges.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ReplicationChannel, ReplicationError } from '../../topology/observation.ts';
import { message } from '../message.ts';
import type { ThreadStates } from '../plan.ts';
import type { Verdict } from '../step-kinds.ts';
import type {
  DrainRelayLogStep,
  RenameSourceStep,
  ReplicationStep,
  ResetReplicationStep,
  SkipTransactionStep,
  SwitchThreadsStep,
} from './replication-steps.ts';

const DONE: Verdict = { kind: 'done' };
const NOT_YET: Verdict = { kind: 'not-yet' };

type OnChannel = Pick<ReplicationStep, 'instance' | 'channel'>;

export function verifySwitched(step: SwitchThreadsStep, channels: readonly ReplicationChannel[]): Verdict {
  const { stops, starts } = step;
  return onChannel(step, channels, (channel) => {
    const { receiver, applier } = channel;
    if (stops.receiver && !starts.receiver && receiver !== 'stopped') return NOT_YET;
    if (stops.applier && !starts.applier && applier !== 'stopped') return NOT_YET;
    return started(step, starts, channel);
  });
}

/** A thread that had failed may fail again; that is no fault of the change. */
export function verifyThreadsAgain(
  step: OnChannel & { readonly before: ThreadStates },
  channels: readonly ReplicationChannel[],
): Verdict {
  const { receiver, applier } = step.before;
  return onChannel(step, channels, (channel) => {
    if (receiver === 'failed' || applier === 'failed') return DONE;
    return started(step, { receiver: receiver !== 'stopped', applier: applier !== 'stopped' }, channel);
  });
}

/** Whether the source lets the receiver in, which tries again and again where it does not. */
export function verifyReceiverAgain(
  step: OnChannel & { readonly before: ThreadStates },
  channels: readonly ReplicationChannel[],
): Verdict {
  if (step.before.receiver === 'stopped') return onChannel(step, channels, () => DONE);
  return onChannel(step, channels, ({ receiver, receiverError }) => {
    if (receiver === 'running') return DONE;
    return receiverError === null ? NOT_YET : receiverFailed(step.instance, receiverError);
  });
}

export function verifyDrained(step: DrainRelayLogStep, channels: readonly ReplicationChannel[]): Verdict {
  return onChannel(step, channels, (channel) => {
    const { receiver, applier, applierError } = channel;
    const { instance } = step;
    // Servers answer once it stands: one that reads again was started since, by a hand or with its server, and is never drained.
    if (receiver === 'running')
      return { kind: 'failed', reason: message('thread-was-started', { instance, thread: 'receiver' }) };
    if (receiver !== 'stopped') return NOT_YET;
    if (isDrained(channel)) return DONE;
    if (applier === 'stopped')
      return applierError === null ? applierStands(step.instance) : applierFailed(step.instance, applierError);
    return NOT_YET;
  });
}

export function verifyReset(
  step: Pick<ResetReplicationStep, 'channel'>,
  channels: readonly ReplicationChannel[],
): Verdict {
  const left = channels.find(({ name }) => name === step.channel);
  return left === undefined || left.source.host === '' ? DONE : NOT_YET;
}

export function verifySkipped(step: SkipTransactionStep, channels: readonly ReplicationChannel[]): Verdict {
  return onChannel(step, channels, (channel) => started(step, { receiver: false, applier: true }, channel));
}

export function verifyRenamed(step: RenameSourceStep, channels: readonly ReplicationChannel[]): Verdict {
  return onChannel(step, channels, (channel) => {
    const [actual, expected] = [instanceIdOf(channel.source), instanceIdOf(step.to)];
    const { instance } = step;
    if (actual !== expected)
      return { kind: 'failed', reason: message('source-not-as-planned', { instance, actual, expected }) };
    if (isDetached(step.to) || step.before.receiver === 'stopped') return DONE;
    if (channel.receiver === 'running') return DONE;
    if (channel.receiverError === null || channel.receiver === 'connecting') return NOT_YET;
    return receiverFailed(instance, channel.receiverError);
  });
}

function started(
  { instance }: OnChannel,
  starts: { readonly receiver: boolean; readonly applier: boolean },
  { receiver, receiverError, applier, applierError }: ReplicationChannel,
): Verdict {
  if (starts.receiver && receiver === 'stopped')
    return receiverError === null ? NOT_YET : receiverFailed(instance, receiverError);
  if (starts.applier && applier === 'stopped')
    return applierError === null ? NOT_YET : applierFailed(instance, applierError);
  return DONE;
}

function onChannel(
  { instance, channel: name }: OnChannel,
  channels: readonly ReplicationChannel[],
  look: (channel: ReplicationChannel) => Verdict,
): Verdict {
  const channel = channels.find((one) => one.name === name);
  if (channel !== undefined) return look(channel);
  return { kind: 'failed', reason: message('channel-unknown', { replica: instance, channel: name }) };
}

function receiverFailed(instance: InstanceId, { number, text }: ReplicationError): Verdict {
  return { kind: 'failed', reason: message('receiver-error', { instance, errorNumber: number, errorText: text }) };
}

function applierFailed(instance: InstanceId, { number, text }: ReplicationError): Verdict {
  return { kind: 'failed', reason: message('applier-error', { instance, errorNumber: number, errorText: text }) };
}

function applierStands(instance: InstanceId): Verdict {
  return { kind: 'failed', reason: message('applier-stopped-meanwhile', { instance }) };
}
