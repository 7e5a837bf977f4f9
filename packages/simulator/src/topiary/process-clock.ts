/** The clock of one process: it stops with the process, and its wall clock may be set wrong. */
import { asInstant } from '@topiary/domain';
import type { Instant } from '@topiary/domain';
import type { AbortSignalLike, Clock } from '@topiary/engine';
import type { VirtualTime } from '../clock/virtual-time.ts';
import type { Life } from './life.ts';

export class ProcessClock implements Clock {
  /** How far the wall clock of this machine is from the truth, in milliseconds. */
  wallErrorMs = 0;
  private readonly time: VirtualTime;
  private readonly life: Life;

  constructor(time: VirtualTime, life: Life) {
    this.time = time;
    this.life = life;
  }

  now(): Instant {
    return asInstant(Math.floor(this.time.nowMs + this.wallErrorMs));
  }

  monotonicMs(): number {
    return this.time.elapsedMs;
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
    let isCancelled = false;
    const cancel = this.time.schedule(ms, () =>
      // A timer that came due while the process stood still may be cancelled before it runs.
      this.life.deliver(() => (isCancelled ? undefined : action())),
    );
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** What the promise brings, or `late` after `ms`. */
  within<Result>(promise: Promise<Result>, ms: number): Promise<Result | typeof LATE> {
    return new Promise((resolve, reject) => {
      const cancel = this.schedule(ms, () => resolve(LATE));
      promise.then((result) => {
        cancel();
        resolve(result);
      }, reject);
    });
  }
}

export const LATE: unique symbol = Symbol('late');
