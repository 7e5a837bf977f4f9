import { MAX_PLANS_BACK, asClusterId, asInstant, asPlanId } from '@topiary/domain';
import type { Actor, PlanId } from '@topiary/domain';
import type { PlanRecord } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { restoreAt } from './restore-at.ts';
import type { History, RestoringParts } from './restore-at.ts';

const DAY_MS = 86_400_000;
const NOW = asInstant(1_000 * DAY_MS);
const cluster = asClusterId('shop');
const actor: Actor = { user: 'lin', address: '127.0.0.1', via: 'web' };
const KEPT: History = { days: 30, since: null };

interface Asked {
  readonly answer: string;
  readonly restored: readonly PlanId[];
}

/** Plans that began so many minutes ago, the newest first. */
async function ask(minutesAgo: number, plans: readonly number[], history = KEPT): Promise<Asked> {
  const restored: PlanId[] = [];
  const records = plans.map((ago): PlanRecord => {
    const startedAt = asInstant(NOW - ago * 60_000);
    const ended = { finishedAt: startedAt, outcome: 'done' } as const;
    return { id: asPlanId(`p${ago}`), cluster, kind: 'relocate', actor, startedAt, ...ended };
  });
  const engine: RestoringParts['engine'] = {
    plans: ({ page, pageSize }) =>
      Promise.resolve({
        items: records.slice(page * pageSize, (page + 1) * pageSize),
        total: records.length,
        page,
        pageSize,
      }),
    restore: (plan) => {
      restored.push(plan);
      return Promise.resolve({ kind: 'not-undoable' });
    },
  };
  const at = asInstant(NOW - minutesAgo * 60_000);
  const result = await restoreAt({ cluster, at }, actor, { engine, now: NOW, history });
  return { answer: result.kind === 'refusal' ? (result.reasons[0]?.code ?? '') : result.kind, restored };
}

describe('the shape of a moment', () => {
  test('is the one before the first plan that began since, however many pages lie between', async () => {
    expect((await ask(10, [1, 5, 10, 11])).restored).toEqual(['p10']);
    const many = Array.from({ length: 120 }, (_, index) => index + 1);
    expect((await ask(110, many)).restored).toEqual(['p110']);
    expect((await ask(50, many)).restored).toEqual(['p50']);
  });

  test('is the present one where no plan began since, or what did left nothing to be moved back', async () => {
    expect(await ask(10, [11, 12])).toEqual({ answer: 'shape-as-then', restored: [] });
    expect(await ask(10, [])).toEqual({ answer: 'shape-as-then', restored: [] });
    expect(await ask(10, [3])).toEqual({ answer: 'shape-as-then', restored: ['p3'] });
  });

  test('is not guessed where the history does not reach', async () => {
    const minutes = (days: number): number => days * 24 * 60;
    expect(await ask(minutes(30) + 1, [1])).toEqual({ answer: 'history-not-kept', restored: [] });
    expect((await ask(minutes(30), [1])).restored).toEqual(['p1']);
    const young: History = { days: 30, since: asInstant(NOW - 60_000) };
    expect(await ask(2, [1], young)).toEqual({ answer: 'history-begins-with-start', restored: [] });
    expect(await ask(-1, [1])).toEqual({ answer: 'moment-not-yet', restored: [] });
  });

  test('is not looked for behind more plans than one plan takes back', async () => {
    const many = Array.from({ length: MAX_PLANS_BACK + 1 }, (_, index) => index + 1);
    expect(await ask(MAX_PLANS_BACK + 5, many)).toEqual({ answer: 'history-too-many-plans', restored: [] });
  });
});
