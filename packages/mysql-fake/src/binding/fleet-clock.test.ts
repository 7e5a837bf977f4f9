import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { MAX_TICK_MS } from '../limits.ts';
import { FleetClock } from './fleet-clock.ts';

/** Remembers when it was advanced. */
class TimedFleet {
  nowMs = 1_000_000;
  readonly advanced: number[] = [];
  /** On the fleet's scale. */
  next: number | null = null;

  advance(toMs: number): void {
    this.nowMs = toMs;
    this.advanced.push(toMs);
    if (this.next !== null && this.next <= toMs) this.next = null;
  }

  nextEventMs(): number | null {
    return this.next;
  }
}

describe("a fleet's clock", () => {
  let clock: FleetClock | null = null;
  let ticks = 0;
  const started = (fleet: TimedFleet, monotonicMs = () => performance.now()): FleetClock => {
    ticks = 0;
    clock = new FleetClock({
      fleet,
      monotonicMs,
      onTick: () => {
        ticks += 1;
      },
    });
    return clock;
  };
  afterEach(() => clock?.stop());

  test('goes on from where the fleet is, at the pace of the given clock', () => {
    const fleet = new TimedFleet();
    let now = 50;
    const running = started(fleet, () => now);
    now = 62.5;
    running.catchUp();
    expect(fleet.nowMs).toBe(1_000_012.5);
  });

  test('wakes by itself though the fleet has nothing to do', async () => {
    const fleet = new TimedFleet();
    started(fleet);
    await pause(MAX_TICK_MS * 3.5);
    expect(ticks).toBeGreaterThanOrEqual(1);
    expect(ticks).toBeLessThanOrEqual(4);
  });

  test('wakes when the fleet has something to do, also when it has got it only now', async () => {
    const fleet = new TimedFleet();
    const running = started(fleet);
    fleet.next = fleet.nowMs + 20;
    running.arm();
    await expect.poll(() => fleet.next, { timeout: 1_000, interval: 5 }).toBeNull();
    expect(fleet.nowMs).toBeLessThan(1_000_020 + MAX_TICK_MS);
    expect(fleet.advanced.length).toBeLessThanOrEqual(3);
  });

  test('is silent once stopped', async () => {
    const fleet = new TimedFleet();
    const running = started(fleet);
    running.stop();
    fleet.next = fleet.nowMs + 5;
    running.arm();
    await pause(MAX_TICK_MS * 1.5);
    expect(fleet.advanced).toEqual([]);
  });
});
