/** The rows of the table of step kinds for moves by file and position. */
import { compareCoordinates, formatCoordinates } from '../../replication/binlog-coordinates.ts';
import { instanceIdOf } from '../../topology/address.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { StartReplicationStep } from '../plan.ts';
import { stoppedThreads } from '../predict-threads.ts';
import type { StepFaces, Verdict } from '../step-kinds.ts';
import { withChannel } from '../../topology/channel-changes.ts';
import type { ApplyUntilStep, CoordinateStep, CoordinatesValue, StopAtCoordinatesStep } from './coordinate-steps.ts';

type CoordinateTable = {
  readonly [Kind in CoordinateStep['kind']]: StepFaces<Extract<CoordinateStep, { kind: Kind }>>;
};

export const COORDINATE_STEP_FACES: CoordinateTable = {
  'stop-at-coordinates': {
    describe: ({ instance }) => message('step-stop-at-coordinates', { instance }),
    waitsFor: () => message('waits-threads-stopped'),
    opposite: startAgain,
    // Both threads have ended when the statement is answered, else what is read after it would mean nothing.
    verify: null,
    predict: stoppedThreads,
    isAsLeft: () => false,
    lasts: false,
  },
  'apply-until': {
    describe: ({ instance, until }) => message('step-apply-until', { instance, place: placeText(until) }),
    waitsFor: () => message('waits-applier-stopped'),
    opposite: stopShort,
    verify: verifyApplied,
    // The receiver goes on; the applier ends where it was told to.
    predict: ({ channel }, observation) =>
      withChannel(observation, channel, (one) => ({ ...one, receiver: 'running', applier: 'stopped' })),
    isAsLeft: () => false,
    lasts: false,
  },
};

/** For people: a place, or who will have read it after which step. */
export function placeText(value: CoordinatesValue): string {
  return value.kind === 'known'
    ? formatCoordinates(value.coordinates)
    : `<${value.which} position of ${value.instance} after step ${value.step}>`;
}

function startAgain(step: StopAtCoordinatesStep): StartReplicationStep | null {
  const { id, lane, instance, deadlineMs, channel, before } = step;
  if (before.receiver === 'stopped' && before.applier === 'stopped') return null;
  return { kind: 'start-replication', id, lane, instance, deadlineMs, channel, before };
}

/**
 * An applier keeps the place that it was told until it is stopped: it may not have got there, and starting it while it runs
 * would leave it to stop there later, when nobody looks.
 */
function stopShort({ id, lane, instance, deadlineMs, channel }: ApplyUntilStep): StopAtCoordinatesStep {
  const before = { receiver: 'stopped', applier: 'stopped' } as const;
  return { kind: 'stop-at-coordinates', id, lane, instance, deadlineMs, channel, before, readsOwn: false };
}

function verifyApplied(step: ApplyUntilStep, channels: readonly ReplicationChannel[]): Verdict {
  const channel = channels.find(({ name }) => name === step.channel);
  if (channel === undefined)
    return failed(message('channel-unknown', { replica: step.instance, channel: step.channel }));
  // MariaDB looks whether it is to stop when the next event comes, and below a master that stands none comes.
  if (channel.applier === 'running') return { kind: standsAt(channel, step.until) ? 'done' : 'not-yet' };
  const { applierError: error } = channel;
  if (error === null) return { kind: 'done' };
  return failed(
    message('applier-error-on-the-way', {
      instance: step.instance,
      source: instanceIdOf(channel.source),
      errorNumber: error.number,
      errorText: error.text,
    }),
  );
}

function standsAt({ executedPosition }: ReplicationChannel, until: CoordinatesValue): boolean {
  if (executedPosition === null || until.kind !== 'known') return false;
  return compareCoordinates(executedPosition, until.coordinates) === 'equal';
}

function failed(reason: Message): Verdict {
  return { kind: 'failed', reason };
}
