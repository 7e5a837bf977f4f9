/** A clock that stands still until told: timers fire in order of time, then of creation. For tests. */
import type { Instant } from '@topiary/domain';
import { asInstant } from '@topiary/domain';
import type { AbortSignalLike, Clock } from '../ports/clock.ts';

const START: Instant = asInstant(1_800_000_000_000);
/** Turns of the event loop between two timers: enough for chains of awaited promises to settle. */
const TURNS = 20;

interface Timer {
  readonly at: number;
  readonly sequence: number;
  readonly action: () => void;
}

export class VirtualClock implements Clock {
  private elapsed = 0;
  private sequence = 0;
  private timers: Timer[] = [];
  private readonly turn: () => Promise<void>;

  /** `turn` lets the event loop run once; in Node `() => new Promise((resolve) => setImmediate(resolve))`. */
  constructor(turn: () => Promise<void>) {
    this.turn = turn;
  }

  now(): Instant {
    return asInstant(START + this.elapsed);
  }

  monotonicMs(): number {
    return this.elapsed;
  }

  sleep(ms: number, signal?: AbortSignalLike): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.schedule(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
  }

  schedule(ms: number, action: () => void): () => void {
    this.sequence += 1;
    const timer = { at: this.elapsed + Math.max(0, ms), sequence: this.sequence, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets `ms` pass, with everything that happens in it. */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed + ms;
    await this.settle();
    for (let next = this.next(end); next !== null; next = this.next(end)) {
      this.elapsed = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.action();
      await this.settle();
    }
    this.elapsed = end;
  }

  /** Lets time pass until the promise settles, at most `limitMs`. */
  async until<Result>(promise: Promise<Result>, limitMs = 120_000): Promise<Result> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    const end = this.elapsed + limitMs;
    await this.settle();
    while (!settled) {
      const next = this.next(end);
      if (next === null) throw new Error(`nothing more happens within ${limitMs} virtual ms, and the promise is open`);
      await this.advance(next.at - this.elapsed);
    }
    return promise;
  }

  private next(end: number): Timer | null {
    const due = this.timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at || a.sequence - b.sequence);
    return due[0] ?? null;
  }

  private async settle(): Promise<void> {
    for (let count = 0; count < TURNS; count += 1) await this.turn();
  }
}
