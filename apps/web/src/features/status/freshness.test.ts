import { expect, test } from 'vitest';
import { freshnessOf } from './freshness.ts';

test.each([
  [{ kind: 'live' } as const, 9_000, 10_000, { kind: 'live' }],
  [{ kind: 'live' } as const, 0, 10_000, { kind: 'stale', seconds: 10 }],
  [{ kind: 'disconnected', since: 4_000 } as const, 9_000, 10_000, { kind: 'disconnected', seconds: 6 }],
  [{ kind: 'polling' } as const, 0, 60_000, { kind: 'polling' }],
])('%j, last heard at %d, is shown at %d as %j', (state, heardAt, now, freshness) => {
  expect(freshnessOf(state, heardAt, now)).toEqual(freshness);
});
