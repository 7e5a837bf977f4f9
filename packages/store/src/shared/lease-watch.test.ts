import { describe, expect, test } from 'vitest';
import { actsForMs, mayTakeOver, watched } from './lease-watch.ts';
import type { LeaseView, Seen } from './lease-watch.ts';

const times = { renewMs: 1_000, takeOverMs: 10_000, unknownTakeOverMs: 600_000, askMs: 2_000 };
const view: LeaseView = { term: 3, node: 'ada', isReleased: false, beat: 7, knownToTerm: 3 };

function may(one: Partial<LeaseView>, seen: Seen | null, nowMs: number): boolean {
  return mayTakeOver({ view: { ...view, ...one }, seen, node: 'grace', nowMs, times });
}

describe('a watcher', () => {
  const look = (nowMs: number, one: Partial<LeaseView> = {}) => ({ view: { ...view, ...one }, nowMs, times });

  test('counts from the first time that it saw a beat', () => {
    const first = watched(look(100), null);
    expect(first).toEqual({ term: 3, beat: 7, sinceMs: 100, lastMs: 100 });
    expect(watched(look(5_000), first)).toEqual({ ...first, lastMs: 5_000 });
    expect(watched(look(5_000, { beat: 8 }), first)).toMatchObject({ beat: 8, sinceMs: 5_000 });
    expect(watched(look(5_000, { term: 4 }), first)).toMatchObject({ term: 4, sinceMs: 5_000 });
  });

  test('begins anew after the database was out of reach, and after it did not look for long', () => {
    expect(watched(look(60_000), null)).toMatchObject({ sinceMs: 60_000 });
    expect(watched(look(5_101), watched(look(100), null))).toMatchObject({ sinceMs: 5_101 });
  });

  const seen: Seen = { term: 3, beat: 7, sinceMs: 0, lastMs: 0 };
  test.each([
    ['before the time is over', {}, seen, 9_999, false],
    ['when it is over', {}, seen, 10_000, true],
    ['when the holder does not know of it', { knownToTerm: 0 }, seen, 599_999, false],
    ['when it was known to an earlier holder only', { knownToTerm: 2 }, seen, 10_000, false],
    ['when the holder does not know of it, much later', { knownToTerm: 0 }, seen, 600_000, true],
    ['when the lease was given back', { isReleased: true }, null, 0, true],
    ['when the term is its own', { node: 'grace' }, null, 0, true],
    ['when a beat came since', { beat: 8 }, seen, 60_000, false],
    ['when another began a term since', { term: 4 }, seen, 60_000, false],
    ['when it has not looked before', {}, null, 60_000, false],
  ] as const)('%s: takes over?', (...[, one, before, nowMs, expected]) => {
    expect(may(one, before, nowMs)).toBe(expected);
  });

  test('takes over at once where nobody ever held it', () => {
    expect(mayTakeOver({ view: null, seen: null, node: 'grace', nowMs: 0, times })).toBe(true);
  });
});

test('a holder stops before any watcher may begin, whether it knows of others or not', () => {
  expect(actsForMs(times, false)).toBeLessThan(times.takeOverMs);
  expect(actsForMs(times, true)).toBeLessThan(times.unknownTakeOverMs);
});
