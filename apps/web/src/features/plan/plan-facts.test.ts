import { describe, expect, test } from 'vitest';
import type { PlanView, StepView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { dropsOf } from '../../shared/moves/drops.ts';
import { moveOne } from '../../shared/moves/move-subject.ts';
import type { Verdict } from '../../shared/moves/move-subject.ts';
import { orderTargets } from './order-targets.ts';
import { makeWords } from '../../shared/i18n/use-words.ts';
import { outcomeText, progressOf, sqlOf, titleOf } from './plan-facts.ts';

const step = (id: string, facts: Partial<StepView>): StepView => ({
  id: id as StepView['id'],
  kind: 'point-replica-at',
  lane: idOf('a'),
  instance: idOf('a'),
  title: { code: 'step-stop-replication', params: { instance: 'a' } },
  statements: [],
  waitsFor: { code: 'waits-threads-stopped', params: {} },
  undo: 'opposite',
  deadlineMs: 1000,
  state: 'waiting',
  tookMs: null,
  reason: null,
  results: {},
  ...facts,
});

describe('a plan', () => {
  const plan = {
    rounds: [
      {
        stages: [
          { steps: [step('s1', { state: 'done', statements: ['STOP REPLICA'] }), step('s2', { state: 'running' })] },
        ],
      },
      { stages: [{ steps: [step('s3', { statements: ['START REPLICA;'] })] }] },
    ],
  } as unknown as PlanView;

  test('counts its steps over all rounds and stages', () => {
    expect(progressOf(plan)).toMatchObject({ ended: 1, total: 3 });
    expect(progressOf(plan).running.map((running) => running.id)).toEqual(['s2']);
  });

  test('gives its SQL as one text, with the server of each part and every statement ended', () => {
    expect(sqlOf(plan)).toBe('-- s1: a:3306\nSTOP REPLICA;\n\n-- s3: a:3306\nSTART REPLICA;');
  });
});

test('a plan that moves nobody is not said to have moved replicas', () => {
  const words = makeWords((key) => key, 'en');
  const change = { replica: idOf('a'), channel: '', from: idOf('m'), to: idOf('t') };
  const moved = { intent: 'relocate', title: { code: 'title-move-many', params: {} } } as const;
  expect(outcomeText({ ...moved, changes: [change], outcome: 'done' }, words)).toBe('plan.outcome.done');
  expect(outcomeText({ ...moved, changes: [], outcome: 'done' }, words)).toBe('plan.acted.done');
  expect(outcomeText({ ...moved, changes: [], outcome: 'failed' }, words)).toBe('plan.outcome.failed');
});

test('a master that was replaced is told by who took its place, however many replicas moved', () => {
  const words = makeWords((key, parameters) => `${key} ${String(parameters?.['successor'] ?? '')}`, 'en');
  const change = { replica: idOf('a'), channel: '', from: idOf('m'), to: idOf('b') };
  const params = { successor: idOf('b'), master: idOf('m') };
  const plan = {
    intent: 'replace-master',
    undoes: null,
    request: null,
    rounds: [],
    changes: [change],
    title: { code: 'title-takeover', params },
  } as unknown as PlanView;
  expect(titleOf(plan, words)).toBe(`${idOf('b')} takes over from ${idOf('m')}`);
  expect(outcomeText({ ...plan, outcome: 'done' }, words)).toBe(`plan.replaced.done ${idOf('b')}`);
  expect(outcomeText({ ...plan, outcome: 'put-back' }, words)).toBe('plan.acted.put-back ');
});

test('moves that were asked for together are called by their target, where they have but one', () => {
  const words = makeWords((key) => key, 'en');
  const [a, b, t] = [idOf('a'), idOf('b'), idOf('t')];
  const moving = (
    targets: readonly (readonly [typeof a, typeof a])[],
    shape: object = { kind: 'move-many', moves: [] },
  ): PlanView =>
    ({
      intent: 'reshape',
      undoes: null,
      title: { code: 'title-move-many', params: { count: 2 } },
      request: { kind: 'reshape', shape },
      rounds: [],
      changes: targets.map(([replica, to]) => ({ replica, channel: '', from: idOf('m'), to })),
    }) as unknown as PlanView;
  const together = [
    [a, t],
    [b, t],
  ] as const;
  expect(titleOf(moving(together), words)).toBe('plan.title.picked');
  expect(
    titleOf(
      moving([
        [a, b],
        [b, t],
      ]),
      words,
    ),
  ).not.toBe('plan.title.picked');
  const restored = moving(together, { kind: 'move-many', moves: [], restores: true });
  expect(titleOf(restored, words)).not.toBe('plan.title.picked');
});

test('what takes back an act is called by what it does', () => {
  const words = makeWords((key, parameters) => `${key} ${String(parameters?.['what'])}`, 'en');
  const rounds = [{ stages: [{ steps: [step('s1', {})] }] }];
  const plan = { undoes: 'p1', intent: 'undo', changes: [], request: null, rounds } as unknown as PlanView;
  expect(titleOf(plan, words)).toMatch(/^plan\.title\.undoAct Stop replication on a/);
});

test('targets come with the possible moves first, then what else is possible, by name, and only those that the search names', () => {
  const on = (host: string, allowed: boolean, operations: Verdict['operations'] = []) =>
    dropsOf(moveOne(idOf('held')), { target: idOf(host), allowed, reasons: [], operations, stays: [] });
  const swap: Verdict['operations'][number] = {
    operation: 'take-master',
    shape: { kind: 'take-master', replica: idOf('held') },
    allowed: true,
    reasons: [],
  };
  const drops = [on('db-10', true), on('db-1', false, [swap]), on('db-2', true), on('web', true)].flat();
  expect(orderTargets(drops, 'DB').map(({ target, kind }) => `${kind} ${target}`)).toEqual([
    `replicate ${idOf('db-2')}`,
    `replicate ${idOf('db-10')}`,
    `take-place ${idOf('db-1')}`,
    `replicate ${idOf('db-1')}`,
  ]);
});
