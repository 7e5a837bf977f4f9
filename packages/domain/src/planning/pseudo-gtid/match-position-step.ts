/** The step that finds a stopped replica's place in the log of another server by reading both logs, and its faces. */
import type { InstanceId } from '../../topology/address.ts';
import { message } from '../message.ts';
import type { StepBase } from '../plan.ts';
import { unchanged } from '../predict-threads.ts';
import type { StepFaces } from '../step-kinds.ts';

/**
 * Yields `matched`, the place in the target's binary log, once it is proved; fails with what speaks against it. It reads the
 * logs of two servers as far as it has to, so that no packet of statements carries it out: the engine does (`matchBelow`).
 */
export interface MatchPositionStep extends StepBase {
  readonly kind: 'match-position';
  readonly channel: string;
  readonly target: InstanceId;
}

/** The name of what it yields. */
export const MATCHED_RESULT = 'matched';

export const MATCH_POSITION_FACES: StepFaces<MatchPositionStep> = {
  describe: ({ instance, target }) => message('step-match-position', { instance, target }),
  waitsFor: () => message('waits-place-proved'),
  // It only reads.
  opposite: () => null,
  verify: null,
  predict: unchanged,
  isAsLeft: () => false,
  lasts: false,
};
