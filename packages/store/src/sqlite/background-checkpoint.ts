import type { Clock, Logger } from '@topiary/engine';
import { CHECKPOINT_AFTER_MS } from '../bounds.ts';
import { StoreError } from '../store-error.ts';

export interface BackgroundCheckpointOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly checkpoint: () => Promise<void>;
}

/** Some time after a write, and not again before the next one. A failure harms nothing: a commit does it at the latest. */
export class BackgroundCheckpoint {
  readonly #options: BackgroundCheckpointOptions;
  #cancelTimer: (() => void) | null = null;
  #stopped = false;

  constructor(options: BackgroundCheckpointOptions) {
    this.#options = options;
  }

  wake(): void {
    if (this.#stopped || this.#cancelTimer !== null) return;
    const { clock, logger, checkpoint } = this.#options;
    this.#cancelTimer = clock.schedule(CHECKPOINT_AFTER_MS, () => {
      this.#cancelTimer = null;
      checkpoint().catch((error: unknown) => {
        logger.warn('store-checkpoint-failed', { code: error instanceof StoreError ? error.code : 'store-failed' });
      });
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }
}
