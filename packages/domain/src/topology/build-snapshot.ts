/**
 * Builds the snapshot from the latest record of every server. Pure: a full build and any sequence of builds that take only
 * the changes give equal snapshots. What did not change stays the same object, so that whoever presents a snapshot can
 * tell by identity.
 */
import { sameValue } from '../shared/same-value.ts';
import type { InstanceId } from './address.ts';
import { isNamedByHandAs, namingOf } from './cluster-naming.ts';
import { deriveClusters, graphOf } from './derive-clusters.ts';
import type { DerivedCluster } from './derive-clusters.ts';
import { edgesOfRecord } from './edges.ts';
import { reindexed } from './edge-index.ts';
import { edited } from './edited-map.ts';
import { changesErrantBelow, errantOn, sameErrant } from './errant.ts';
import { deriveInstances, refreshInstance } from './instances.ts';
import type { InstanceContext } from './instances.ts';
import { descendantsOf, edgesTo } from './queries.ts';
import { recordIn, regionOf, replacedIn, structurallyChanged } from './region.ts';
import type { Region } from './region.ts';
import { revisionOf } from './revision.ts';
import type { SnapshotChange, SnapshotInput } from './snapshot-input.ts';
import type { Cluster, ClusterId, Edge, Instance, TopologySnapshot } from './snapshot.ts';

export function buildSnapshot(input: SnapshotInput): SnapshotChange {
  const before = input.previous ?? emptySnapshot(input);
  const region = regionOf(input, structurallyChanged(input));
  const former = [...region.former].flatMap((id) => before.clusters.get(id)?.members ?? []);
  const removed = former.filter((id) => !region.records.has(id));
  const refreshed = refreshedIds(input, before, region);
  const ownEdges = edgesToSet(input, { region, removed, refreshed });
  const edges = reindexed(before, ownEdges);
  const context: InstanceContext = {
    input,
    replication: {
      observationOf: (id) => recordIn(input, id)?.observation ?? null,
      edgesOf: (id) => edges.edgesByReplica.get(id) ?? [],
      sampledAt: (id) => recordIn(input, id)?.sampled ?? null,
    },
  };
  const derived = deriveClusters(region, input);
  const made = [
    ...deriveInstances(derived, { region, graph: graphOf(region) }, context),
    ...refreshInstances(before, refreshed, context),
  ];
  const instances = edited(before.instances, { set: made, remove: removed });
  const unfinished: TopologySnapshot = {
    asOf: input.asOf,
    instances,
    ...edges,
    clusters: before.clusters,
    aliases: input.aliases,
    replaced: replacedIn(input),
  };
  const clusters = clustersOf(input, before, { unfinished, derived, region, refreshed });
  return changeOf(before, { ...unfinished, clusters }, [...ownEdges.keys(), ...made.map(([id]) => id)]);
}

export function emptySnapshot({ asOf }: Pick<TopologySnapshot, 'asOf'>): TopologySnapshot {
  return {
    asOf,
    instances: new Map(),
    edges: [],
    edgesByReplica: new Map(),
    edgesBySource: new Map(),
    clusters: new Map(),
    aliases: new Map(),
    replaced: new Map(),
  };
}

/** Servers outside of the region with a new record. */
function refreshedIds(input: SnapshotInput, before: TopologySnapshot, region: Region): readonly InstanceId[] {
  return [...(input.changed ?? [])].filter((id) => {
    const cluster = before.instances.get(id)?.cluster;
    return cluster !== undefined && !region.former.has(cluster);
  });
}

interface Touched {
  readonly region: Region;
  readonly removed: readonly InstanceId[];
  readonly refreshed: readonly InstanceId[];
}

function edgesToSet(
  input: SnapshotInput,
  { region, removed, refreshed }: Touched,
): ReadonlyMap<InstanceId, readonly Edge[]> {
  const edges = new Map<InstanceId, readonly Edge[]>();
  for (const id of [...removed, ...region.records.keys()]) edges.set(id, region.edges.get(id) ?? []);
  for (const id of refreshed) {
    const record = recordIn(input, id);
    if (record !== null) edges.set(id, edgesOfRecord(record, input.aliases, input.policy));
  }
  return edges;
}

/** The servers themselves, and those below them whose transactions look different now: nothing else of those is new. */
function refreshInstances(
  before: TopologySnapshot,
  refreshed: readonly InstanceId[],
  context: InstanceContext,
): readonly (readonly [InstanceId, Instance])[] {
  const own = new Set(refreshed);
  const below = new Set<InstanceId>();
  for (const id of refreshed) {
    if (edgesTo(before, id).length === 0) continue;
    const old = before.instances.get(id)?.observation ?? null;
    const changes = changesErrantBelow(id, old, context.replication);
    for (const each of descendantsOf(before, id))
      if (!own.has(each) && (changes || before.instances.get(each)?.errant.pending === true)) below.add(each);
  }
  const changed = [...below].filter((id) => {
    const errant = before.instances.get(id)?.errant;
    return errant !== undefined && !sameErrant(errant, errantOn(id, context.replication, errant));
  });
  return [...own, ...changed].flatMap((id) => {
    const old = before.instances.get(id);
    const record = recordIn(context.input, id);
    return old === undefined || record === null ? [] : [[id, refreshInstance(old, record, context)] as const];
  });
}

interface ClusterContext {
  readonly unfinished: TopologySnapshot;
  readonly derived: readonly DerivedCluster[];
  readonly region: Region;
  readonly refreshed: readonly InstanceId[];
}

function clustersOf(
  input: SnapshotInput,
  before: TopologySnapshot,
  { unfinished, derived, region, refreshed }: ClusterContext,
) {
  const made = new Map<ClusterId, Cluster>();
  for (const cluster of derived) made.set(cluster.id, clusterOf(cluster, input, unfinished));
  for (const cluster of clustersToName(input, before, { unfinished, refreshed })) {
    const { id } = cluster;
    if (region.former.has(id)) continue;
    const named = { ...cluster, ...namingOf(cluster, { input, before: cluster, instances: unfinished.instances }) };
    if (!sameValue(named, cluster)) made.set(id, named);
  }
  return edited(before.clusters, { set: made, remove: [...region.former].filter((id) => !made.has(id)) });
}

/** What names a cluster is its members' answers and what was registered: where neither changed, nothing is asked. */
function clustersToName(
  input: SnapshotInput,
  before: TopologySnapshot,
  { unfinished, refreshed }: Pick<ClusterContext, 'unfinished' | 'refreshed'>,
): Iterable<Cluster> {
  const answersOf = ({ instances }: TopologySnapshot, id: InstanceId) => instances.get(id)?.classification.answers;
  const answered = new Set(
    refreshed
      .filter((id) => answersOf(before, id) !== answersOf(unfinished, id))
      .map((id) => before.instances.get(id)?.cluster),
  );
  if (input.sameNamesByHand === true) return [...answered].flatMap((id) => (id && before.clusters.get(id)) ?? []);
  return [...before.clusters.values()].filter(
    (cluster) => answered.has(cluster.id) || !isNamedByHandAs(cluster, input),
  );
}

function clusterOf(
  { id, members, standing, splitFrom }: DerivedCluster,
  input: SnapshotInput,
  now: TopologySnapshot,
): Cluster {
  const { previous } = input;
  const known = previous?.clusters.get(id);
  const { masters, shape } = standing;
  const revision = revisionOf({
    before: previous === null || known === undefined ? null : { cluster: known, structure: previous },
    now: { members, structure: now },
    known: input.knownClusters.get(id) ?? null,
  });
  const naming = namingOf({ id, masters, members }, { input, before: known ?? null, instances: now.instances });
  const cluster: Cluster = { id, ...naming, shape, members, masters, revision, splitFrom };
  return known !== undefined && sameValue(known, cluster) ? known : cluster;
}

/** `touched` holds every server whose instance or edges may be other objects than before. */
function changeOf(
  before: TopologySnapshot,
  snapshot: TopologySnapshot,
  touched: readonly InstanceId[],
): SnapshotChange {
  const structure = new Set<ClusterId>();
  const data = new Set<ClusterId>();
  const sameClusters = before.clusters === snapshot.clusters;
  for (const [id, cluster] of sameClusters ? [] : snapshot.clusters) {
    const known = before.clusters.get(id);
    if (known?.revision !== cluster.revision) structure.add(id);
    else if (known !== cluster) data.add(id);
  }
  for (const id of touched) {
    const instance = snapshot.instances.get(id);
    if (instance === undefined || structure.has(instance.cluster)) continue;
    const sameEdges = before.edgesByReplica.get(id) === snapshot.edgesByReplica.get(id);
    if (!sameEdges || before.instances.get(id) !== instance) data.add(instance.cluster);
  }
  const gone = sameClusters ? [] : [...before.clusters.keys()].filter((id) => !snapshot.clusters.has(id));
  return { snapshot, structure: [...structure].toSorted(), data: [...data].toSorted(), gone: gone.toSorted() };
}
