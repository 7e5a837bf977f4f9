import { QueryClient } from '@tanstack/react-query';
import type { PlanId, PlanView } from '@topiary/contract';
import { expect, test } from 'vitest';
import type { Api } from './client-context.tsx';
import { planQuery, queryKeys } from './queries.ts';

const id = 'p1' as PlanId;
const ended = (undoable: boolean): PlanView => ({ id, status: 'finished', undoable }) as PlanView;

/** A server whose answer is on its way until it is let go. */
function slowApi(): { readonly api: Api; readonly answer: (plan: PlanView) => void } {
  const { promise, resolve } = Promise.withResolvers<PlanView>();
  return { api: { client: { call: () => promise } } as unknown as Api, answer: resolve };
}

test('an answer does not overwrite what was pushed while it was on its way', async () => {
  const cache = new QueryClient();
  const { api, answer } = slowApi();
  const asked = cache.query(planQuery(api, id));
  cache.setQueryData(queryKeys.plan(id), ended(true));
  answer(ended(false));
  await asked;
  expect(cache.getQueryData(queryKeys.plan(id))).toEqual(ended(true));
});

test('an answer replaces what was known before it was asked for', async () => {
  const cache = new QueryClient();
  const { api, answer } = slowApi();
  cache.setQueryData(queryKeys.plan(id), ended(true), { updatedAt: 1 });
  const asked = cache.query(planQuery(api, id));
  answer(ended(false));
  await asked;
  expect(cache.getQueryData(queryKeys.plan(id))).toEqual(ended(false));
});
