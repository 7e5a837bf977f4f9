import { expect, test } from 'vitest';
import { mondayOf, weeksOf } from './weeks.ts';

const local = (month: number, day: number, hour = 0): number => new Date(2026, month - 1, day, hour).getTime();

test('weeks begin on Monday by the local calendar, also across the change of the clock', () => {
  expect(mondayOf(local(11, 22, 23))).toBe(local(11, 16));
  expect(mondayOf(local(11, 16))).toBe(local(11, 16));
  expect(mondayOf(local(4, 1), 1)).toBe(local(3, 23));
  expect(mondayOf(local(1, 2))).toBe(new Date(2025, 11, 29).getTime());
});

test('recoveries are counted by week and by how they ended, weeks without any too', () => {
  const recoveries = [
    { at: local(11, 24, 5), outcome: 'running' as const },
    { at: local(11, 23, 1), outcome: 'done' as const },
    { at: local(11, 10), outcome: 'failed' as const },
    { at: local(10, 1), outcome: 'done' as const },
  ];
  expect(weeksOf(recoveries, local(11, 24, 9), 3)).toEqual([
    { from: local(11, 9), done: 0, failed: 1, running: 0 },
    { from: local(11, 16), done: 0, failed: 0, running: 0 },
    { from: local(11, 23), done: 1, failed: 0, running: 1 },
  ]);
});
