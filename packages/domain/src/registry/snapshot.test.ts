import { expect, test } from 'vitest';
import { planIntent } from '../planning/plan-intent.ts';
import { asPlanId } from '../planning/plan.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { asInstant } from '../shared/time.ts';
import { id, recordsOf, snapshotOf, topology } from '../testing/index.ts';
import { buildSnapshot } from '../topology/build-snapshot.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { NOTHING_REGISTERED } from './registered.ts';
import type { Registered } from './registered.ts';

const NOTE = { owner: 'jo', reason: 'kernel', startedAt: asInstant(0), endsAt: asInstant(1) };

function withRegistered(snapshot: TopologySnapshot, name: string, registered: Partial<Registered>) {
  return buildSnapshot({
    asOf: snapshot.asOf,
    records: recordsOf('a > b, c'),
    aliases: snapshot.aliases,
    previous: snapshot,
    changed: new Set([id(name)]),
    registered: new Map([[id(name), { ...NOTHING_REGISTERED, ...registered }]]),
    knownClusters: new Map(),
    mintClusterId: () => {
      throw new Error('no new cluster');
    },
    policy: DEFAULT_POLICY,
  });
}

test('what is registered is in the snapshot as data: no revision moves', () => {
  const before = topology('a > b, c');
  const { snapshot, structure, data } = withRegistered(before, 'b', { downtime: NOTE });
  expect(snapshot.instances.get(id('b'))?.registered.downtime).toEqual(NOTE);
  expect([structure, data]).toEqual([[], [...before.clusters.keys()]]);
  expect(snapshot.instances.get(id('c'))).toBe(before.instances.get(id('c')));
});

test('a build that is not told of registrations keeps those of before', () => {
  const { snapshot } = withRegistered(topology('a > b, c'), 'b', { downtime: NOTE });
  const next = snapshotOf(recordsOf('a > b, c'), { previous: snapshot });
  expect(next.instances.get(id('b'))?.registered.downtime).toEqual(NOTE);
});

test.each(['b', 'c'])('maintenance of %s by somebody else refuses a move, one’s own does not', (name) => {
  const before = topology('a > b, c');
  const { snapshot } = withRegistered(before, name, { maintenance: { ...NOTE, id: 1 } });
  const plan = (user: string) =>
    planIntent({
      snapshot,
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      intent: { kind: 'relocate', replica: id('b'), channel: null, target: id('c') },
      user,
    });
  expect(plan('li')).toMatchObject({ kind: 'refusal', reasons: [{ code: 'in-maintenance', params: { owner: 'jo' } }] });
  expect(plan('jo')).toMatchObject({ checks: expect.arrayContaining([expect.objectContaining({ verdict: 'warn' })]) });
});

test('downtime refuses no move', () => {
  const { snapshot } = withRegistered(topology('a > b, c'), 'b', { downtime: NOTE });
  const plan = planIntent({
    snapshot,
    policy: DEFAULT_POLICY,
    id: asPlanId('p'),
    intent: { kind: 'relocate', replica: id('b'), channel: null, target: id('c') },
  });
  expect(plan).not.toHaveProperty('kind');
});
