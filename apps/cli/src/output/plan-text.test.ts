import { asPlanId } from '@topiary/domain';
import { expect, test } from 'vitest';
import { whyNotDone } from './plan-text.ts';

const id = asPlanId('p1');

test('a plan that ended is told by its outcome', () => {
  expect(whyNotDone({ id, outcome: 'put-back', reason: null })).toEqual(['The plan ended as "put-back".']);
});

test('a plan that still owes a server something is told as one that goes on, and where to look', () => {
  const reason = { code: 'not-the-actor', params: { holder: 'h1' } } as const;
  const [first, second] = whyNotDone({ id, outcome: null, reason });
  expect(first).toMatch(/^The plan has not ended: .*h1/);
  expect(second).toContain('topiary plan show p1');
});
