/**
 * How late a timer fires in a process that has nothing to do: what the machine itself adds to every latency that is measured
 * beside it. A latency is judged less this.
 */
import { shareOf } from './numbers.ts';

const EVERY_MS = 10;

export interface Floor {
  /** Of all since the last call. */
  takeP99Ms(): number;
  stop(): void;
}

export function watchFloor(): Floor {
  let late: number[] = [];
  let dueMs = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - dueMs));
    dueMs = now + EVERY_MS;
  }, EVERY_MS);
  return {
    takeP99Ms: () => {
      const taken = late;
      late = [];
      return shareOf(taken, 0.99);
    },
    stop: () => clearInterval(timer),
  };
}
