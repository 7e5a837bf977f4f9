/**
 * What is handed to somebody who may be away: a bounded queue that is delivered in its order, in batches. Nobody waits
 * for it. What could not be delivered is tried again, ever less often, the oldest of too many is dropped, and a failure is
 * told once, however often it is tried.
 */
import type { Clock } from '@topiary/engine';

export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;

export interface OutboxOptions<Item> {
  /** All of them are delivered, or none: who rejects gets the same ones again. */
  readonly deliver: (batch: readonly Item[]) => Promise<void>;
  readonly maxWaiting: number;
  readonly maxBatch: number;
  /** After it a delivery is told as failing; it goes on, as a part may have arrived. Absent: it ends by itself. */
  readonly hangsAfterMs?: number;
  /** `false`: a reload has put an end to it, and what waits is nobody's any more. */
  readonly isWanted?: () => boolean;
  readonly onFailing: (detail: string) => void;
  /** The first delivery after a failure; `lost`: what was dropped meanwhile. */
  readonly onDelivered: (lost: number) => void;
  readonly clock: Clock;
}

export interface OutboxFailure {
  readonly detail: string;
  readonly waiting: number;
  /** Dropped since something could be delivered last. */
  readonly lost: number;
}

const MS_PER_SECOND = 1_000;

export class Outbox<Item> {
  readonly #options: OutboxOptions<Item>;
  #waiting: Item[] = [];
  #underWay = 0;
  #lost = 0;
  #delivering: Promise<void> | null = null;
  /** `null`: the last delivery went well. */
  #problem: string | null = null;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | null = null;
  #isStopped = false;

  constructor(options: OutboxOptions<Item>) {
    this.#options = options;
  }

  get failure(): OutboxFailure | null {
    if (this.#problem === null) return null;
    return { detail: this.#problem, waiting: this.#waiting.length + this.#underWay, lost: this.#lost };
  }

  add(item: Item): void {
    if (this.#isStopped || !this.#isWanted()) return;
    this.#waiting.push(item);
    this.#dropOldest();
    if (this.#cancelRetry === null) this.#start();
  }

  /** Tries once more to deliver what waits, for at most so long, and nothing after that. What is left then. */
  async close(deadlineMs: number): Promise<number> {
    this.#cancelRetry?.();
    this.#start();
    const late = Promise.withResolvers<void>();
    const cancel = this.#options.clock.schedule(deadlineMs, late.resolve);
    await Promise.race([this.#delivering ?? Promise.resolve(), late.promise]);
    cancel();
    const left = this.#waiting.length + this.#underWay;
    this.stop();
    return left;
  }

  /** At once; what waits is not delivered. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting = [];
    this.#cancelRetry?.();
  }

  #isWanted(): boolean {
    return this.#options.isWanted?.() ?? true;
  }

  #start(): void {
    this.#cancelRetry = null;
    this.#delivering ??= this.#deliverAll().finally(() => (this.#delivering = null));
  }

  async #deliverAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (!this.#isWanted()) {
        this.#waiting = [];
        this.#problem = null;
        return;
      }
      const batch = this.#waiting.splice(0, this.#options.maxBatch);
      this.#underWay = batch.length;
      const isDelivered = await this.#deliver(batch);
      this.#underWay = 0;
      if (!isDelivered) return this.#tryAgain(batch);
    }
  }

  async #deliver(batch: readonly Item[]): Promise<boolean> {
    const { clock, deliver, hangsAfterMs } = this.#options;
    const hangs = (afterMs: number) => this.#fail(`it takes longer than ${afterMs / MS_PER_SECOND} s`);
    const stopWaiting = hangsAfterMs === undefined ? () => {} : clock.schedule(hangsAfterMs, () => hangs(hangsAfterMs));
    try {
      await deliver(batch);
      this.#recover();
      return true;
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      stopWaiting();
    }
  }

  #tryAgain(batch: readonly Item[]): void {
    if (this.#isStopped) return;
    this.#waiting.unshift(...batch);
    this.#dropOldest();
    this.#cancelRetry = this.#options.clock.schedule(this.#retryMs, () => this.#start());
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #fail(detail: string): void {
    const isFirst = this.#problem === null;
    this.#problem = detail;
    if (isFirst && !this.#isStopped) this.#options.onFailing(detail);
  }

  #recover(): void {
    if (this.#problem !== null) this.#options.onDelivered(this.#lost);
    this.#problem = null;
    this.#retryMs = FIRST_RETRY_MS;
    this.#lost = 0;
  }

  #dropOldest(): void {
    const tooMany = Math.max(0, this.#waiting.length - this.#options.maxWaiting);
    this.#waiting.splice(0, tooMany);
    this.#lost += tooMany;
  }
}
