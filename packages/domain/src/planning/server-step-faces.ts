/** The rows of the table of step kinds for steps that change a server. */
import type { Observation } from '../topology/observation.ts';
import { message } from './message.ts';
import { unchanged } from './predict-threads.ts';
import type { ServerStep, SetOfflineModeStep, SetWritabilityStep, Writability } from './server-steps.ts';
import { PROFILE_STEP_FACES } from './recovery/profile-steps.ts';
import type { StepFaces } from './step-kinds.ts';
import { CLONE_STEP_FACES } from './recovery/clone-step.ts';
import { UPKEEP_STEP_FACES } from './upkeep-step-faces.ts';

type ServerTable = { readonly [Kind in ServerStep['kind']]: StepFaces<Extract<ServerStep, { kind: Kind }>> };

/** The server answers when it is done; nothing has to be looked at. */
const ANSWERED = { waitsFor: () => message('waits-answer'), verify: null } as const;

export const SERVER_STEP_FACES: ServerTable = {
  'set-writability': {
    ...ANSWERED,
    describe: ({ instance, to, closes }) => message(closes === true ? 'step-close' : `step-set-${to}`, { instance }),
    opposite: ({ closes: _, ...step }): SetWritabilityStep | null =>
      step.stays === true ? null : { ...step, to: step.was, was: step.to },
    predict: ({ to }, observation) => withWritability(observation, to),
    isAsLeft: ({ to }, observation) => writabilityOf(observation) === to,
    lasts: false,
  },
  'set-offline-mode': {
    ...ANSWERED,
    describe: ({ instance, to }) => message(to ? 'step-offline-mode-on' : 'step-offline-mode-off', { instance }),
    opposite: ({ to, ...step }): SetOfflineModeStep => ({ ...step, to: !to }),
    predict: ({ to }, observation) => ({
      ...observation,
      settings: { ...observation.settings, offlineMode: to },
    }),
    isAsLeft: ({ to }, { settings }) => settings.offlineMode === to,
    lasts: false,
  },
  'flush-binary-logs': {
    ...ANSWERED,
    describe: ({ instance }) => message('step-flush-binary-logs', { instance }),
    opposite: () => null,
    predict: unchanged,
    isAsLeft: () => false,
    // One file more changes nothing that anybody would want back.
    lasts: false,
  },
  ...PROFILE_STEP_FACES,
  ...UPKEEP_STEP_FACES,
  ...CLONE_STEP_FACES,
};

export function writabilityOf({ settings: { readOnly, superReadOnly } }: Observation): Writability {
  if (superReadOnly) return 'super-read-only';
  return readOnly ? 'read-only' : 'writable';
}

function withWritability(observation: Observation, to: Writability): Observation {
  const settings = { ...observation.settings, readOnly: to !== 'writable', superReadOnly: to === 'super-read-only' };
  return { ...observation, settings };
}
