import { describe, expect, test } from 'vitest';
import { VirtualTime } from './virtual-time.ts';
import type { Moving } from './virtual-time.ts';

const STILL: Moving = { nextEventMs: () => null, advance: () => undefined };

describe('virtual time', () => {
  test('timers run in order of time, those of one instant in the order in which they were asked for', async () => {
    const time = new VirtualTime(STILL);
    const ran: string[] = [];
    time.schedule(20, () => ran.push('late'));
    time.schedule(10, () => ran.push('first'));
    time.schedule(10, () => ran.push('second'));
    const cancel = time.schedule(15, () => ran.push('never'));
    time.schedule(5, () => time.schedule(5, () => ran.push('asked for later')));
    cancel();
    await time.advance(30);
    expect(ran).toEqual(['first', 'second', 'asked for later', 'late']);
    expect(time.elapsedMs).toBe(30);
  });

  test('many timers come in order', async () => {
    const time = new VirtualTime(STILL);
    const ran: number[] = [];
    for (let index = 0; index < 2_000; index += 1) {
      const ms = (index * 7_919) % 1_009;
      time.schedule(ms, () => ran.push(ms));
    }
    await time.advance(2_000);
    expect(ran).toEqual(ran.toSorted((left, right) => left - right));
    expect(ran).toHaveLength(2_000);
  });

  test('a chain of ten thousand promises settles before the next event', async () => {
    const time = new VirtualTime(STILL);
    let links = 0;
    const chain = async (): Promise<void> => {
      for (let count = 0; count < 10_000; count += 1) {
        await Promise.resolve();
        links += 1;
      }
    };
    let seen = 0;
    time.schedule(1, () => {
      time.touch();
      void chain();
    });
    time.schedule(1, () => {
      seen = links;
    });
    await time.advance(2);
    expect(seen).toBe(10_000);
  });

  test('what moves by itself moves before a timer of the same instant, and never later than its time', async () => {
    const ran: string[] = [];
    let next: number | null = null;
    const time: VirtualTime = new VirtualTime({
      nextEventMs: () => next,
      advance: (toMs) => {
        if (next === null || toMs < next) return;
        ran.push(`moves at ${next - startMs}`);
        next = next - startMs >= 30 ? null : next + 10;
      },
    });
    const startMs = time.nowMs;
    next = startMs + 10;
    time.schedule(20, () => ran.push('timer at 20'));
    await time.advance(50);
    expect(ran).toEqual(['moves at 10', 'moves at 20', 'timer at 20', 'moves at 30']);
  });

  test('two events that call each other for ever are found out', async () => {
    const time = new VirtualTime(STILL);
    const again = (): void => void time.schedule(0, again);
    again();
    await expect(time.advance(1)).rejects.toThrow(/time stands still/);
  });
});
