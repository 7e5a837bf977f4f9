/**
 * Copies what changed in this process's own file to the shared database, in the background: nobody waits for it, whatever
 * becomes of the database. What could not be copied stays noted in the file, and is copied when the database answers again.
 */
import type { Clock, Logger } from '@topiary/engine';
import { MIRROR_INTERVAL_MS, MIRROR_RETRY_MAX_MS, MIRROR_RETRY_MIN_MS, REPORT_INTERVAL_MS } from '../bounds.ts';
import type { StoreError, StoreErrorCode } from '../store-error.ts';
import type { RowChange } from '../worker/mirror-operations.ts';

export interface CopierOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly read: () => Promise<readonly RowChange[]>;
  readonly copy: (changes: readonly RowChange[]) => Promise<void>;
  readonly forget: (seqs: readonly number[]) => Promise<void>;
  readonly toStoreError: (error: unknown) => StoreError;
}

export class Copier {
  readonly #options: CopierOptions;
  #cancel: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #isOn = false;
  #retryMs = MIRROR_RETRY_MIN_MS;
  #reportedMs: number | null = null;
  #problem: StoreErrorCode | null = null;

  constructor(options: CopierOptions) {
    this.#options = options;
  }

  /** Why the last copy failed; `null`: it did not. */
  get problem(): StoreErrorCode | null {
    return this.#problem;
  }

  start(): void {
    this.#isOn = true;
    this.wake();
  }

  stop(): void {
    this.#isOn = false;
    this.#problem = null;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Something changed. */
  wake(): void {
    this.#again = true;
    if (this.#isOn && this.#running === null && this.#problem === null) this.#schedule(MIRROR_INTERVAL_MS);
  }

  /** Resolves when all that is noted now was copied; rejects with the reason when it could not be. */
  async drain(): Promise<void> {
    if (this.#running !== null) await this.#running.catch(() => undefined);
    this.#running ??= this.#copyAll().finally(() => {
      this.#running = null;
      if (this.#isOn && this.#again && this.#problem === null) this.#schedule(MIRROR_INTERVAL_MS);
    });
    return this.#running;
  }

  async #copyAll(): Promise<void> {
    const { read, copy, forget, logger } = this.#options;
    this.#cancel?.();
    this.#cancel = null;
    this.#again = false;
    try {
      for (let changes = await read(); changes.length > 0 && this.#isOn; changes = await read()) {
        await copy(changes);
        await forget(changes.map(({ seq }) => seq));
      }
      if (this.#problem !== null) logger.info('store-copied-again');
      this.#problem = null;
      this.#retryMs = MIRROR_RETRY_MIN_MS;
    } catch (error) {
      const failure = this.#options.toStoreError(error);
      this.#onFailure(failure);
      throw failure;
    }
  }

  #onFailure({ code }: StoreError): void {
    const { clock, logger } = this.#options;
    if (!this.#isOn) return;
    // Who took over has written since: what waits here is theirs to decide, not to be overwritten.
    if (code === 'store-lease-lost') return this.stop();
    this.#problem = code;
    const now = clock.monotonicMs();
    if (this.#reportedMs === null || now - this.#reportedMs >= REPORT_INTERVAL_MS) {
      this.#reportedMs = now;
      logger.error('store-copy-failed', { code, retryMs: this.#retryMs });
    }
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, MIRROR_RETRY_MAX_MS);
  }

  #schedule(ms: number): void {
    if (this.#cancel !== null) return;
    this.#cancel = this.#options.clock.schedule(ms, () => {
      this.#cancel = null;
      // What failed is logged, and tried again, where it failed.
      this.drain().catch(() => undefined);
    });
  }
}
