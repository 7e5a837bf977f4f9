import { describe, expect, test } from 'vitest';
import { BusyClock } from '../testing/index.ts';
import { MIN_WINDOW, MIN_WINDOW_WHEN_LATE, ProbeWindow } from './probe-window.ts';

const ALL = 300;
/** Shorter than the pause between two changes. */
const TURN_MS = 10;
const LONG_MS = 1_000;

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function windowOf(max: number = ALL) {
  const clock = new BusyClock(settled);
  const window = new ProbeWindow({ clock, max });
  let begun = 0;
  const ends: (() => void)[] = [];
  const task = (): Promise<void> => {
    begun += 1;
    return new Promise((resolve) => ends.push(resolve));
  };
  const enter = (count: number) => Array.from({ length: count }, () => window.enter(task));
  /** Answers came in it, and timers of probes were due. */
  const turn = async (ms: number, answers: number = max): Promise<void> => {
    for (let count = 0; count < answers; count += 1) window.enter(() => Promise.resolve());
    await settled();
    const began = clock.monotonicMs();
    await clock.takeTurn(ms);
    for (let dueMs = began + 1; dueMs < began + ms; dueMs += 4) window.fired(dueMs);
  };
  return { clock, window, enter, turn, ends, begun: () => begun };
}

describe('the window of regular probes', () => {
  test('is as wide as all slots until a turn is long', async () => {
    const { clock, window, enter, turn, begun } = windowOf();
    for (let count = 0; count < 100; count += 1) await turn(TURN_MS);
    enter(ALL + 1);
    await clock.advance(10_000);
    expect([window.size, begun()]).toEqual([ALL, ALL]);
  });

  test('is halved once by a long turn, however many timers were late in it', async () => {
    const { window, turn } = windowOf();
    await turn(LONG_MS);
    expect(window.size).toBe(ALL / 2);
    await turn(TURN_MS);
    expect(window.size).toBe(ALL / 2);
    await turn(LONG_MS);
    expect(window.size).toBe(ALL / 4);
  });

  test('stays as it is where few answers came in the long turn: it was not long by them', async () => {
    const { window, turn } = windowOf();
    await turn(LONG_MS, ALL / 2 - 1);
    expect(window.size).toBe(ALL);
    await turn(LONG_MS, ALL / 2);
    expect(window.size).toBe(ALL / 2);
  });

  test('never falls below what keeps a process busy, nor below all slots where those are fewer', async () => {
    const wide = windowOf();
    const narrow = windowOf(3);
    for (let count = 0; count < 20; count += 1) {
      await wide.turn(LONG_MS);
      await narrow.turn(LONG_MS);
    }
    expect([wide.window.size, narrow.window.size]).toEqual([MIN_WINDOW, 3]);
  });

  test('is not as narrow while those who wait do so for long', async () => {
    const { window, turn, enter } = windowOf();
    for (let count = 0; count < 5; count += 1) await turn(LONG_MS);
    expect(window.size).toBe(MIN_WINDOW);
    enter(ALL);
    for (let count = 0; count < 20; count += 1) await turn(LONG_MS, 0);
    expect(window.size).toBe(MIN_WINDOW_WHEN_LATE);
  });

  test('grows again by itself when turns are short, also when no other timer is left', async () => {
    const { clock, window, turn } = windowOf();
    for (let count = 0; count < 5; count += 1) await turn(LONG_MS);
    await clock.advance(500);
    expect(window.size).toBeGreaterThan(MIN_WINDOW);
    expect(window.size).toBeLessThan(ALL);
    await clock.advance(3_000);
    expect(window.size).toBe(ALL);
  });

  test('stays as it is while turns are neither long nor short', async () => {
    const { window, turn } = windowOf();
    await turn(LONG_MS);
    const size = window.size;
    for (let count = 0; count < 50; count += 1) await turn(35);
    expect(window.size).toBe(size);
  });

  test('lets the next one in when one ends, in order of arrival, without those who gave up', async () => {
    const { clock, window, ends } = windowOf(1);
    const begun: string[] = [];
    const enter = (name: string) =>
      window.enter(() => {
        begun.push(name);
        return new Promise((resolve) => ends.push(resolve));
      });
    enter('first');
    const giveUp = enter('second');
    enter('third');
    giveUp();
    expect(begun).toEqual(['first']);
    ends[0]?.();
    await clock.advance(1);
    expect(begun).toEqual(['first', 'third']);
  });

  test('lets nobody in until it has drained to its new width', async () => {
    const { turn, enter, ends, begun } = windowOf(100);
    enter(300);
    for (const end of ends.splice(0, 50)) end();
    await settled();
    expect(begun()).toBe(150);
    await turn(LONG_MS / 4, 0);
    for (const end of ends.splice(0, 40)) end();
    await settled();
    expect(begun()).toBe(150);
    for (const end of ends.splice(0, 20)) end();
    await settled();
    expect(begun()).toBe(160);
  });

  test('grows around servers that fell silent: those that live are let in long before a deadline', async () => {
    const { clock, turn, enter, begun } = windowOf();
    for (let count = 0; count < 5; count += 1) await turn(LONG_MS);
    enter(ALL);
    expect(begun()).toBe(MIN_WINDOW);
    await clock.advance(1_000);
    expect(begun()).toBeGreaterThanOrEqual(100);
  });

  test('begins nothing after the stop, and leaves no timer', async () => {
    const { clock, window, turn, enter, ends, begun } = windowOf();
    await turn(LONG_MS);
    enter(ALL);
    const before = begun();
    window.stop();
    for (const end of ends.splice(0)) end();
    await clock.advance(10_000);
    expect(begun()).toBe(before);
    expect(window.size).toBe(ALL / 2);
  });
});
