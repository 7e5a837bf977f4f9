import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../clock/virtual-time.ts';
import { Life } from './life.ts';
import { LATE, ProcessClock } from './process-clock.ts';

function process(): { readonly time: VirtualTime; readonly life: Life; readonly clock: ProcessClock } {
  const time = new VirtualTime({ nextEventMs: () => null, advance: () => undefined });
  const life = new Life(time);
  return { time, life, clock: new ProcessClock(time, life) };
}

describe('a process', () => {
  test('that stands still does afterwards what came due meanwhile', async () => {
    const { time, life, clock } = process();
    const ran: number[] = [];
    clock.schedule(10, () => ran.push(time.elapsedMs));
    life.pause();
    await time.advance(50);
    expect(ran).toEqual([]);
    life.resume();
    await time.advance(1);
    expect(ran).toEqual([50]);
  });

  test('that is dead does nothing any more, and those who asked to hear of its death hear of it once', async () => {
    const { time, life, clock } = process();
    const ran: string[] = [];
    clock.schedule(10, () => ran.push('timer'));
    life.whenDead(() => ran.push('dead'));
    life.die();
    life.die();
    life.resume();
    await time.advance(50);
    expect(ran).toEqual(['dead']);
  });

  test('waits for a promise as long as it was told', async () => {
    const { time, clock } = process();
    const results: unknown[] = [];
    void clock.within(clock.sleep(5), 10).then((result) => results.push(result));
    void clock.within(clock.sleep(50), 10).then((result) => results.push(result));
    await time.advance(100);
    expect(results).toEqual([undefined, LATE]);
  });

  test('has a wall clock that may be wrong, and a monotonic one that is not', async () => {
    const { time, clock } = process();
    const before = clock.now();
    clock.wallErrorMs = -5_000;
    await time.advance(100);
    expect(clock.now() - before).toBe(-4_900);
    expect(clock.monotonicMs()).toBe(100);
  });
});
