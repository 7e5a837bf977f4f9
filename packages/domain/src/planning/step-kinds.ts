/**
 * The table of step kinds, with the faces that need no SQL: what a step says, what it waits for, how it is taken back,
 * when it is done, and what it makes of a server. The remaining face, `render`, belongs to the dialects. Both are complete
 * records, so a new kind cannot be forgotten on either side.
 */
import { instanceIdOf } from '../topology/address.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import { COORDINATE_STEP_FACES } from './coordinates/coordinate-step-faces.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { PointReplicaAtStep, StartReplicationStep, Step, StepKind, StopReplicationStep } from './plan.ts';
import { MATCH_POSITION_FACES } from './pseudo-gtid/match-position-step.ts';
import { pointedAt, startedThreads, stoppedThreads, unchanged } from './predict-threads.ts';
import { receiverFailed, willNotHeal } from './receiver-errors.ts';
import { CLEAR_SESSIONS_FACES } from './recovery/clear-sessions-step.ts';
import { FENCE_FACES } from './recovery/fence-step.ts';
import { REPLICATION_STEP_FACES } from './replication/replication-step-faces.ts';
import { SOURCE_STEP_FACES } from './reshape/source-step-faces.ts';
import { SERVER_STEP_FACES } from './server-step-faces.ts';

export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'failed'; readonly reason: Message };

export interface StepFaces<S extends Step> {
  readonly describe: (step: S) => Message;
  readonly waitsFor: (step: S) => Message;
  /** The step that takes this one back; `null` when there is none. */
  readonly opposite: (step: S) => Step | null;
  /** Looks at the server's channels after the statements ran; `null`: that they were answered is enough. */
  readonly verify: ((step: S, channels: readonly ReplicationChannel[]) => Verdict) | null;
  /** What changes as long as the step gets on; a step that tells it is given up when that stays the same for its `staleMs`. */
  readonly progress?: (step: S, channels: readonly ReplicationChannel[]) => string;
  /** What the server will show after it, as far as it is known before. */
  readonly predict: (step: S, observation: Observation) => Observation;
  /** Whether a server still stands as the step left it, so that its opposite may be run later. */
  readonly isAsLeft: (step: S, observation: Observation) => boolean;
  /** It changes something that no statement brings back. */
  readonly lasts: boolean;
}

type Table = { readonly [Kind in StepKind]: StepFaces<Extract<Step, { kind: Kind }>> };

const DONE: Verdict = { kind: 'done' };
const NOT_YET: Verdict = { kind: 'not-yet' };

/** Threads are stopped and started again within a plan; later nobody knows who stopped what, or why. */
const COMES_AND_GOES = { isAsLeft: () => false, lasts: false } as const;

export const stepKinds: Table = {
  'stop-replication': {
    describe: (step) => message('step-stop-replication', { instance: step.instance }),
    waitsFor: () => message('waits-threads-stopped'),
    opposite: startAgain,
    verify: verifyStopped,
    predict: stoppedThreads,
    ...COMES_AND_GOES,
  },
  'start-replication': {
    describe: (step) => message('step-start-replication', { instance: step.instance }),
    waitsFor: () => message('waits-threads-started'),
    opposite: (step): StopReplicationStep => ({ ...step, kind: 'stop-replication' }),
    verify: verifyStarted,
    predict: startedThreads,
    ...COMES_AND_GOES,
  },
  'wait-for-position': {
    describe: ({ instance, position }) =>
      position.kind === 'known'
        ? message('step-wait-for-position', { instance, position: position.position })
        : message('step-wait-for-result', { instance, other: position.instance, step: position.step }),
    waitsFor: () => message('waits-position-applied'),
    opposite: () => null,
    verify: null,
    predict: unchanged,
    ...COMES_AND_GOES,
  },
  'point-replica-at': {
    describe: (step) =>
      message('step-point-replica-at', {
        instance: step.instance,
        to: instanceIdOf(step.to),
        from: instanceIdOf(step.from),
      }),
    waitsFor: (step) =>
      step.before.receiver === 'stopped'
        ? message('waits-address-set')
        : message('waits-receiver-reading', { to: instanceIdOf(step.to) }),
    opposite: pointBack,
    verify: verifyPointed,
    predict: pointedAt,
    // A move is taken back by another move, of which every rule is tried anew (`undoMovesOf`).
    ...COMES_AND_GOES,
  },
  ...SERVER_STEP_FACES,
  ...REPLICATION_STEP_FACES,
  ...COORDINATE_STEP_FACES,
  'match-position': MATCH_POSITION_FACES,
  fence: FENCE_FACES,
  'clear-sessions': CLEAR_SESSIONS_FACES,
  ...SOURCE_STEP_FACES,
};

/** The record's rows are typed by kind; this is the one place where a step meets its row. */
function facesOf<S extends Step>(step: S): StepFaces<S> {
  return stepKinds[step.kind] as unknown as StepFaces<S>;
}

export function describeStep(step: Step): Message {
  return facesOf(step).describe(step);
}

export function waitsForOf(step: Step): Message {
  return facesOf(step).waitsFor(step);
}

export function oppositeOf(step: Step): Step | null {
  return facesOf(step).opposite(step);
}

export function verifyStep(step: Step, channels: readonly ReplicationChannel[]): Verdict {
  return facesOf(step).verify?.(step, channels) ?? DONE;
}

/** `null`: the step is bounded by its deadline alone. */
export function progressOf(step: Step, channels: readonly ReplicationChannel[]): string | null {
  return facesOf(step).progress?.(step, channels) ?? null;
}

/** Whether anything has to be looked at after the statements were answered. */
export function needsVerification(step: Step): boolean {
  return facesOf(step).verify !== null;
}

export function predictStep(step: Step, observation: Observation): Observation {
  return facesOf(step).predict(step, observation);
}

export function isAsLeft(step: Step, observation: Observation): boolean {
  return facesOf(step).isAsLeft(step, observation);
}

/** Whether it changes something that no statement brings back. */
export function lasts(step: Step): boolean {
  return facesOf(step).lasts;
}

const WAITS: ReadonlySet<StepKind> = new Set([
  'wait-for-position',
  'wait-for-transactions',
  'read-log-position',
  'wait-for-log-position',
  'match-position',
]);

/** Whether it changes nothing, wherever it runs: it may be left alone at any time. */
export function onlyWaits({ kind }: Step): boolean {
  return WAITS.has(kind);
}

/** The step as it is sent when it may have been run before: whatever stopped the threads at first, they may run by now. */
export function repeatedStep(step: Step): Step {
  if (step.kind === 'set-up-replication') return { ...step, isRepeated: true };
  return step.kind === 'point-replica-at' && step.coordinates === undefined ? stoppingThreads(step) : step;
}

/** Where nothing ran, nothing is started: a step without statements is not sent. */
function startAgain(step: StopReplicationStep): StartReplicationStep | null {
  const { receiver, applier } = step.before;
  return receiver === 'stopped' && applier === 'stopped' ? null : { ...step, kind: 'start-replication' };
}

function pointBack(step: PointReplicaAtStep): PointReplicaAtStep {
  const { from, to, coordinates } = step;
  // By file and position nothing is stopped: one that somebody started stands elsewhere by then.
  if (coordinates !== undefined)
    return {
      ...step,
      from: to,
      to: from,
      isBack: true,
      coordinates: { there: coordinates.back, back: coordinates.there },
    };
  return { ...stoppingThreads(step), from: to, to: from, isBack: true };
}

function stoppingThreads(step: PointReplicaAtStep): PointReplicaAtStep {
  return step.stops === 'none' ? { ...step, stops: 'both' } : step;
}

function verifyStopped(step: StopReplicationStep, channels: readonly ReplicationChannel[]): Verdict {
  const channel = channels.find(({ name }) => name === step.channel);
  if (channel === undefined) return channelGone(step.instance, step.channel);
  return channel.receiver === 'stopped' && channel.applier === 'stopped' ? DONE : NOT_YET;
}

function verifyStarted(step: StartReplicationStep, channels: readonly ReplicationChannel[]): Verdict {
  const channel = channels.find(({ name }) => name === step.channel);
  if (channel === undefined) return channelGone(step.instance, step.channel);
  const { before } = step;
  const { receiver, receiverError, applier, applierError } = channel;
  if (before.receiver !== 'stopped' && receiver === 'stopped') {
    if (receiverError === null) return NOT_YET;
    if (before.receiver !== 'failed') return receiverFailed(step.instance, receiverError);
  }
  if (step.readsFrom !== undefined && before.receiver !== 'stopped') {
    if (receiver === 'connecting' && receiverError !== null && willNotHeal(receiverError))
      return receiverFailed(step.instance, receiverError);
    // By file and position a name of a log stands there before anything was read.
    if (receiver !== 'running' || !hasReadFromSource(channel)) return NOT_YET;
  }
  if (before.applier === 'stopped' || applier === 'running') return DONE;
  return before.applier === 'failed' && applierError !== null ? DONE : NOT_YET;
}

/**
 * A receiver says "running" as soon as it is connected, before its source has agreed to serve it: only the name of a
 * log file of the source proves that events come. A source that has purged what is needed says so in that gap (1236).
 */
function verifyPointed(step: PointReplicaAtStep, channels: readonly ReplicationChannel[]): Verdict {
  const channel = channels.find(({ name }) => name === step.channel);
  if (channel === undefined) return channelGone(step.instance, step.channel);
  const actual = instanceIdOf(channel.source);
  const expected = instanceIdOf(step.to);
  if (actual !== expected) {
    return { kind: 'failed', reason: message('source-not-as-planned', { instance: step.instance, actual, expected }) };
  }
  if (step.before.receiver === 'stopped') return DONE;
  if (channel.receiver === 'running') return hasReadFromSource(channel) ? DONE : NOT_YET;
  const error = channel.receiverError;
  if (error === null) return NOT_YET;
  if (step.isBack === true && step.before.receiver === 'failed') return DONE;
  return channel.receiver === 'stopped' || willNotHeal(error) ? receiverFailed(step.instance, error) : NOT_YET;
}

/**
 * Why a replica is no longer this plan's business: its channel is gone, or leads to neither end of the move, because
 * somebody changed it by hand; nor one that others pass, when it has another source than they were told. `null`: it stands where the plan found it or where the plan puts it.
 */
export function changedByOthers(lane: readonly Step[], channels: readonly ReplicationChannel[]): Message | null {
  const points = lane.filter((step) => step.kind === 'point-replica-at');
  for (const { channel: name, instance, to } of points) {
    const channel = channels.find((one) => one.name === name);
    if (channel === undefined && mayForget(lane, name)) continue;
    if (channel === undefined) return message('channel-unknown', { replica: instance, channel: name });
    // By file and position a lane may lead over several servers.
    const ours = points.filter((point) => point.channel === name).flatMap((point) => [point.from, point.to]);
    const actual = instanceIdOf(channel.source);
    if (!ours.some((address) => instanceIdOf(address) === actual))
      return message('source-not-as-planned', { instance, actual, expected: instanceIdOf(to) });
  }
  for (const step of lane) {
    if (step.kind !== 'stop-at-coordinates' || step.source === undefined) continue;
    const { instance, channel: name, source } = step;
    const channel = channels.find((one) => one.name === name);
    if (channel === undefined && mayForget(lane, name)) continue;
    if (channel === undefined) return message('channel-unknown', { replica: instance, channel: name });
    const [actual, expected] = [instanceIdOf(channel.source), instanceIdOf(source)];
    // One that others pass in one phase may move itself in another: which of its sources it needs is asked step by step.
    const own = points.filter((point) => point.channel === name).flatMap((point) => [point.from, point.to]);
    if (![source, ...own].some((address) => instanceIdOf(address) === actual))
      return message('source-not-as-planned', { instance, actual, expected });
  }
  return null;
}

/** The lane itself may have forgotten its source. */
function mayForget(lane: readonly Step[], channel: string): boolean {
  return lane.some(
    (step) => (step.kind === 'leave-source' || step.kind === 'reset-replication') && step.channel === channel,
  );
}

function hasReadFromSource(channel: ReplicationChannel): boolean {
  return channel.readPosition !== null && channel.readPosition.file !== '';
}

function channelGone(replica: InstanceId, channel: string): Verdict {
  return { kind: 'failed', reason: message('channel-unknown', { replica, channel }) };
}
