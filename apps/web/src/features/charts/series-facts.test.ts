import { expect, test } from 'vitest';
import { factsOf, rowsOf } from './series-facts.ts';

const SLOTS = { from: 1_000, stepMs: 10 };

test('a line is told by its last, its largest and its middle value', () => {
  expect(factsOf({ values: [null, 4, 9, 2, 2, null] }, SLOTS)).toEqual({ now: 2, worst: 9, worstAt: 1_020, middle: 2 });
  expect(factsOf({ values: [5, null, null, null] }, SLOTS)?.now).toBeNull();
  expect(factsOf({ values: [null, null] }, SLOTS)).toBeNull();
});

test('a table holds the largest of each row, the newest first, and no row without values', () => {
  const series = [
    { label: 'a', values: [1, 7, null, null, 3, null] },
    { label: 'b', values: [null, null, null, null, null, 8] },
  ];
  expect(rowsOf(series, SLOTS, 20)).toEqual([
    { at: 1_040, values: [3, 8] },
    { at: 1_000, values: [7, null] },
  ]);
});
