import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BEGINNING, newPlayer, play, playEpisode } from '../testing/fleet-player.ts';
import type { Episode, Moment } from '../testing/fleet-player.ts';
import { depthsOf, floodedComponents, reachOf, sourcesByName } from '../testing/simple-graph.ts';
import { GROUP_NAMES, seesSource, SERVER_NAMES, STRANGER_NAMES } from '../testing/simple-world.ts';
import type { Edit } from '../testing/simple-world.ts';
import { id } from '../testing/topology-text.ts';
import type { InstanceId } from './address.ts';
import { HEALTH_CLASSES } from './snapshot.ts';
import type { Cluster, ClusterId, TopologySnapshot } from './snapshot.ts';

const name = fc.constantFrom(...SERVER_NAMES);
const source = fc.oneof({ weight: 5, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom(...STRANGER_NAMES) });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), name }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('sources' as const), name, sources: fc.array(source, { maxLength: 2 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('health' as const),
      name,
      health: fc.constantFrom(...HEALTH_CLASSES, 'ok' as const, 'ok' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      name,
      group: fc.constantFrom(null, ...GROUP_NAMES),
      isPrimary: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read-only' as const), name, readOnly: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('identity' as const),
      name,
      serverId: fc.integer({ min: 1, max: 7 }),
      uuidNumber: fc.integer({ min: 1, max: 7 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('lag' as const), name, lagSeconds: fc.constantFrom(0, 5, 60) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('executed' as const),
      name,
      writer: fc.integer({ min: 1, max: 7 }),
      count: fc.nat(9),
    }),
  },
);

const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
const history = fc.array(fc.record({ edits }), { minLength: 1, maxLength: 12 });
const eventfulHistory: fc.Arbitrary<readonly Episode[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ edits }) },
    { weight: 1, arbitrary: fc.record({ edits, restart: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.record({ edits, alias: fc.tuple(source, name) }) },
  ),
  { minLength: 1, maxLength: 14 },
);

function forEveryMoment(check: (moment: Moment) => void): void {
  fc.assert(
    fc.property(history, (episodes) => {
      for (const moment of play(episodes, 'incremental')) check(moment);
    }),
    { numRuns: Math.max(150, fc.readConfigureGlobal().numRuns ?? 0) },
  );
}

describe('building a snapshot from what changed', () => {
  test('gives the same as building it from everything, at every moment', () => {
    fc.assert(
      fc.property(eventfulHistory, (episodes) => {
        const full = play(episodes, 'full');
        for (const [index, { change }] of play(episodes, 'incremental').entries()) {
          const other = full[index]?.change;
          expect(change).toEqual(other);
          expect([...change.snapshot.instances.keys()]).toEqual([...(other?.snapshot.instances.keys() ?? [])]);
          expect([...change.snapshot.clusters.keys()]).toEqual([...(other?.snapshot.clusters.keys() ?? [])]);
        }
      }),
      { numRuns: Math.max(300, fc.readConfigureGlobal().numRuns ?? 0) },
    );
  });

  test('keeps the objects of clusters that it does not report as changed', () => {
    forEveryMoment(({ before, change }) => {
      const reported = new Set([...change.structure, ...change.data]);
      for (const [clusterId, cluster] of change.snapshot.clusters) {
        if (reported.has(clusterId)) continue;
        expect(before?.clusters.get(clusterId)).toBe(cluster);
        for (const member of cluster.members) {
          expect(before?.instances.get(member)).toBe(change.snapshot.instances.get(member));
          expect(before?.edgesByReplica.get(member)).toBe(change.snapshot.edgesByReplica.get(member));
        }
      }
    });
  });
});

describe('clusters', () => {
  test('are what flooding finds, except that parts of unknown top stay where they were last', () => {
    forEveryMoment(({ world, change: { snapshot } }) => {
      const components = floodedComponents(world).map((component) => [...component].map(id));
      for (const component of components) {
        expect(new Set(component.map((member) => snapshot.instances.get(member)?.cluster)).size).toBe(1);
      }
      for (const cluster of snapshot.clusters.values()) {
        const own = components.filter(([first]) => first !== undefined && cluster.members.includes(first));
        const withKnownTop = own.filter((component) =>
          component.some((member) => cluster.masters.includes(member) && wasObserved(snapshot, member)),
        );
        expect(own.length <= 1 || withKnownTop.length <= 1).toBe(true);
      }
      expect(snapshot.instances.size).toBe(components.flat().length);
    });
  });

  test('have ids of their own and members that say the same', () => {
    forEveryMoment(({ change: { snapshot } }) => {
      const members = [...snapshot.clusters.values()].flatMap((cluster) => cluster.members);
      expect(members.toSorted()).toEqual([...snapshot.instances.keys()].toSorted());
      for (const [clusterId, cluster] of snapshot.clusters) {
        expect(cluster.id).toBe(clusterId);
        expect(cluster.members).toEqual(cluster.members.toSorted());
        for (const member of cluster.members) expect(snapshot.instances.get(member)?.cluster).toBe(clusterId);
      }
    });
  });

  test('keep their id as long as their members stay together and nobody joins', () => {
    forEveryMoment(({ before, change: { snapshot } }) => {
      const renamed = [...(before?.clusters.values() ?? [])].filter((known) => {
        const left = known.members.filter((member) => snapshot.instances.has(member));
        const homes = new Set(left.map((member) => snapshot.instances.get(member)?.cluster));
        const [home] = homes;
        if (homes.size !== 1 || home === undefined || home === known.id) return false;
        const now = snapshot.clusters.get(home)?.members ?? [];
        return !now.some((member) => before?.instances.has(member) === true && !left.includes(member));
      });
      expect(renamed).toEqual([]);
    });
  });

  test('vanish only when every member is gone or in a cluster with a known id', () => {
    forEveryMoment(({ before, change: { snapshot, gone } }) => {
      for (const goneId of gone) {
        for (const member of before?.clusters.get(goneId)?.members ?? []) {
          const now = snapshot.instances.get(member)?.cluster;
          expect(now === undefined || before?.clusters.has(now)).toBe(true);
        }
      }
    });
  });

  test('are reported as gone, new or changed exactly when they are', () => {
    forEveryMoment(({ before, change: { snapshot, structure, gone } }) => {
      const known = before?.clusters ?? new Map<ClusterId, Cluster>();
      expect(gone).toEqual([...known.keys()].filter((clusterId) => !snapshot.clusters.has(clusterId)));
      const advanced = [...snapshot.clusters.values()].filter(
        (cluster) => known.get(cluster.id)?.revision !== cluster.revision,
      );
      expect(structure).toEqual(advanced.map((cluster) => cluster.id));
    });
  });
});

describe('after a restart of Topiary', () => {
  test('every cluster has its id again once its servers have answered, in whatever order they do', () => {
    fc.assert(
      fc.property(
        history,
        fc.shuffledSubarray([...SERVER_NAMES], { minLength: SERVER_NAMES.length }),
        (episodes, order) => {
          const player = newPlayer('incremental');
          for (const episode of [{ edits: BEGINNING }, ...episodes]) playEpisode(player, episode);
          const everybody = SERVER_NAMES.map((each): Edit => ({ kind: 'health', name: each, health: 'ok' }));
          const before = playEpisode(player, { edits: everybody }).change.snapshot;
          playEpisode(player, { edits: [], restart: true });
          for (const each of order) playEpisode(player, { edits: [{ kind: 'health', name: each, health: 'ok' }] });
          const membersBefore = [...before.clusters.values()].map((cluster) => [cluster.id, cluster.members]);
          const membersNow = [...(player.previous?.clusters.values() ?? [])].map((cluster) => [
            cluster.id,
            cluster.members,
          ]);
          expect(membersNow).toEqual(membersBefore);
        },
      ),
      { numRuns: Math.max(300, fc.readConfigureGlobal().numRuns ?? 0) },
    );
  });
});

describe('revisions', () => {
  test('advance by one exactly when the structure is not what it was', () => {
    forEveryMoment(({ before, change: { snapshot } }) => {
      for (const cluster of snapshot.clusters.values()) {
        const known = before?.clusters.get(cluster.id);
        if (before === null || known === undefined) {
          expect(cluster.revision).toBe(1);
          continue;
        }
        const same = fingerprint(known, before) === fingerprint(cluster, snapshot);
        expect(cluster.revision).toBe(known.revision + (same ? 0 : 1));
      }
    });
  });
});

describe('places in the graph', () => {
  test('follow from who reaches whom', () => {
    forEveryMoment(({ world, change: { snapshot } }) => {
      const sources = sourcesByName(world);
      const reach = reachOf(sources);
      const isTop = (each: string): boolean =>
        [...(reach.get(each) ?? [])].every((other) => reach.get(other)?.has(each));
      const depths = depthsOf(sources, reach);
      for (const [each, own] of sources) {
        const instance = snapshot.instances.get(id(each));
        const inCircle = reach.get(each)?.has(each) ?? false;
        const isSource = [...sources.values()].some((others) => others.has(each));
        expect(instance?.depth).toBe(depths.get(each));
        expect(instance?.role === 'co-master').toBe(inCircle);
        if (!inCircle && own.size > 0) expect(instance?.role).toBe(isSource ? 'intermediate' : 'replica');
        if (own.size === 0) expect(['master', 'unknown']).toContain(instance?.role);
        if (own.size > 0)
          expect(snapshot.clusters.get(instance?.cluster ?? noCluster)?.masters.includes(id(each))).toBe(isTop(each));
      }
    });
  });

  test('edges are indexed by both ends, in order', () => {
    forEveryMoment(({ world, change: { snapshot } }) => {
      const expected = [...world.values()]
        .flatMap((server) =>
          server.sources.filter((each) => seesSource(server, each)).map((each) => `${id(server.name)} ${id(each)}`),
        )
        .toSorted();
      expect(snapshot.edges.map((edge) => `${edge.replica} ${edge.source}`).toSorted()).toEqual(expected);
      expect([...snapshot.edgesByReplica.values()].flat()).toEqual(snapshot.edges);
      const bySource = [...snapshot.edgesBySource.values()].flat();
      expect(new Set(bySource)).toEqual(new Set(snapshot.edges));
      for (const [end, edges] of snapshot.edgesBySource) {
        expect(edges).toEqual(snapshot.edges.filter((edge) => edge.source === end));
      }
    });
  });
});

const noCluster = '' as ClusterId;

function wasObserved(snapshot: TopologySnapshot, member: InstanceId): boolean {
  return (snapshot.instances.get(member)?.observation ?? null) !== null;
}

/** Everything that counts as structure, as one text. */
function fingerprint(cluster: Cluster, snapshot: TopologySnapshot): string {
  return JSON.stringify(
    cluster.members.map((member) => {
      const instance = snapshot.instances.get(member);
      const observed = instance?.observation;
      const edges = snapshot.edges.filter((edge) => edge.replica === member).map((edge) => [edge.channel, edge.source]);
      return [
        member,
        instance?.role,
        instance?.depth,
        instance?.health,
        edges,
        observed?.identity,
        observed?.settings,
        observed?.group,
        observed?.channels.map((each) => each.source),
      ];
    }),
  );
}
