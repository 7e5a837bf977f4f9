import { describe, expect, test } from 'vitest';
import { asInstant } from '../shared/time.ts';
import {
  id,
  instanceIn,
  recordNamed,
  recordsOf,
  snapshotOf,
  TEST_TIME,
  topology,
  withHealth,
  withInstance,
} from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import { SPLIT_MEMORY_MS } from './cluster-ids.ts';
import type { Observation } from './observation.ts';
import type { ServerRecord } from './server-record.ts';
import { asClusterId } from './snapshot.ts';
import type { TopologySnapshot } from './snapshot.ts';

/** Members by cluster, as `c1: a b c`. */
function clustersOf(snapshot: TopologySnapshot): readonly string[] {
  return [...snapshot.clusters.values()].map(
    ({ id: cluster, members }) => `${cluster}: ${members.map((each) => each.split(':')[0]).join(' ')}`,
  );
}

function dies(snapshot: TopologySnapshot, name: string): TopologySnapshot {
  return withInstance(snapshot, name, { health: 'unreachable' });
}

function returns(snapshot: TopologySnapshot, name: string): TopologySnapshot {
  return withInstance(snapshot, name, { health: 'ok' });
}

/** RESET REPLICA ALL and read_only off, as a promotion does. */
function isPromoted(snapshot: TopologySnapshot, name: string): TopologySnapshot {
  return withInstance(snapshot, name, { observation: (found) => writable({ ...found, channels: [] }) });
}

function isReset(snapshot: TopologySnapshot, name: string): TopologySnapshot {
  return withInstance(snapshot, name, { observation: (found) => ({ ...found, channels: [] }) });
}

function isPointedAt(snapshot: TopologySnapshot, name: string, source: string): TopologySnapshot {
  const { channels } = topology(`${source} > ${name}`).instances.get(id(name))?.observation ?? { channels: [] };
  return withInstance(snapshot, name, { observation: (found) => ({ ...found, channels }) });
}

function isReadOnly(snapshot: TopologySnapshot, name: string): TopologySnapshot {
  return withInstance(snapshot, name, {
    observation: (found) => ({ ...found, settings: { ...found.settings, readOnly: true } }),
  });
}

function writable(found: Observation): Observation {
  return { ...found, settings: { ...found.settings, readOnly: false, superReadOnly: false } };
}

describe('a failover', () => {
  test('leaves the id with the servers that go on together, however few are seen at a time', () => {
    const dead = dies(topology('a > b, c, d, e'), 'a');
    const promoted = isPromoted(dead, 'b');
    expect(clustersOf(promoted)).toEqual(['c1: a c d e', 'split-1: b']);
    const one = isPointedAt(promoted, 'c', 'b');
    expect(clustersOf(one)).toEqual(['c1: b c', 'split-2: a d e']);
    const two = isPointedAt(one, 'd', 'b');
    expect(clustersOf(isPointedAt(two, 'e', 'b'))).toEqual(['c1: b c d e', 'split-2: a']);
  });

  test('moves the id as soon as half of the answering servers have a master again', () => {
    const promoted = isPromoted(dies(topology('a > b, c, d'), 'a'), 'b');
    expect(clustersOf(promoted)).toEqual(['c1: a c d', 'split-1: b']);
    expect(clustersOf(isPointedAt(promoted, 'c', 'b'))).toEqual(['c1: b c', 'split-2: a d']);
  });

  test('of two servers leaves the id with the survivor', () => {
    expect(clustersOf(isPromoted(dies(topology('a > b'), 'a'), 'b'))).toEqual(['c1: b', 'split-1: a']);
  });

  test('leaves the id with the new master when the old one comes back alone, and when it joins as a replica', () => {
    const over = isPointedAt(isPromoted(dies(topology('a > b, c'), 'a'), 'b'), 'c', 'b');
    const back = returns(over, 'a');
    expect(clustersOf(back)).toEqual(['c1: b c', 'split-1: a']);
    expect(clustersOf(isPointedAt(back, 'a', 'b'))).toEqual(['c1: a b c']);
  });
});

describe('where nobody takes writes', () => {
  const readOnly = (...names: readonly string[]): TopologyOptions => ({
    servers: Object.fromEntries(names.map((name) => [name, { readOnly: true }])),
  });

  test('the id stays with the part that more servers came from, answering or not', () => {
    const tree = dies(topology('a > b > d', readOnly('a')), 'd');
    expect(clustersOf(isReset(tree, 'b'))).toEqual(['c1: b d', 'split-1: a']);
  });

  test('and else with the master of before', () => {
    expect(clustersOf(isReset(topology('z > b', readOnly('z')), 'b'))).toEqual(['c1: z', 'split-1: b']);
  });
});

describe('a planned change', () => {
  test('of the master keeps the id, also while old and new master stand apart', () => {
    const demoted = isReadOnly(topology('a > b; b > c, d'), 'a');
    const apart = isPromoted(demoted, 'b');
    expect(clustersOf(apart)).toEqual(['c1: b c d', 'split-1: a']);
    expect(clustersOf(isPointedAt(apart, 'a', 'b'))).toEqual(['c1: a b c d']);
  });

  test('that splits replicas off leaves the id with the master that takes writes', () => {
    expect(clustersOf(isPromoted(topology('a > b; b > c, d'), 'b'))).toEqual(['c1: a', 'split-1: b c d']);
  });

  test('that is taken back gives the old id to all', () => {
    const apart = isPromoted(topology('a > b; b > c, d'), 'b');
    expect(clustersOf(isPointedAt(apart, 'b', 'a'))).toEqual(['c1: a b c d']);
  });

  test('says which cluster a new one split from, and when', () => {
    const apart = isPromoted(topology('a > b; b > c'), 'b');
    expect(apart.clusters.get(asClusterId('split-1'))?.splitFrom).toEqual({ cluster: 'c1', at: TEST_TIME });
    expect(apart.clusters.get(asClusterId('c1'))?.splitFrom).toBeNull();
  });
});

describe('clusters that grow together', () => {
  test('take the id that most of their members had', () => {
    expect(clustersOf(isPointedAt(topology('a > b; x > y, z'), 'a', 'x'))).toEqual(['c2: a b x y z']);
  });

  test('of one size take the id of which the previous master is the only one left, else the smaller', () => {
    expect(clustersOf(isPointedAt(topology('a > b; x > y'), 'x', 'a'))).toEqual(['c1: a b x y']);
  });

  test('without the master of one of them take the id of the other', () => {
    const before = topology('a > b; x');
    const records = new Map(recordsOf('x > b'));
    const changed = new Set(['a', 'b', 'x'].map(id));
    expect(clustersOf(snapshotOf(records, { previous: before, changed }))).toEqual(['c2: b x']);
  });

  test('without any of their masters take the id of the larger one', () => {
    const before = topology('a > b; x > y, z');
    const records = new Map(recordsOf('y > b'));
    const changed = new Set(['a', 'b', 'x', 'y', 'z'].map(id));
    expect(clustersOf(snapshotOf(records, { previous: before, changed }))).toEqual(['c2: b y']);
  });

  test('take the id of the origin for an hour after a split, and of the greater number later', () => {
    const apart = isPromoted(topology('a > b; b > c, d'), 'b');
    const rejoined = (msLater: number): readonly string[] =>
      clustersOf(isPointedAt({ ...apart, asOf: asInstant(TEST_TIME + msLater) }, 'b', 'a'));
    expect(rejoined(SPLIT_MEMORY_MS)).toEqual(['c1: a b c d']);
    expect(rejoined(SPLIT_MEMORY_MS + 1)).toEqual(['split-1: a b c d']);
  });

  test('free the id of the smaller one for those of it that stay behind', () => {
    const joined = isPointedAt(topology('a > b, c; x > y, z, w'), 'a', 'x');
    expect(clustersOf(joined)).toEqual(['c2: a b c w x y z']);
    const moved = isPointedAt(dies(topology('a > b, c; x > y, z, w'), 'a'), 'b', 'x');
    expect(clustersOf(isPointedAt(moved, 'c', 'x'))).toEqual(['c1: a', 'c2: b c w x y z']);
  });
});

describe('after a restart of Topiary', () => {
  const remembered = (
    text: string,
    servers: TopologyOptions['servers'] = {},
  ): ReadonlyMap<InstanceId, ServerRecord> => {
    const records = recordsOf(text, { servers });
    return new Map([...records].map(([key, record]) => [key, { ...record, lastCluster: asClusterId('old') }]));
  };
  const unseen = (records: ReadonlyMap<InstanceId, ServerRecord>): ReadonlyMap<InstanceId, ServerRecord> =>
    new Map([...records].map(([key, record]) => [key, withHealth(record, 'unprobed')]));

  test('servers that were together stand together before any of them has answered', () => {
    expect(clustersOf(snapshotOf(unseen(remembered('a > b; b > c'))))).toEqual(['old: a b c']);
  });

  test('and stay together while they answer one by one, the lowest first', () => {
    const records = remembered('a > b; b > c, d');
    const answered = new Map(unseen(records));
    let snapshot = snapshotOf(answered);
    for (const name of ['d', 'c', 'a', 'b']) {
      answered.set(id(name), recordNamed(records, name));
      snapshot = snapshotOf(answered, { previous: snapshot, changed: new Set([id(name)]) });
      expect(clustersOf(snapshot)).toEqual(['old: a b c d']);
    }
  });

  test('and when the intermediate above most of them is the last to answer', () => {
    const records = remembered('a > c; c > d, e', { a: { readOnly: true } });
    const answered = new Map(unseen(records));
    for (const name of ['a', 'd', 'e']) answered.set(id(name), recordNamed(records, name));
    const changed = new Set(['a', 'd', 'e'].map(id));
    expect(clustersOf(snapshotOf(answered, { previous: snapshotOf(unseen(records)), changed }))).toEqual([
      'old: a c d e',
    ]);
  });

  test('a server that is remembered later joins its old cluster', () => {
    const records = new Map(remembered('a > b; c'));
    const c = withHealth(recordNamed(records, 'c'), 'unprobed');
    records.delete(id('c'));
    const previous = snapshotOf(records);
    records.set(id('c'), c);
    expect(clustersOf(snapshotOf(records, { previous, changed: new Set([id('c')]) }))).toEqual(['old: a b c']);
  });

  test('a server that does not answer any more is still shown where it was', () => {
    const records = new Map(remembered('a > b, c'));
    records.set(id('c'), withHealth(withHealth(recordNamed(records, 'c'), 'unprobed'), 'unreachable'));
    const snapshot = snapshotOf(records);
    expect(clustersOf(snapshot)).toEqual(['old: a b c']);
    expect(instanceIn(snapshot, 'c').role).toBe('unknown');
    expect(snapshot.clusters.get(asClusterId('old'))?.shape).toBe('forest');
  });

  test('a server that nothing ties to its old cluster leaves it when it answers', () => {
    const records = remembered('a > b; c');
    const before = snapshotOf(new Map([...records, [id('c'), withHealth(recordNamed(records, 'c'), 'unprobed')]]));
    expect(clustersOf(before)).toEqual(['old: a b c']);
    expect(clustersOf(snapshotOf(records, { previous: before, changed: new Set([id('c')]) }))).toEqual([
      'c1: c',
      'old: a b',
    ]);
  });

  test('revisions go on from what the store knew', () => {
    const knownClusters = new Map([[asClusterId('old'), { alias: null, revision: 41 }]]);
    expect(snapshotOf(remembered('a > b'), { knownClusters }).clusters.get(asClusterId('old'))?.revision).toBe(42);
  });
});

describe('the name of a cluster', () => {
  const named = (alias: string | null) => ({ knownClusters: new Map([[asClusterId('c1'), { alias, revision: 1 }]]) });

  test('is its alias, as soon as it has one and as long', () => {
    const records = recordsOf('a > b');
    const plain = snapshotOf(records);
    const aliased = snapshotOf(records, { previous: plain, changed: new Set(), ...named('orders') });
    expect(aliased.clusters.get(asClusterId('c1'))?.name).toBe('orders');
    const again = snapshotOf(records, { previous: aliased, changed: new Set(), ...named(null) });
    expect(again.clusters.get(asClusterId('c1'))?.name).toBe('a:3306');
    expect(again.clusters.get(asClusterId('c1'))?.revision).toBe(plain.clusters.get(asClusterId('c1'))?.revision);
  });

  test('is otherwise the address of a master, the same one while it is a master', () => {
    const tree = topology('c > b, d');
    expect(tree.clusters.get(asClusterId('c1'))?.name).toBe('c:3306');
    const coMasters = isPointedAt(tree, 'c', 'b');
    expect(coMasters.clusters.get(asClusterId('c1'))?.masters).toEqual([id('b'), id('c')]);
    expect(coMasters.clusters.get(asClusterId('c1'))?.name).toBe('c:3306');
    expect(isReset(coMasters, 'b').clusters.get(asClusterId('c1'))?.name).toBe('b:3306');
  });
});
