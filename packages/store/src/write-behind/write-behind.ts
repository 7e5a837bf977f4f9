/**
 * Sends the buffer to disk in batches, in the background. One batch is under way at a time, so that a journal entry
 * never waits behind more than one. A batch that fails is put back and tried again, later and later.
 */
import type { Instant } from '@topiary/domain';
import type { Clock, Logger } from '@topiary/engine';
import {
  FLUSH_BATCH_ROWS,
  FLUSH_INTERVAL_MS,
  FLUSH_RETRY_MAX_MS,
  FLUSH_RETRY_MIN_MS,
  FLUSH_SLOW_MS,
  REPORT_INTERVAL_MS,
} from '../bounds.ts';
import { StoreError } from '../store-error.ts';
import type { StoreErrorCode } from '../store-error.ts';
import type { WriteBatch } from '../worker/operations.ts';
import type { WriteBuffer } from './write-buffer.ts';

/** A batch that was written. */
export interface WrittenBehind {
  /** When its writing began. */
  readonly at: Instant;
  readonly instances: number;
  /** From when the first of what was written together was noted. */
  readonly waitedMs: number;
  readonly tookMs: number;
}

/** What a flush is made of, for those who measure it. */
export const WRITE_BEHIND = { batchRows: FLUSH_BATCH_ROWS, intervalMs: FLUSH_INTERVAL_MS } as const;

export interface WriteBehindOptions {
  readonly buffer: WriteBuffer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly write: (batch: WriteBatch) => Promise<void>;
  readonly onWrittenBehind?: (written: WrittenBehind) => void;
}

export class WriteBehind {
  readonly #options: WriteBehindOptions;
  #cancelTimer: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #retryMs = FLUSH_RETRY_MIN_MS;
  #reportedAt: number | null = null;
  #stopped = false;
  #problem: StoreErrorCode | null = null;
  /** When the first of what waits was noted; `null`: nothing does. */
  #wokenMs: number | null = null;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  /** Something was put into the buffer. */
  wake(): void {
    this.#wokenMs ??= this.#options.clock.monotonicMs();
    if (this.#cancelTimer === null && this.#running === null) this.#schedule(FLUSH_INTERVAL_MS);
  }

  /** Something did not fit into the buffer. Said at most once per `REPORT_INTERVAL_MS`, with the counts so far. */
  reportDropped(): void {
    const now = this.#options.clock.monotonicMs();
    if (this.#reportedAt !== null && now - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = now;
    this.#options.logger.error('store-buffer-full', { ...this.#options.buffer.dropped });
  }

  /** Why the last batch failed; `null` when it was written. */
  get problem(): StoreErrorCode | null {
    return this.#problem;
  }

  /** Nothing waits, and nothing is on its way. */
  get isIdle(): boolean {
    return this.#running === null && this.#options.buffer.size === 0;
  }

  /** Resolves when what is buffered now is on disk; rejects with the reason when it could not be written. */
  async flush(): Promise<void> {
    if (this.#running !== null) await this.#running.catch(() => undefined);
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
      if (this.#options.buffer.size > 0) this.wake();
    });
    return this.#running;
  }

  /** No more flushes by itself. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  async #drain(): Promise<void> {
    const { buffer } = this.#options;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const wokenMs = this.#wokenMs;
    this.#wokenMs = null;
    // What comes meanwhile is for the next flush; else a busy fleet would never let this one end.
    for (let batches = Math.ceil(buffer.size / FLUSH_BATCH_ROWS); batches > 0; batches -= 1) {
      const batch = buffer.take(FLUSH_BATCH_ROWS);
      const cancelReport = this.#options.clock.schedule(FLUSH_SLOW_MS, () => this.#onSlow());
      try {
        await this.#measured(batch, wokenMs);
        this.#retryMs = FLUSH_RETRY_MIN_MS;
        this.#problem = null;
      } catch (error) {
        buffer.restore(batch);
        this.#wokenMs = wokenMs;
        this.#onFailure(error);
        throw error;
      } finally {
        cancelReport();
      }
    }
  }

  async #measured(batch: WriteBatch, wokenMs: number | null): Promise<void> {
    const { clock, write, onWrittenBehind } = this.#options;
    const [at, beganMs] = [clock.now(), clock.monotonicMs()];
    await write(batch);
    const instances = batch.instances.length + batch.forgottenInstances.length;
    const tookMs = clock.monotonicMs() - beganMs;
    onWrittenBehind?.({ at, instances, waitedMs: beganMs - (wokenMs ?? beganMs), tookMs });
  }

  #onSlow(): void {
    this.#problem = 'store-timeout';
    this.#options.logger.error('store-flush-slow', { waiting: this.#options.buffer.size });
  }

  #onFailure(error: unknown): void {
    const code = error instanceof StoreError ? error.code : 'store-failed';
    this.#problem = code;
    this.#options.logger.error('store-flush-failed', {
      code,
      waiting: this.#options.buffer.size,
      retryMs: this.#retryMs,
    });
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, FLUSH_RETRY_MAX_MS);
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.schedule(ms, () => {
      this.#cancelTimer = null;
      // The failure is logged and the next attempt scheduled where it happened.
      this.flush().catch(() => undefined);
    });
  }
}
