/** Questions to a snapshot that need no more than the snapshot. All of them end on circles too. */
import type { InstanceId } from './address.ts';
import { compareText } from './edges.ts';
import { groupsOf } from './groups.ts';
import type { Group } from './groups.ts';
import type { Cluster, ClusterId, Edge, EdgeState, Instance, TopologySnapshot } from './snapshot.ts';

const STATES_OF_READERS: ReadonlySet<EdgeState> = new Set(['replicating', 'lagging', 'delayed']);

/** By id or by one of its aliases. */
export function findInstance(snapshot: TopologySnapshot, id: InstanceId): Instance | null {
  return snapshot.instances.get(snapshot.aliases.get(id) ?? id) ?? null;
}

/** Counted the same in lists and in events; a co-master is one whether or not it may be written to. */
export function isMaster({ role }: Pick<Instance, 'role'>): boolean {
  return role === 'master' || role === 'co-master';
}

/** Where a replica reads from, one edge per channel, in order of channel. */
export function edgesOf(
  { edgesByReplica }: Pick<TopologySnapshot, 'edgesByReplica'>,
  replica: InstanceId,
): readonly Edge[] {
  return edgesByReplica.get(replica) ?? [];
}

/** Who reads from a source, in order of replica and channel. */
export function edgesTo(
  { edgesBySource }: Pick<TopologySnapshot, 'edgesBySource'>,
  source: InstanceId,
): readonly Edge[] {
  return edgesBySource.get(source) ?? [];
}

/** The direct replicas, each once. */
export function replicasOf(snapshot: TopologySnapshot, source: InstanceId): readonly Instance[] {
  return instancesOf(
    snapshot,
    edgesTo(snapshot, source).map(({ replica }) => replica),
  );
}

/** The direct sources, each once. */
export function sourcesOf(snapshot: TopologySnapshot, replica: InstanceId): readonly Instance[] {
  return instancesOf(
    snapshot,
    edgesOf(snapshot, replica).map(({ source }) => source),
  );
}

/** Everybody it replicates from, directly or not, the nearest first; itself among them when it stands in a circle. */
export function ancestorsOf(snapshot: TopologySnapshot, id: InstanceId): ReadonlySet<InstanceId> {
  return reachedFrom(id, (at) => edgesOf(snapshot, at).map(({ source }) => source));
}

/** Everybody that replicates from it, directly or not, the nearest first; itself among them when it stands in a circle. */
export function descendantsOf(snapshot: TopologySnapshot, id: InstanceId): ReadonlySet<InstanceId> {
  return reachedFrom(id, (at) => edgesTo(snapshot, at).map(({ replica }) => replica));
}

/** Whether `id` replicates from `ancestor`, directly or not. */
export function isDescendant(snapshot: TopologySnapshot, id: InstanceId, ancestor: InstanceId): boolean {
  return ancestorsOf(snapshot, id).has(ancestor);
}

export function clusterOf(snapshot: TopologySnapshot, id: InstanceId): Cluster | null {
  const instance = findInstance(snapshot, id);
  return instance === null ? null : (snapshot.clusters.get(instance.cluster) ?? null);
}

export function membersOf(snapshot: TopologySnapshot, id: ClusterId): readonly Instance[] {
  return instancesOf(snapshot, snapshot.clusters.get(id)?.members ?? []);
}

/** Whether a server that answers reads from it. */
export function isReadBySomebody({ edgesBySource }: Pick<TopologySnapshot, 'edgesBySource'>, id: InstanceId): boolean {
  return (edgesBySource.get(id) ?? []).some(({ state }) => state === 'replicating' || state === 'lagging');
}

/** Whether a replica that answers looks for it in vain too, and none reads from it. */
export function isMissed({ edgesBySource }: Pick<TopologySnapshot, 'edgesBySource'>, id: InstanceId): boolean {
  const states = (edgesBySource.get(id) ?? []).map(({ state }) => state);
  return states.includes('connecting') && !states.some((state) => STATES_OF_READERS.has(state));
}

/** Replication groups of a cluster, in order of name. */
export function groupsIn(snapshot: TopologySnapshot, id: ClusterId): readonly Group[] {
  const groups = groupsOf(membersOf(snapshot, id), snapshot.aliases);
  return groups.length < 2 ? groups : groups.toSorted((left, right) => compareText(left.name, right.name));
}

export interface TreeLine {
  readonly instance: Instance;
  /** How far to indent: 0 for a master. */
  readonly level: number;
  /** The edge by which it hangs below the line above it; `null` at the top, and for the secondaries of a group. */
  readonly edge: Edge | null;
  /** It stands elsewhere too, with everything below it: another source of it, or a circle that closes here. */
  readonly repeated: boolean;
}

/**
 * A cluster as an indented list, as text trees are printed: masters first, each with its replicas below it, in order of id.
 * A server with several sources stands below each of them, and its own replicas only where it stands first.
 */
export function treeLines(snapshot: TopologySnapshot, id: ClusterId): readonly TreeLine[] {
  const lines: TreeLine[] = [];
  const shown = new Set<InstanceId>();
  const open: Omit<TreeLine, 'repeated'>[] = [];
  const walk = (): void => {
    for (let line = open.pop(); line !== undefined; line = open.pop()) {
      const { instance, level } = line;
      const repeated = shown.has(instance.id);
      lines.push({ ...line, repeated });
      if (repeated) continue;
      shown.add(instance.id);
      const below = edgesTo(snapshot, instance.id).flatMap((edge) => {
        const replica = snapshot.instances.get(edge.replica);
        return replica === undefined ? [] : [{ instance: replica, level: level + 1, edge }];
      });
      open.push(...below.toReversed());
    }
  };
  const members = membersOf(snapshot, id);
  const masters = new Set(snapshot.clusters.get(id)?.masters);
  const top = [
    ...members.filter((member) => masters.has(member.id)),
    ...members.toSorted((left, right) => left.depth - right.depth),
  ];
  for (const instance of top) {
    if (shown.has(instance.id)) continue;
    open.push({ instance, level: instance.depth, edge: null });
    walk();
  }
  return lines;
}

function instancesOf(snapshot: TopologySnapshot, ids: readonly InstanceId[]): readonly Instance[] {
  return [...new Set(ids)].flatMap((id) => snapshot.instances.get(id) ?? []);
}

function reachedFrom(start: InstanceId, next: (id: InstanceId) => readonly InstanceId[]): ReadonlySet<InstanceId> {
  const reached = new Set<InstanceId>();
  let frontier: readonly InstanceId[] = [start];
  while (frontier.length > 0) {
    const found: InstanceId[] = [];
    for (const id of frontier.flatMap(next)) {
      if (reached.has(id)) continue;
      reached.add(id);
      found.push(id);
    }
    frontier = found;
  }
  return reached;
}
