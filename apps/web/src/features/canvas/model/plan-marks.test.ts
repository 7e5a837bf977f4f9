import { expect, test } from 'vitest';
import type { PlanView, StepView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { planMarksOf } from './plan-marks.ts';

const title = { code: 'step-stop-replication', params: { instance: 'a' } } as const;

function marks(status: PlanView['status'], states: Readonly<Record<string, readonly StepView['state'][]>>) {
  const steps = Object.entries(states).flatMap(([name, own]) =>
    own.map((state) => ({ instance: idOf(name), state, title }) as unknown as StepView),
  );
  const effects: PlanView['effects'] = [{ instance: idOf('a'), effects: ['replication-pauses'] }];
  const plan = { rounds: [{ stages: [{ steps }] }], effects, status } as unknown as PlanView;
  return Object.fromEntries(
    [...planMarksOf(plan)].map(([id, { state, effects: known, title: now }]) => [
      id,
      [state, ...known, ...(now === null ? [] : ['says what'])],
    ]),
  );
}

test('before it is confirmed a plan marks what it will do', () => {
  expect(marks('proposed', { a: ['waiting', 'waiting'], b: ['waiting'] })).toEqual({
    [idOf('a')]: ['planned', 'replication-pauses'],
    [idOf('b')]: ['planned'],
  });
});

test('while it runs each server shows how far the plan is there, and what went wrong before all else', () => {
  const running = marks('running', {
    a: ['done', 'running'],
    b: ['done', 'skipped'],
    c: ['done', 'waiting'],
    d: ['done', 'failed', 'waiting'],
    e: ['put-back'],
  });
  expect(running).toEqual({
    [idOf('a')]: ['running', 'replication-pauses', 'says what'],
    [idOf('b')]: ['done'],
    [idOf('c')]: ['waiting'],
    [idOf('d')]: ['failed'],
    [idOf('e')]: ['put-back'],
  });
});
