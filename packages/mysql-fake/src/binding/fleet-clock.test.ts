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

  onAdvance: () => void = () => undefined;

  advance(toMs: number): void {
    this.onAdvance();
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
    const startedMs = performance.now();
    await expect.poll(() => ticks).toBeGreaterThanOrEqual(2);
    expect(ticks).toBeLessThanOrEqual((performance.now() - startedMs) / MAX_TICK_MS + 1);
  });

  test('wakes when the fleet has something to do, also when it has got it only now', async () => {
    const [idle, fleet] = [new TimedFleet(), new TimedFleet()];
    const other = new FleetClock({ fleet: idle, monotonicMs: () => performance.now(), onTick: () => undefined });
    const running = started(fleet);
    fleet.next = fleet.nowMs + 20;
    running.arm();
    const ticked = await new Promise((resolve) => {
      fleet.onAdvance = () => resolve('the one that has something to do');
      idle.onAdvance = () => resolve('the one that has nothing to do');
    });
    other.stop();
    expect(ticked, 'timers fire in their order, however late').toBe('the one that has something to do');
    await expect.poll(() => fleet.next, { interval: 5 }).toBeNull();
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
