import { describe, expect, test } from 'vitest';
import { id, instanceIn, recordsOf, snapshotOf, topology, withInstance } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import { buildSnapshot } from './build-snapshot.ts';
import type { TopologySnapshot } from './snapshot.ts';
import { recordOfInstance } from './what-if.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { freshClusterIds } from '../testing/topology.ts';

/** As after the failover from `a` to `b` in a tree of four: nobody reads from `a`, and nobody above `b`. */
const AFTER_FAILOVER = 'a; b > c, d';
const REPLACED: ReadonlyMap<InstanceId, InstanceId> = new Map([[id('a'), id('b')]]);

function membersOf(snapshot: TopologySnapshot): readonly string[] {
  return [...snapshot.clusters.values()].map(({ members }) => members.map((each) => each.split(':')[0]).join(' '));
}

function withReplaced(previous: TopologySnapshot, replaced: ReadonlyMap<InstanceId, InstanceId>): TopologySnapshot {
  return buildSnapshot({
    asOf: previous.asOf,
    records: new Map([...previous.instances].map(([key, each]) => [key, recordOfInstance(each)])),
    aliases: previous.aliases,
    previous,
    changed: new Set(),
    replaced,
    knownClusters: new Map(),
    mintClusterId: freshClusterIds(previous),
    policy: DEFAULT_POLICY,
  }).snapshot;
}

describe('a master that was replaced', () => {
  test('stays in the cluster of the one in its place, and is no master of it', () => {
    const snapshot = snapshotOf(recordsOf(AFTER_FAILOVER), { replaced: REPLACED });
    expect(membersOf(snapshot)).toEqual(['a b c d']);
    expect(instanceIn(snapshot, 'a').role).toBe('replaced');
    const [cluster] = snapshot.clusters.values();
    expect(cluster).toMatchObject({ masters: [id('b')], shape: 'tree' });
  });

  test('is brought back from a cluster of its own as soon as it is known, whichever id it had', () => {
    const apart = topology(AFTER_FAILOVER);
    expect(membersOf(apart)).toEqual(['a', 'b c d']);
    const [, goesOn] = [...apart.clusters.keys()];
    const together = withReplaced(apart, REPLACED);
    expect(membersOf(together)).toEqual(['a b c d']);
    expect([...together.clusters.keys()]).toEqual([goesOn]);
  });

  test('goes its own way again when it is said to have been replaced by nobody', () => {
    const together = snapshotOf(recordsOf(AFTER_FAILOVER), { replaced: REPLACED });
    expect(membersOf(withReplaced(together, new Map())).toSorted()).toEqual(['a', 'b c d']);
  });

  test('is a replica like any other once it replicates, and a master where one that answers reads from it', () => {
    const rejoined = snapshotOf(recordsOf('b > c, d, a'), { replaced: REPLACED });
    expect(instanceIn(rejoined, 'a').role).toBe('replica');
    const followed = snapshotOf(recordsOf('a > e; b > c, d'), { replaced: REPLACED });
    expect(membersOf(followed)).toEqual(['a e', 'b c d']);
    expect(instanceIn(followed, 'a').role).toBe('master');
  });

  test('takes a replica along that died below it', () => {
    const followed = snapshotOf(recordsOf('a > e; b > c, d'), { replaced: REPLACED });
    const dead = withInstance(followed, 'e', { health: 'unreachable' });
    expect(membersOf(dead)).toEqual(['a b c d e']);
    expect(dead.clusters.values().next().value?.masters).toEqual([id('b')]);
    expect(membersOf(withInstance(dead, 'e', { health: 'ok' })).toSorted()).toEqual(['a e', 'b c d']);
  });

  test('stays when the one in its place is replaced in turn', () => {
    const both = new Map([
      [id('a'), id('c')],
      [id('b'), id('c')],
    ]);
    const snapshot = snapshotOf(recordsOf('a; b; c > d'), { replaced: both });
    expect(membersOf(snapshot)).toEqual(['a b c d']);
    expect(snapshot.clusters.values().next().value?.masters).toEqual([id('c')]);
  });

  test('is one cluster less after every change, as in a full build', () => {
    const together = snapshotOf(recordsOf(AFTER_FAILOVER), { replaced: REPLACED });
    for (const name of ['a', 'b', 'c']) {
      const changed = withInstance(together, name, { health: 'unreachable' });
      expect(membersOf(changed)).toEqual(['a b c d']);
    }
  });
});
