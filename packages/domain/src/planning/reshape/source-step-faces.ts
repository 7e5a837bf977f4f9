/** The faces of steps that give a server a source, or take it away. */
import { instanceIdOf } from '../../topology/address.ts';
import type { Observation, ReplicationChannel } from '../../topology/observation.ts';
import { message } from '../message.ts';
import { verifyReset } from '../replication/verify-replication.ts';
import { receiverFailed, willNotHeal } from '../receiver-errors.ts';
import type { StepFaces, Verdict } from '../step-kinds.ts';
import type { Connection, LeaveSourceStep, SetUpReplicationStep, SourceStep } from './source-steps.ts';

type Faces = { readonly [Kind in SourceStep['kind']]: StepFaces<Extract<SourceStep, { kind: Kind }>> };

const DONE: Verdict = { kind: 'done' };
const NOT_YET: Verdict = { kind: 'not-yet' };

export const SOURCE_STEP_FACES: Faces = {
  'set-up-replication': {
    describe: ({ instance, source, user, origin }) => {
      const params = { instance, source: instanceIdOf(source), user };
      return origin === 'query' ? message('step-set-up-by-query', params) : message('step-set-up-replication', params);
    },
    waitsFor: ({ source, starts }) =>
      starts ? message('waits-receiver-reading', { to: instanceIdOf(source) }) : message('waits-channel-there'),
    opposite: ({ id, lane, instance, deadlineMs, channel, source }) => ({
      kind: 'reset-replication',
      id,
      lane,
      instance,
      deadlineMs,
      channel,
      source,
    }),
    verify: verifySetUp,
    predict: (step, observation) => withNewChannel(step, observation),
    isAsLeft: ({ channel, source }, { channels }) =>
      channels.some((one) => one.name === channel && instanceIdOf(one.source) === instanceIdOf(source)),
    lasts: false,
  },
  'leave-source': {
    describe: ({ instance, source }) => message('step-leave-source', { instance, source: instanceIdOf(source) }),
    waitsFor: () => message('waits-channel-gone'),
    opposite: setUpAgain,
    verify: verifyReset,
    predict: ({ channel }, observation) => ({
      ...observation,
      channels: observation.channels.filter(({ name }) => name !== channel),
    }),
    isAsLeft: ({ channel }, { channels }) =>
      channels.every(({ name, source }) => name !== channel || source.host === ''),
    lasts: false,
  },
};

function setUpAgain(step: LeaveSourceStep): SetUpReplicationStep | null {
  // Without GTIDs nobody knows where it would have to go on.
  if (step.positioning === 'file' || step.stays === true) return null;
  return { ...step, kind: 'set-up-replication', adoptsOwnLog: false, begins: null, starts: true, isBack: true };
}

function verifySetUp(step: SetUpReplicationStep, channels: readonly ReplicationChannel[]): Verdict {
  const { instance, source, starts, isBack } = step;
  const channel = channels.find(({ name }) => name === step.channel);
  if (channel === undefined)
    return { kind: 'failed', reason: message('channel-unknown', { replica: instance, channel: step.channel }) };
  const [actual, expected] = [instanceIdOf(channel.source), instanceIdOf(source)];
  if (actual !== expected)
    return { kind: 'failed', reason: message('source-not-as-planned', { instance, actual, expected }) };
  if (!starts) return DONE;
  const { receiver, receiverError: error, readPosition } = channel;
  // A receiver says "running" before its source has agreed to serve it: only the name of a log proves that.
  if (receiver === 'running') return (readPosition?.file ?? '') === '' ? NOT_YET : DONE;
  if (error === null) return NOT_YET;
  if (receiver === 'stopped' || willNotHeal(error)) return receiverFailed(instance, error);
  return isBack === true ? DONE : NOT_YET;
}

function withNewChannel(step: SetUpReplicationStep, observation: Observation): Observation {
  const others = observation.channels.filter(({ name }) => name !== step.channel);
  const channels = [...others, newChannel(step, step.starts)];
  return { ...observation, channels: channels.toSorted((left, right) => (left.name < right.name ? -1 : 1)) };
}

/** A channel as it stands before anything came by it. */
export function newChannel(
  { channel: name, source, user, positioning, settings }: Connection,
  runs: boolean,
): ReplicationChannel {
  return {
    name,
    source,
    sourceServerId: null,
    sourceUuid: null,
    user,
    receiver: runs ? 'running' : 'stopped',
    applier: runs ? 'running' : 'stopped',
    receiverError: null,
    applierError: null,
    lagSeconds: runs ? 0 : null,
    delaySeconds: 0,
    positioning,
    retrieved: '',
    readPosition: null,
    executedPosition: null,
    relayLog: null,
    filters: [],
    settings,
  };
}
