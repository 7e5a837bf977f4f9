import { expect, test } from 'vitest';
import { arrivalsAfter, QUIET_LOOKS, showsArrival, type Arrivals } from './arrivals.ts';

/** What looks that found these counts lead to, and which of them saw somebody arrive. */
function looks(counts: readonly (number | null)[]): readonly number[] {
  const seen: number[] = [];
  let before: Arrivals | null = null;
  for (const [look, count] of counts.entries()) {
    const now = arrivalsAfter(before, count);
    if (before !== null && showsArrival(before, now)) seen.push(look);
    before = now;
  }
  return seen;
}

const quiet = (count: number | null): readonly (number | null)[] =>
  Array.from({ length: QUIET_LOOKS + 1 }, () => count);

test('a count that stood still and moves shows somebody who arrives, also when the server began to count anew', () => {
  expect(looks([...quiet(7), 8])).toEqual([QUIET_LOOKS + 1]);
  expect(looks([...quiet(7), 0])).toEqual([QUIET_LOOKS + 1]);
});

test('a count that moves all the time, or moved a short while ago, shows nobody', () => {
  expect(looks(Array.from({ length: 50 }, (_, look) => look))).toEqual([]);
  expect(looks(Array.from({ length: 50 }, (_, look) => Math.floor(look / QUIET_LOOKS)))).toEqual([]);
});

test('a server that tells no count shows nobody', () => {
  expect(looks([...quiet(null), null])).toEqual([]);
});
