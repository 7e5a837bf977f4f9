/**
 * Which cluster goes on with which id, by hand, where the automatic answer is not what people mean: a part of the graph
 * takes over an id, or gets a new one. An act and no standing rule: from then on the id goes with its members as always.
 */
import type { ClusterId, InstanceId, TopologySnapshot } from '@topiary/domain';

export type PlaceCommand =
  /** The part of the graph with this server goes on with that id; who has it now gets another one. */
  | { readonly kind: 'continue-cluster'; readonly instance: InstanceId; readonly cluster: ClusterId }
  /** The part of the graph with this server gets an id of its own. */
  | { readonly kind: 'split-cluster'; readonly instance: InstanceId };

export interface Placing {
  /** In order. */
  readonly part: readonly InstanceId[];
  readonly claims: ReadonlyMap<InstanceId, ClusterId | null>;
}

export function placingOf(snapshot: TopologySnapshot, instance: InstanceId, cluster: ClusterId): Placing {
  const part = partOf(snapshot, instance);
  const claims = new Map<InstanceId, ClusterId | null>();
  for (const member of snapshot.clusters.get(cluster)?.members ?? []) claims.set(member, null);
  for (const member of part) claims.set(member, cluster);
  return { part: [...part].toSorted(), claims };
}

/** Those that are linked with it. A cluster may hold parts that are not: servers that did not answer since the start. */
function partOf({ instances, edgesByReplica, edgesBySource, clusters }: TopologySnapshot, start: InstanceId) {
  const cluster = clusters.get(instances.get(start)?.cluster ?? ('' as ClusterId));
  // Members of a group are linked without edges.
  const inGroup = cluster?.members.some((id) => (instances.get(id)?.observation?.group ?? null) !== null) === true;
  const part = new Set<InstanceId>(inGroup ? cluster?.members : [start]);
  for (const id of part) {
    for (const { source } of edgesByReplica.get(id) ?? []) part.add(source);
    for (const { replica } of edgesBySource.get(id) ?? []) part.add(replica);
  }
  return part;
}
