/** The rows of the table of step kinds for steps on logs, GTIDs and semi-sync. */
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import { withChannel } from '../topology/channel-changes.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import { knowsItsPlace } from './place-by-gtid.ts';
import { changedAs, unchanged } from './predict-threads.ts';
import type { StepFaces, Verdict } from './step-kinds.ts';
import type {
  GtidMode,
  KillProcessStep,
  SetGtidModeStep,
  SetPositioningStep,
  SetSemiSyncStep,
  UpkeepStep,
} from './upkeep-steps.ts';

type UpkeepTable = { readonly [Kind in UpkeepStep['kind']]: StepFaces<Extract<UpkeepStep, { kind: Kind }>> };

/** The server answers when it is done; nothing has to be looked at. */
const ANSWERED = { waitsFor: () => message('waits-answer'), verify: null } as const;
/** Nothing brings it back. */
const LASTS = { opposite: () => null, isAsLeft: () => false, lasts: true } as const;

/** It changes nothing. */
const PASSES = { opposite: () => null, isAsLeft: () => false, lasts: false, predict: unchanged } as const;

export const UPKEEP_STEP_FACES: UpkeepTable = {
  'set-gtid-mode': {
    ...ANSWERED,
    describe: ({ instance, to }) => message('step-set-gtid-mode', { instance, mode: to }),
    // Either end keeps transactions of one kind out, and some may still be on their way: only what takes both is gone back to.
    opposite: ({ was, to, ...step }): SetGtidModeStep | null =>
      was === 'OFF' || was === 'ON' ? null : { ...step, to: was, was: to },
    predict: ({ to }, observation) => withMode(observation, to),
    isAsLeft: () => false,
    lasts: false,
  },
  'set-gtid-consistency': {
    ...ANSWERED,
    ...PASSES,
    describe: ({ instance, to }) => message('step-set-gtid-consistency', { instance, to }),
  },
  'wait-for-transactions': {
    ...ANSWERED,
    ...PASSES,
    describe: ({ instance, which }) => message(`step-wait-for-${which}`, { instance }),
  },
  'read-log-position': {
    ...ANSWERED,
    ...PASSES,
    describe: ({ instance }) => message('step-read-log-position', { instance }),
  },
  'wait-for-log-position': {
    ...PASSES,
    describe: ({ instance }) => message('step-wait-for-log-position', { instance }),
    waitsFor: () => message('waits-position-applied'),
    verify: null,
  },
  'purge-binary-logs': {
    ...ANSWERED,
    ...LASTS,
    describe: ({ instance, files, bytes, first, to, olderThanSeconds: seconds }) =>
      seconds === undefined
        ? message('step-purge-binary-logs', { instance, files, bytes, first, to })
        : message('step-purge-older-logs', { instance, files, to, seconds }),
    predict: unchanged,
  },
  'reset-binary-logs': {
    ...ANSWERED,
    ...LASTS,
    describe: ({ instance, executed, without }) => {
      if (executed === null) return message('step-reset-binary-logs', { instance });
      return without === ''
        ? message('step-reset-keeping-gtids', { instance })
        : message('step-reset-without-gtids', { instance, without });
    },
    predict: unchanged,
  },
  'set-gtid-purged': {
    ...ANSWERED,
    ...LASTS,
    describe: ({ instance, adds }) => message('step-set-gtid-purged', { instance, adds }),
    predict: ({ to }, observation) => withPurged(observation, to),
  },
  'inject-empty-transactions': {
    ...ANSWERED,
    ...LASTS,
    describe: ({ instance, count, gtids }) => message('step-inject-empty-transactions', { instance, count, gtids }),
    predict: unchanged,
  },
  'kill-process': {
    ...ANSWERED,
    ...LASTS,
    describe: killed,
    predict: unchanged,
  },
  'set-semi-sync': {
    ...ANSWERED,
    describe: ({ instance, side, to }) => message(`step-semi-sync-${side}-${to ? 'on' : 'off'}`, { instance }),
    opposite: (step): SetSemiSyncStep => ({ ...step, to: !step.to }),
    predict: withSemiSync,
    isAsLeft: ({ side, to }, { semiSync }) => semiSync[`${side}Enabled`] === to,
    lasts: false,
  },
  'set-positioning': {
    describe: ({ instance, to }) => message(to === 'file' ? 'step-gtid-off' : 'step-gtid-on', { instance }),
    waitsFor: () => message('waits-receiver-goes-on'),
    opposite: (step): SetPositioningStep | null =>
      step.stays === true ? null : { ...step, to: step.was, was: step.to },
    verify: readsAgain,
    predict: (step, observation) =>
      withChannel(observation, step.channel, (channel) => ({
        ...channel,
        positioning: step.to,
        ...changedAs(channel, step.before),
      })),
    // Back to a file it goes only from a place that is known.
    isAsLeft: ({ channel, to, was }, { channels }) =>
      channels.some((one) => one.name === channel && one.positioning === to && (was !== 'file' || knowsItsPlace(one))),
    lasts: false,
  },
};

function killed({ instance, process, what, user, host, statement }: KillProcessStep): Message {
  const params = { instance, process, user, host };
  if (statement === '') return message('step-kill-idle-connection', params);
  return message(`step-kill-${what}`, { ...params, statement });
}

function withMode(observation: Observation, mode: GtidMode): Observation {
  const { gtid } = observation;
  return gtid.kind === 'mysql' ? { ...observation, gtid: { ...gtid, mode } } : observation;
}

function withPurged(observation: Observation, purged: string): Observation {
  const { gtid } = observation;
  if (gtid.kind !== 'mysql') return observation;
  const executed = MysqlGtidSet.of(gtid.executed).union(MysqlGtidSet.of(purged)).toText();
  return { ...observation, gtid: { ...gtid, purged, executed } };
}

/** Whether it is in effect shows when somebody connects. */
function withSemiSync({ side, to }: SetSemiSyncStep, observation: Observation): Observation {
  return { ...observation, semiSync: { ...observation.semiSync, [`${side}Enabled`]: to } };
}

/** A receiver says "running" before its source has agreed to serve it: only the name of a log file proves it. */
function readsAgain(step: SetPositioningStep, channels: readonly ReplicationChannel[]): Verdict {
  const { instance, channel: name, before } = step;
  const channel = channels.find((one) => one.name === name);
  if (channel === undefined)
    return { kind: 'failed', reason: message('channel-unknown', { replica: instance, channel: name }) };
  if (before.receiver === 'stopped') return { kind: 'done' };
  const { receiver, receiverError: error, readPosition } = channel;
  if (receiver === 'running') return (readPosition?.file ?? '') === '' ? { kind: 'not-yet' } : { kind: 'done' };
  if (receiver !== 'stopped' || error === null) return { kind: 'not-yet' };
  const params = { instance, errorNumber: error.number, errorText: error.text };
  return { kind: 'failed', reason: message('receiver-error', params) };
}
