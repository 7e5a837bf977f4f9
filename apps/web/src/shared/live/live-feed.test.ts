import { QueryClient } from '@tanstack/react-query';
import type { PlanId } from '@topiary/contract';
import { expect, test } from 'vitest';
import { queryKeys } from '../api/queries.ts';
import { createLiveFeed } from './live-feed.ts';
import type { LiveLink, LinkState } from './live-link.ts';

const plan = queryKeys.plan('p1' as PlanId);

/** A link whose states are told by the test, and a cache that has a plan and the fleet. */
function begun(): { readonly tell: (state: LinkState) => void; readonly stale: () => readonly unknown[] } {
  const cache = new QueryClient();
  for (const key of [plan, queryKeys.fleet]) cache.setQueryData(key, {});
  let tell: (state: LinkState) => void = () => undefined;
  const link: LiveLink = {
    start: ({ onState }) => {
      tell = onState;
    },
    stop: () => undefined,
    want: () => undefined,
    resync: () => undefined,
  };
  createLiveFeed({ cache, link, now: () => 0 }).start();
  return {
    tell: (state) => tell(state),
    stale: () => [plan, queryKeys.fleet].filter((key) => cache.getQueryState(key)?.isInvalidated === true),
  };
}

test('what was fetched before the link began is asked for again, but for what it brings as a whole', () => {
  const { tell, stale } = begun();
  tell({ kind: 'live' });
  expect(stale()).toEqual([plan]);
});

test('after a pause everything is asked for again', () => {
  const { tell, stale } = begun();
  tell({ kind: 'disconnected', since: 0 });
  expect(stale()).toEqual([]);
  tell({ kind: 'live' });
  expect(stale()).toEqual([plan, queryKeys.fleet]);
});
