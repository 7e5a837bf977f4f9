/** The faces of steps that change how a channel replicates. */
import { formatCoordinates, samePlace } from '../../replication/binlog-coordinates.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { withChannel } from '../../topology/channel-changes.ts';
import { isDetached } from '../../topology/edges.ts';
import type { BinlogCoordinates, Observation, ReplicationChannel } from '../../topology/observation.ts';
import { message } from '../message.ts';
import { changedAs, unchanged } from '../predict-threads.ts';
import type { StepFaces } from '../step-kinds.ts';
import type { ReplicationStep } from './replication-steps.ts';
import { isSame, runningAfter, runningIn, switchedBack } from './switch-threads.ts';
import { switchSentence } from './switch-sentence.ts';
import {
  verifyDrained,
  verifyReceiverAgain,
  verifyRenamed,
  verifyReset,
  verifySkipped,
  verifySwitched,
  verifyThreadsAgain,
} from './verify-replication.ts';

type Faces = {
  readonly [Kind in ReplicationStep['kind']]: StepFaces<Extract<ReplicationStep, { kind: Kind }>>;
};

const waitsAnswer = (): ReturnType<typeof message> => message('waits-answer');
/** Nothing is changed, so there is nothing to take back. */
const READS = { opposite: () => null, verify: null, predict: unchanged, isAsLeft: () => false, lasts: false } as const;
const CANNOT_BE_TAKEN_BACK = { opposite: () => null, isAsLeft: () => false, lasts: true } as const;

export const REPLICATION_STEP_FACES: Faces = {
  'switch-threads': {
    describe: switchSentence,
    waitsFor: () => message('waits-threads-switched'),
    opposite: (step) => switchedBack(step, { was: step.ran, is: runningAfter(step) }),
    verify: verifySwitched,
    predict: (step, observation) =>
      withChannel(observation, step.channel, (channel) => ({ ...channel, ...statesOf(runningAfter(step), channel) })),
    isAsLeft: (step, observation) =>
      seen(step, observation, (channel) => isSame(runningIn(channel), runningAfter(step))),
    lasts: false,
  },
  'drain-relay-log': {
    describe: ({ instance }) => message('step-drain-relay-log', { instance }),
    waitsFor: ({ staleMs }) => message('waits-drained', { seconds: staleMs / 1000 }),
    opposite: (step) => switchedBack(step, { was: step.ran, is: { receiver: false, applier: true } }),
    verify: verifyDrained,
    progress: ({ channel: name }, channels) => {
      const executed = channels.find((channel) => channel.name === name)?.executedPosition;
      return executed === null || executed === undefined ? '' : formatCoordinates(executed);
    },
    predict: ({ channel: name }, observation) =>
      withChannel(observation, name, (channel) => ({ ...channel, receiver: 'stopped', applier: 'running' })),
    isAsLeft: (step, observation) => seen(step, observation, ({ receiver }) => receiver === 'stopped'),
    lasts: false,
  },
  'set-delay': {
    describe: ({ instance, seconds }) => message('step-set-delay', { instance, seconds }),
    waitsFor: () => message('waits-threads-started'),
    opposite: (step) => ({ ...step, seconds: step.was, was: step.seconds }),
    verify: verifyThreadsAgain,
    predict: ({ channel: name, seconds, before }, observation) =>
      withChannel(observation, name, (channel) => ({
        ...channel,
        delaySeconds: seconds,
        ...changedAs(channel, before),
      })),
    isAsLeft: (step, observation) => seen(step, observation, ({ delaySeconds }) => delaySeconds === step.seconds),
    lasts: false,
  },
  'reset-replication': {
    ...CANNOT_BE_TAKEN_BACK,
    describe: ({ instance, source }) => message('step-reset-replication', { instance, source: instanceIdOf(source) }),
    waitsFor: () => message('waits-channel-gone'),
    verify: verifyReset,
    predict: ({ channel }, observation) => ({
      ...observation,
      channels: observation.channels.filter(({ name }) => name !== channel),
    }),
  },
  'wait-for-source-position': {
    ...READS,
    describe: ({ instance, coordinates: { file, position } }) =>
      message('step-wait-for-source-position', { instance, file, position }),
    waitsFor: () => message('waits-position-applied'),
  },
  'find-failing-transaction': {
    ...READS,
    describe: ({ instance, gtid }) =>
      gtid === null
        ? message('step-find-failing-transaction', { instance })
        : message('step-check-failing-transaction', { instance, gtid }),
    waitsFor: waitsAnswer,
  },
  'skip-transaction': {
    ...CANNOT_BE_TAKEN_BACK,
    describe: ({ instance, how }) =>
      how.kind === 'empty-transaction' && how.gtid !== null
        ? message('step-skip-gtid', { instance, gtid: how.gtid })
        : message('step-skip-transaction', { instance }),
    waitsFor: () => message('waits-applier-again'),
    verify: verifySkipped,
    predict: ({ channel: name }, observation) =>
      withChannel(observation, name, (channel) => ({ ...channel, applier: 'running', applierError: null })),
  },
  'rename-source': {
    describe: ({ instance, from, to }) =>
      isDetached(to)
        ? message('step-detach', { instance, source: instanceIdOf(from) })
        : message('step-reattach', { instance, source: instanceIdOf(to) }),
    waitsFor: ({ to, before }) =>
      isDetached(to) || before.receiver === 'stopped'
        ? message('waits-source-renamed')
        : message('waits-receiver-reading', { to: instanceIdOf(to) }),
    opposite: (step) => ({ ...step, from: step.to, to: step.from }),
    verify: verifyRenamed,
    predict: ({ channel: name, to, before }, observation) =>
      withChannel(observation, name, (channel) => ({
        ...channel,
        source: to,
        sourceServerId: null,
        sourceUuid: null,
        ...changedAs(channel, before),
        receiver: before.receiver === 'stopped' ? 'stopped' : isDetached(to) ? 'connecting' : 'running',
      })),
    // It states how the channel finds its place.
    isAsLeft: ({ to, positioning, ...step }, observation) =>
      seen(
        step,
        observation,
        (channel) =>
          instanceIdOf(channel.source) === instanceIdOf(to) &&
          channel.positioning === positioning &&
          standsAt(channel, step.coordinates),
      ),
    lasts: false,
  },
  'change-credentials': {
    ...CANNOT_BE_TAKEN_BACK,
    describe: ({ instance }) => message('step-change-credentials', { instance }),
    waitsFor: () => message('waits-receiver-again'),
    verify: verifyReceiverAgain,
    predict: ({ channel: name, before }, observation) =>
      withChannel(observation, name, (channel) => ({ ...channel, ...changedAs(channel, before) })),
  },
  'change-tls': {
    describe: ({ instance, to }) => message(to ? 'step-tls-on' : 'step-tls-off', { instance }),
    waitsFor: () => message('waits-receiver-again'),
    opposite: (step) => ({ ...step, to: step.was, was: step.to }),
    verify: verifyReceiverAgain,
    predict: ({ channel: name, to: enabled, before }, observation) =>
      withChannel(observation, name, (channel) => ({
        ...channel,
        settings: { ...channel.settings, tls: { ...channel.settings.tls, enabled } },
        ...changedAs(channel, before),
      })),
    isAsLeft: (step, observation) => seen(step, observation, ({ settings }) => settings.tls.enabled === step.to),
    lasts: false,
  },
};

function seen(
  { channel }: { readonly channel: string },
  { channels }: Observation,
  holds: (channel: ReplicationChannel) => boolean,
): boolean {
  return channels.some((one) => one.name === channel && holds(one));
}

/** By file and position the place is stated again: from an old one it would apply everything since a second time. */
function standsAt(channel: ReplicationChannel, place: BinlogCoordinates | null): boolean {
  if (place === null) return true;
  const { receiver, applier, executedPosition: at } = channel;
  if (receiver !== 'stopped' || applier !== 'stopped' || at === null) return false;
  return samePlace(at, place);
}

type States = Pick<ReplicationChannel, 'receiver' | 'applier'>;

/** A receiver that goes on as it is may be between two attempts. */
function statesOf(runs: ReturnType<typeof runningAfter>, channel: ReplicationChannel): States {
  const goesOn = runs.receiver && channel.receiver !== 'stopped';
  return {
    receiver: goesOn ? channel.receiver : runs.receiver ? 'running' : 'stopped',
    applier: runs.applier ? 'running' : 'stopped',
  };
}
