/** The step that makes way for a master to be closed, and its faces. */
import { message } from '../message.ts';
import type { StepBase } from '../plan.ts';
import { unchanged } from '../predict-threads.ts';
import type { StepFaces } from '../step-kinds.ts';

/**
 * Waits until nothing is in the way any more, or ends those sessions and waits until they are gone. Which they are is seen
 * when it is run, so that no packet of statements carries it out: the engine does.
 */
export interface ClearSessionsStep extends StepBase {
  readonly kind: 'clear-sessions';
  readonly action: 'wait' | 'kill';
  readonly role: 'master' | 'successor';
  readonly longSeconds: number;
}

export const CLEAR_SESSIONS_FACES: StepFaces<ClearSessionsStep> = {
  describe: ({ instance, action, longSeconds: seconds }) =>
    message(action === 'kill' ? 'step-end-blockers' : 'step-wait-for-blockers', { instance, seconds }),
  waitsFor: () => message('waits-nothing-in-the-way'),
  // Nobody wants back what was ended.
  opposite: () => null,
  verify: null,
  predict: unchanged,
  isAsLeft: () => false,
  lasts: false,
};
