import type { PlanView } from '@topiary/contract';
import { expect, test } from 'vitest';
import { stepTimes } from './step-times-facts.ts';

test('stages follow each other, the steps of one begin together, and what did not run is left out', () => {
  const stage = (...took: readonly (number | null)[]) => ({ steps: took.map((tookMs) => ({ tookMs })) });
  const rounds = [
    { stages: [stage(10, 40), stage(5)] },
    { stages: [stage(null), stage(7, null)] },
  ] as unknown as PlanView['rounds'];
  expect(stepTimes({ rounds }).map(({ fromMs, tookMs }) => [fromMs, tookMs])).toEqual([
    [0, 10],
    [0, 40],
    [40, 5],
    [45, 7],
  ]);
});
