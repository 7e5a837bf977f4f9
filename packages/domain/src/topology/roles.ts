/** What each server is within its part of the graph: role and depth, the masters at the top, and the shape of the whole. */
import type { InstanceId } from './address.ts';
import { knotsOf } from './cycles.ts';
import type { Knot } from './cycles.ts';
import type { ClusterShape, Edge, InstanceRole } from './snapshot.ts';
import type { Group } from './groups.ts';

/** Everything that is known about who replicates from whom; `isObserved` tells servers from mere names. */
export interface Graph {
  readonly edgesOf: (id: InstanceId) => readonly Edge[];
  readonly groupOf: (id: InstanceId) => Group | null;
  readonly isObserved: (id: InstanceId) => boolean;
  /** Another one was put in its place. */
  readonly isLeftBehind: (id: InstanceId) => boolean;
}

export interface Place {
  readonly role: InstanceRole;
  readonly depth: number;
}

export interface Standing {
  readonly places: ReadonlyMap<InstanceId, Place>;
  /** Sorted by id. */
  readonly masters: readonly InstanceId[];
  readonly shape: ClusterShape;
}

/**
 * Servers from which `id` gets its data, each once. In a group those are its primaries: the secondaries apply what the
 * primaries write, although no channel of theirs says so.
 */
export function upstreamOf(id: InstanceId, graph: Graph): readonly InstanceId[] {
  const edges = graph.edgesOf(id);
  const group = graph.groupOf(id);
  if (group === null && edges.length < 2) return edges.map(({ source }) => source);
  const primaries = group === null || group.primaries.has(id) ? [] : group.primaries;
  return [...new Set([...edges.map(({ source }) => source), ...primaries])];
}

/** `members` are sorted and closed: whatever one of them replicates from is among them. */
export function standingOf(members: readonly InstanceId[], graph: Graph): Standing {
  const upstream = new Map(members.map((id) => [id, upstreamOf(id, graph)]));
  const knots = knotsOf(members, (id) => upstream.get(id) ?? []);
  const sources = new Set([...upstream.values()].flat());
  const places = new Map<InstanceId, Place>();
  const masters: InstanceId[] = [];
  for (const knot of knots) {
    const depth = depthOf(knot, places);
    for (const id of knot.members) {
      const role = roleOf(id, { knot, graph, hasReplicas: sources.has(id) });
      places.set(id, { role, depth });
      if (role === 'co-master' ? knot.upstream.length === 0 : isTop(id, knot, graph)) masters.push(id);
    }
  }
  return { places, masters: masters.toSorted(), shape: shapeOf(members, { knots, masters, graph }) };
}

/** 0 at the top, else one more than the least deep of the sources. */
function depthOf(knot: Knot<InstanceId>, places: ReadonlyMap<InstanceId, Place>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const source of knot.upstream) least = Math.min(least, places.get(source)?.depth ?? 0);
  return least === Number.POSITIVE_INFINITY ? 0 : least + 1;
}

interface RoleFacts {
  readonly knot: Knot<InstanceId>;
  readonly graph: Graph;
  readonly hasReplicas: boolean;
}

function roleOf(id: InstanceId, { knot, graph, hasReplicas }: RoleFacts): InstanceRole {
  if (knot.members.length > 1) return 'co-master';
  if (knot.upstream.length > 0) return hasReplicas ? 'intermediate' : 'replica';
  if (graph.isLeftBehind(id)) return 'replaced';
  // Nothing says that a server which was never read, now or in an earlier run, has no source of its own.
  return graph.isObserved(id) && isTop(id, knot, graph) ? 'master' : 'unknown';
}

/** While a group has no primary, nobody in it takes writes: none of them is a master. Neither is one that was replaced. */
function isTop(id: InstanceId, knot: Knot<InstanceId>, graph: Graph): boolean {
  return knot.upstream.length === 0 && !graph.isLeftBehind(id) && graph.groupOf(id)?.primaries.size !== 0;
}

interface ShapeFacts {
  readonly knots: readonly Knot<InstanceId>[];
  readonly masters: readonly InstanceId[];
  readonly graph: Graph;
}

/** The first that fits, from the most particular to the plainest; a cluster may well have two of these traits. */
function shapeOf(members: readonly InstanceId[], { knots, masters, graph }: ShapeFacts): ClusterShape {
  if (members.length === 1) return 'single';
  if (members.some((id) => graph.groupOf(id) !== null)) return 'group';
  const largest = knots.reduce((size, knot) => Math.max(size, knot.members.length), 0);
  if (largest > 2) return 'ring';
  if (largest === 2) return 'co-masters';
  if (members.some((id) => upstreamOf(id, graph).length > 1)) return 'multi-source';
  return masters.length > 1 ? 'forest' : 'tree';
}
