/** The edges of a snapshot in their three orders, carried over from the snapshot before as far as they are the same. */
import type { InstanceId } from './address.ts';
import { edited } from './edited-map.ts';
import { compareText } from './edges.ts';
import type { Edge, TopologySnapshot } from './snapshot.ts';

export type EdgeIndex = Pick<TopologySnapshot, 'edges' | 'edgesByReplica' | 'edgesBySource'>;

/** Takes the new edges of some replicas; an empty list for one that has none (or is gone). Both lists in order of channel. */
export function reindexed(before: EdgeIndex, ofReplicas: ReadonlyMap<InstanceId, readonly Edge[]>): EdgeIndex {
  const changed = new Map<InstanceId, readonly Edge[]>();
  for (const [replica, made] of ofReplicas) {
    const old = before.edgesByReplica.get(replica) ?? NO_EDGES;
    const now = reused(old, made);
    if (now !== old) changed.set(replica, now);
  }
  if (changed.size === 0) {
    return { edges: before.edges, edgesByReplica: before.edgesByReplica, edgesBySource: before.edgesBySource };
  }
  const edgesByReplica = edited(before.edgesByReplica, editOf(changed));
  const edgesBySource = edited(before.edgesBySource, editOf(bySource(before, changed)));
  return { edges: [...edgesByReplica.values()].flat(), edgesByReplica, edgesBySource };
}

/** The lists of all sources that the changed replicas read from, or did. */
function bySource(
  before: EdgeIndex,
  changed: ReadonlyMap<InstanceId, readonly Edge[]>,
): ReadonlyMap<InstanceId, readonly Edge[]> {
  const lists = new Map<InstanceId, Edge[]>();
  const listOf = (source: InstanceId): Edge[] => {
    const known = lists.get(source);
    if (known !== undefined) return known;
    const kept = (before.edgesBySource.get(source) ?? NO_EDGES).filter(({ replica }) => !changed.has(replica));
    lists.set(source, kept);
    return kept;
  };
  for (const [replica, edges] of changed) {
    for (const { source } of before.edgesByReplica.get(replica) ?? NO_EDGES) listOf(source);
    for (const edge of edges) listOf(edge.source).push(edge);
  }
  return new Map([...lists].map(([source, list]) => [source, list.toSorted(compareEdges)]));
}

function editOf(lists: ReadonlyMap<InstanceId, readonly Edge[]>) {
  const entries = [...lists];
  return {
    set: entries.filter(([, list]) => list.length > 0),
    remove: entries.filter(([, list]) => list.length === 0).map(([id]) => id),
  };
}

/** Equal edges stay the same objects, and equal lists the same lists. */
function reused(old: readonly Edge[], made: readonly Edge[]): readonly Edge[] {
  const edges = made.map((edge) => old.find((known) => sameEdge(known, edge)) ?? edge);
  return edges.length === old.length && edges.every((edge, index) => edge === old[index]) ? old : edges;
}

function sameEdge(left: Edge, right: Edge): boolean {
  return (
    left.id === right.id &&
    left.source === right.source &&
    left.state === right.state &&
    left.lagSeconds === right.lagSeconds
  );
}

function compareEdges(left: Edge, right: Edge): number {
  return compareText(left.replica, right.replica) || compareText(left.channel, right.channel);
}

const NO_EDGES: readonly Edge[] = [];
