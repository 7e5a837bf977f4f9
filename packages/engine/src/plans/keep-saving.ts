/**
 * Writes the end of a plan that could not be written when it came. A plan whose end is not on disk would be gone on with
 * by the next start, long after people were told how it ended.
 */
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { RunningPlan } from './running-plan.ts';

const SAVE_PATIENCE_MS = 3_600_000;
const SAVE_RETRY_MS = 5_000;

export interface KeepSavingParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isAbandoned: () => boolean;
}

/** Does not reject. */
export async function keepSaving(running: RunningPlan, { clock, logger, isAbandoned }: KeepSavingParts): Promise<void> {
  const untilMs = clock.monotonicMs() + SAVE_PATIENCE_MS;
  while (!running.isSaved && clock.monotonicMs() < untilMs) {
    await clock.sleep(SAVE_RETRY_MS);
    if (isAbandoned()) return;
    try {
      await running.save();
    } catch (error) {
      logger.error('journal-unwritable', { plan: running.id, detail: detailOf(error) });
    }
  }
}
