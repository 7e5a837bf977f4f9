import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { id, instanceIn, recordsOf, snapshotOf, topology } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import type { Observation } from './observation.ts';
import { asClusterId } from './snapshot.ts';
import type { TopologySnapshot } from './snapshot.ts';
import { withObservations } from './what-if.ts';

/** As if these servers replicated as another text says. */
function supposing(snapshot: TopologySnapshot, text: string, ...names: readonly string[]): TopologySnapshot {
  const other = topology(text);
  const observations = new Map<InstanceId, Observation>();
  for (const name of names) {
    const { observation } = instanceIn(snapshot, name);
    const channels = instanceIn(other, name).observation?.channels ?? [];
    if (observation !== null) observations.set(id(name), { ...observation, channels });
  }
  return withObservations(snapshot, observations, DEFAULT_POLICY);
}

test('a move shows where the replica would be, and leaves the rest as it is', () => {
  const before = topology('a > b, c; x > y');
  const after = supposing(before, 'b > c', 'c');
  expect(instanceIn(after, 'c').depth).toBe(2);
  expect(after.clusters.get(asClusterId('c1'))?.revision).toBe(2);
  expect(instanceIn(after, 'x')).toBe(instanceIn(before, 'x'));
});

test('what would come apart gets an id that nobody has', () => {
  const after = supposing(topology('a, b > c'), 'a > c', 'c');
  expect([...after.clusters.keys()]).toEqual(['c1', 'supposed-1']);
});

test('names that are aliases, dead servers and second addresses stay', () => {
  const records = recordsOf('a > b, c; d', { servers: { b: { health: 'suspect' }, d: { health: 'unreachable' } } });
  const knownClusters = new Map([[asClusterId('c1'), { alias: 'orders', revision: 7 }]]);
  const before = snapshotOf(records, { aliases: new Map([[id('vip'), id('a')]]), knownClusters });
  const after = supposing(before, 'vip > c', 'c');
  expect(after.clusters.get(asClusterId('c1'))).toMatchObject({
    name: 'orders',
    revision: 9,
    members: before.clusters.get(asClusterId('c1'))?.members,
  });
  expect(['a', 'b', 'd'].map((name) => instanceIn(after, name))).toEqual(
    ['a', 'b', 'd'].map((name) => instanceIn(before, name)),
  );
});
