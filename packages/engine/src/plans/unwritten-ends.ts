/**
 * The ends of plans that could not be written when they came. A plan whose end is not on disk would be gone on with by
 * the next start, long after people were told how it ended, and after other plans changed the same servers.
 */
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { RunningPlan } from './running-plan.ts';

const SAVE_PATIENCE_MS = 3_600_000;
const SAVE_RETRY_MS = 5_000;

export interface UnwrittenEndsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isAbandoned: () => boolean;
}

export class UnwrittenEnds {
  private readonly options: UnwrittenEndsOptions;
  /** At most as many as ran at the same time: none begins before they are written. */
  private readonly ended = new Set<RunningPlan>();

  constructor(options: UnwrittenEndsOptions) {
    this.options = options;
  }

  /** Tries again now and then; does not reject. */
  async keepWriting(running: RunningPlan): Promise<void> {
    const { clock, logger, isAbandoned } = this.options;
    this.ended.add(running);
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
    if (running.isSaved) this.ended.delete(running);
  }

  /** Rejects while one of them cannot be written. */
  async write(): Promise<void> {
    for (const running of this.ended) {
      await running.save();
      this.ended.delete(running);
    }
  }
}
