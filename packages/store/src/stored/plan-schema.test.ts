import { expect, test } from 'vitest';
import { asPlanId, asStepId } from '@topiary/domain';
import type { Intent, Plan } from '@topiary/domain';
import { sampleActs, sampleShapes } from '@topiary/domain/testing';
import { z } from 'zod';
import { instance, middle, plan, stageStarted, started } from '../contract/samples.ts';
import { inStepWith } from './in-step.ts';
import { journalEntrySchema } from './journal-entry-schema.ts';
import { planSchema } from './plan-schema.ts';

const id = asPlanId('plan-1');

const INTENTS: readonly Intent[] = [
  { kind: 'relocate', replica: instance('db-2'), channel: 'north', target: instance('db-3') },
  { kind: 'relocate-replicas', source: instance('db-1'), target: instance('db-3'), only: null },
  { kind: 'relocate-replicas', source: instance('db-1'), target: instance('db-3'), only: [instance('db-2')] },
  ...sampleShapes({ one: instance('db-2'), other: instance('db-3') }).map((shape): Intent => ({
    kind: 'reshape',
    shape,
  })),
  {
    kind: 'relocate',
    replica: instance('db-2'),
    channel: null,
    target: instance('db-3'),
    method: 'pseudo-gtid',
    acceptsLoss: true,
  },
  ...sampleActs().map((act): Intent => ({ kind: 'control', instance: instance('db-2'), act })),
  { kind: 'replace-master', master: instance('db-1'), successor: null, because: 'dead' },
  { kind: 'replace-master', master: instance('db-1'), successor: instance('db-2'), because: 'takeover', rejoins: true },
  { kind: 'replace-master', master: instance('db-1'), successor: null, because: 'takeover', blockers: 'wait' },
  {
    kind: 'undo',
    plan: id,
    moves: [{ replica: instance('db-2'), channel: '', target: instance('db-1') }],
    steps: [
      {
        kind: 'set-writability',
        id: asStepId('s1'),
        lane: instance('db-2'),
        instance: instance('db-2'),
        deadlineMs: 1,
        to: 'read-only',
        was: 'writable',
      },
      {
        kind: 'flush-binary-logs',
        id: asStepId('s2'),
        lane: instance('db-2'),
        instance: instance('db-2'),
        deadlineMs: 1,
      },
    ],
  },
];

test.each(INTENTS)('a plan with the intent $kind comes back from JSON as it was', (intent) => {
  const original: Plan = { ...plan(id), intent };
  expect(planSchema.parse(JSON.parse(JSON.stringify(original)))).toEqual(original);
});

test('a position that is known comes back too', () => {
  const step = {
    kind: 'wait-for-position' as const,
    id: asStepId('s1'),
    lane: instance('db-2'),
    instance: instance('db-3'),
    deadlineMs: 1,
    position: { kind: 'known' as const, position: '0-1-100' },
  };
  const original: Plan = { ...plan(id), rounds: [{ stages: [{ steps: [step] }] }] };
  expect(planSchema.parse(JSON.parse(JSON.stringify(original)))).toEqual(original);
});

test('every kind of entry comes back from JSON as it was', () => {
  const entries = [started({ id }), ...middle];
  expect(entries.map((entry) => journalEntrySchema.parse(JSON.parse(JSON.stringify(entry))))).toEqual(entries);
});

test('a stage that was journalled before statements were kept with it has none', () => {
  const { kind, at, round, stage, steps } = stageStarted;
  expect(journalEntrySchema.parse({ kind, at, round, stage, steps })).toEqual({ ...stageStarted, statements: {} });
});

test('a schema that lacks a member of its union, or an optional field, does not compile', () => {
  // @ts-expect-error -- the schema refuses 'b'.
  const narrow = inStepWith<'a' | 'b'>()(z.literal('a'));
  // @ts-expect-error -- the schema would drop `note`.
  const forgetful = inStepWith<{ a: number; note?: string }>()(z.object({ a: z.number() }));
  expect(narrow.safeParse('b').success).toBe(false);
  expect(forgetful.parse({ a: 1, note: 'x' })).toEqual({ a: 1 });
});
