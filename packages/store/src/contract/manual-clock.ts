import { asInstant } from '@topiary/domain';
import type { Instant } from '@topiary/domain';
import type { Clock } from '@topiary/engine';

interface Timer {
  readonly due: number;
  readonly action: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;
  #start: Instant;

  constructor(start: Instant) {
    this.#start = start;
  }

  now(): Instant {
    return asInstant(this.#start + this.#elapsedMs);
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(ms, resolve);
    });
  }

  schedule(ms: number, action: () => void): () => void {
    const timer = { due: this.#elapsedMs + ms, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Runs what is due on the way, in order. */
  advance(ms: number): void {
    const until = this.#elapsedMs + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#elapsedMs = next.due;
      next.action();
    }
    this.#elapsedMs = until;
  }

  /** When the next timer is due, in milliseconds from now; `null` when there is none. */
  get nextDueMs(): number | null {
    const dues = [...this.#timers].map(({ due }) => due - this.#elapsedMs);
    return dues.length === 0 ? null : Math.min(...dues);
  }
}
