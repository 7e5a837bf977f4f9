/**
 * The time of a simulated world. It stands still until told, and jumps from one event to the next. Between two events
 * everything that was promised settles: no promise in here waits for anything outside, so one turn of the event loop
 * empties the queue of microtasks, however long its chains. Events that nobody waits for (a replica applies a
 * transaction) need no turn at all; whoever settles a promise calls `touch`.
 */
import { TimerHeap } from './timer-heap.ts';

/** Things that move by themselves as time passes: the fleet. */
export interface Moving {
  /** When it has something to do next; `null`: never, unless somebody acts. */
  nextEventMs(): number | null;
  advance(toMs: number): void;
}

export type Cancel = () => void;

/** Virtual instants are milliseconds since the epoch, so that servers, journals and narrations agree. */
export const START_MS = 1_800_000_000_000;

/** Events at one instant: more means that two of them call each other for ever. */
const MAX_EVENTS_PER_INSTANT = 100_000;

export class VirtualTime {
  private current = START_MS;
  private sequence = 0;
  private count = 0;
  private atThisInstant = 0;
  private isTouched = false;
  private readonly timers = new TimerHeap();
  private readonly moving: Moving;

  constructor(moving: Moving) {
    this.moving = moving;
  }

  get nowMs(): number {
    return this.current;
  }

  get elapsedMs(): number {
    return this.current - START_MS;
  }

  /** So far. */
  get events(): number {
    return this.count;
  }

  schedule(ms: number, action: () => void): Cancel {
    this.sequence += 1;
    const timer = {
      atMs: this.current + Math.max(0, ms),
      sequence: this.sequence,
      action: action as (() => void) | null,
    };
    this.timers.push(timer);
    return () => {
      timer.action = null;
    };
  }

  /** A promise was settled: those who await it run before the next event. */
  touch(): void {
    this.isTouched = true;
  }

  /** Lets `ms` pass with everything that happens in it. `until` is asked after every event that somebody waited for. */
  async advance(ms: number, until: () => boolean = () => false): Promise<void> {
    const endMs = this.current + ms;
    this.touch();
    await this.settle();
    while (!until()) {
      const nextMs = this.nextMs();
      if (nextMs === null || nextMs > endMs) {
        this.moveTo(endMs);
        await this.settle();
        return;
      }
      this.step(nextMs);
      await this.settle();
    }
  }

  private nextMs(): number | null {
    const timerMs = this.timers.earliest?.atMs ?? null;
    const movingMs = this.moving.nextEventMs();
    if (timerMs === null) return movingMs;
    return movingMs === null ? timerMs : Math.min(timerMs, movingMs);
  }

  private step(atMs: number): void {
    this.count += 1;
    this.atThisInstant = atMs > this.current ? 0 : this.atThisInstant + 1;
    if (this.atThisInstant > MAX_EVENTS_PER_INSTANT)
      throw new Error(`time stands still at ${this.elapsedMs} ms: ${MAX_EVENTS_PER_INSTANT} events at one instant`);
    this.moveTo(atMs);
    if (this.isTouched) return;
    const timer = this.timers.earliest;
    if (timer === null || timer.atMs > atMs) return;
    this.timers.pop();
    timer.action?.();
  }

  private moveTo(atMs: number): void {
    if (atMs > this.current) this.current = atMs;
    this.moving.advance(this.current);
  }

  private async settle(): Promise<void> {
    if (!this.isTouched) return;
    this.isTouched = false;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
