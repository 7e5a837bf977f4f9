import { expect, test } from 'vitest';
import { id, move, planned, TEST_TIME, topology } from '../testing/index.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import type { Execution } from './execution.ts';
import { foldJournal } from './fold-journal.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { stepsInOrder } from './plan.ts';
import type { Plan } from './plan.ts';
import { predict } from './predict.ts';
import { movesBackBefore } from './shape-before.ts';

function done(plan: Plan): Execution {
  const steps = stepsInOrder(plan);
  const actor = { user: 'x', address: '', via: 'cli' } as const;
  const execution = foldJournal([
    { kind: 'plan-started', at: TEST_TIME, plan, actor, lease: 1, statements: {} },
    ...steps.map(({ id: step }) => ({ kind: 'step-done', at: TEST_TIME, step, results: {}, tookMs: 1 }) as const),
    { kind: 'plan-finished', at: TEST_TIME, outcome: 'done', reason: null },
  ]);
  if (execution === null) throw new Error('it was started');
  return execution;
}

test('a tree goes back to where the first of several plans took it from, past those in between', () => {
  const plans: Execution[] = [];
  let now: TopologySnapshot = topology('m > a, b; a > c');
  for (const [replica, target] of [
    ['c', 'b'],
    ['c', 'm'],
    ['a', 'b'],
  ] as const) {
    const plan = planned(now, move(replica, target));
    plans.push(done(plan));
    now = predict(plan, now, DEFAULT_POLICY);
  }
  expect(movesBackBefore(plans, now)).toEqual([
    { replica: id('c'), channel: '', target: id('a') },
    { replica: id('a'), channel: '', target: id('m') },
  ]);
  expect(movesBackBefore(plans.slice(1), now)[0]).toEqual({ replica: id('c'), channel: '', target: id('b') });
  expect(movesBackBefore(plans.slice(0, 1), topology('m > a, b; a > c'))).toEqual([]);
});
