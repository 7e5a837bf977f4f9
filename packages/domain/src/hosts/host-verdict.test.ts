import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asInstant } from '../shared/time.ts';
import { instanceIn, REFUSED, TEST_TIME, TIMED_OUT, topology } from '../testing/index.ts';
import { PROBE_FAILURE_KINDS } from '../topology/observation.ts';
import { HEALTH_CLASSES } from '../topology/snapshot.ts';
import { HOST_DEATH_WINDOW_MS, judgeHost } from './host-verdict.ts';
import type { Placed } from './host-verdict.ts';

const alive: Placed = instanceIn(topology('a'), 'a');
const at = (seconds: number) => asInstant(TEST_TIME + seconds * 1_000);
const silent = (seconds: number, more: Partial<Placed> = {}): Placed => ({
  ...alive,
  health: 'unreachable',
  failure: TIMED_OUT,
  failingSince: at(seconds),
  ...more,
});
const unprobed: Placed = { ...alive, health: 'unprobed', observedAt: null };
const neverReached = silent(0, { observedAt: null });

describe('a host is down', () => {
  test('when all of its servers fell silent together', () => {
    expect(judgeHost([silent(4), silent(1, { role: 'replica' }), silent(2)])).toEqual({
      kind: 'down',
      since: at(1),
      instances: 3,
      masters: 2,
    });
  });

  test('whether the machine refuses connections or says nothing at all', () => {
    expect(judgeHost([silent(0, { failure: REFUSED }), silent(1)]).kind).toBe('down');
  });

  test('when the last two fell silent together, and the others had before', () => {
    expect(judgeHost([silent(-900), silent(1), silent(2)])).toMatchObject({ kind: 'down', since: at(1), instances: 3 });
  });

  test('that is down at first sight, when replicas miss its servers too', () => {
    const missed = silent(0, { observedAt: null, isMissed: true });
    expect(judgeHost([missed, missed])).toMatchObject({ kind: 'down', instances: 2 });
    expect(judgeHost([missed, neverReached]).kind).toBe('unknown');
  });

  test('whatever is only named there', () => {
    expect(judgeHost([silent(0), silent(1), neverReached])).toMatchObject({ kind: 'down', instances: 2 });
  });
});

describe('nothing is said of a host', () => {
  test.each([
    ['that has one server', [silent(0)]],
    ['without servers', []],
    ['where one is not sure yet', [silent(0), silent(0), silent(0, { health: 'suspect' })]],
    ['where one was never probed', [silent(0), silent(0), unprobed]],
    ['of which servers are only named', [neverReached, neverReached]],
    ['whose servers died one after the other', [silent(0), silent(HOST_DEATH_WINDOW_MS / 1_000 + 1)]],
    ['whose name nobody resolves', [silent(0), silent(0, { failure: { ...REFUSED, kind: 'name-not-found' } })]],
  ] satisfies readonly (readonly [string, readonly Placed[]])[])('%s', (_, instances) => {
    expect(judgeHost(instances)).toEqual({ kind: 'unknown' });
  });
});

test.each(['access-denied', 'too-many-connections', 'server-error'] as const)(
  'a server that says "%s" lives, and so does its host',
  (kind) => {
    expect(judgeHost([silent(0), silent(0, { failure: { ...REFUSED, kind } })]).kind).toBe('answers');
  },
);

const placed: fc.Arbitrary<Placed> = fc
  .record({
    health: fc.constantFrom(...HEALTH_CLASSES),
    kind: fc.constantFrom(...PROBE_FAILURE_KINDS),
    seconds: fc.integer({ min: -60, max: 60 }),
    seen: fc.boolean(),
    role: fc.constantFrom('master' as const, 'replica' as const),
  })
  .map(({ health, kind, seconds, seen, role }) => {
    const observedAt = seen || health === 'ok' ? alive.observedAt : null;
    const failing = health === 'suspect' || health === 'unreachable';
    return {
      health,
      role,
      observedAt,
      failure: failing ? { ...TIMED_OUT, kind } : null,
      failingSince: failing ? at(seconds) : null,
    };
  });

test('the order of servers does not matter, one that answers decides, and down never rests on fewer than two', () => {
  fc.assert(
    fc.property(fc.array(placed, { maxLength: 6 }), (servers) => {
      const verdict = judgeHost(servers);
      expect(judgeHost(servers.toReversed())).toEqual(verdict);
      expect(judgeHost([...servers, alive])).toEqual({ kind: 'answers' });
      if (verdict.kind !== 'down') return;
      const lost = servers.filter(({ health, observedAt }) => health === 'unreachable' && observedAt !== null);
      expect(lost.length).toBe(verdict.instances);
      expect(lost.length).toBeGreaterThanOrEqual(2);
      expect(servers.every(({ health }) => health === 'unreachable')).toBe(true);
      expect(judgeHost([...servers, unprobed]).kind).toBe('unknown');
    }),
  );
});
