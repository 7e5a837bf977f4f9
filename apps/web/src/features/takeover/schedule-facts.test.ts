import { describe, expect, test } from 'vitest';
import type { TakeoverView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { inOrder, scheduleOf, windowProblem } from './schedule-facts.ts';

const [from, until] = ['2026-03-14T02:00', '2026-03-14T03:00'];
const wished = { master: idOf('m'), successor: idOf('a'), rejoins: false, blockers: 'refuse', from, until } as const;

describe('a takeover in a window of time', () => {
  test('needs two times, the second after the first, and not over', () => {
    const before = new Date(from).getTime() - 1;
    expect(windowProblem({ from, until }, before)).toBeNull();
    expect(windowProblem({ from: '', until }, before)).toBe('missing');
    expect(windowProblem({ from: until, until: from }, before)).toBe('backwards');
    expect(windowProblem({ from, until }, new Date(until).getTime())).toBe('past');
  });

  test('is asked for by the moments that those times are here', () => {
    expect(scheduleOf(wished)).toEqual({
      master: idOf('m'),
      successor: idOf('a'),
      from: new Date(from).getTime(),
      until: new Date(until).getTime(),
    });
    expect(scheduleOf({ ...wished, rejoins: true, blockers: 'wait' })).toMatchObject({
      rejoins: true,
      blockers: 'wait',
    });
  });

  test('of whoever is best then, the old master replicates at once', () => {
    expect(scheduleOf({ ...wished, successor: null })).toMatchObject({ successor: null, rejoins: true });
  });
});

test('what comes next is listed first, and what is over as it came', () => {
  const one = (id: string, state: TakeoverView['state'], at: number) =>
    ({ id, state, from: at }) as unknown as TakeoverView;
  const all = [one('d', 'done', 9), one('w2', 'waiting', 8), one('c', 'cancelled', 1), one('w1', 'waiting', 7)];
  expect(inOrder(all).map(({ id }) => id)).toEqual(['w1', 'w2', 'd', 'c']);
});
