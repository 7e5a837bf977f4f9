/** Questions about the edges above a server that is to be replaced, and the tree without them. */
import type { InstanceId } from '../../topology/address.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { Edge, TopologySnapshot } from '../../topology/snapshot.ts';

/** The same servers in the same clusters, in which this one replicates from nobody. */
export function withoutSources(snapshot: TopologySnapshot, id: InstanceId): TopologySnapshot {
  const cut = edgesOf(snapshot, id);
  if (cut.length === 0) return snapshot;
  const stays = (edge: Edge): boolean => edge.replica !== id;
  const edgesBySource = new Map(snapshot.edgesBySource);
  for (const source of new Set(cut.map((edge) => edge.source)))
    edgesBySource.set(source, (edgesBySource.get(source) ?? []).filter(stays));
  const edgesByReplica = new Map(snapshot.edgesByReplica);
  edgesByReplica.delete(id);
  return { ...snapshot, edges: snapshot.edges.filter(stays), edgesByReplica, edgesBySource };
}

/** The same in which this server gets what the master wrote from itself, without those between. */
export function besideOthers(
  snapshot: TopologySnapshot,
  { id, master }: { readonly id: InstanceId; readonly master: InstanceId },
): TopologySnapshot {
  const [edge] = edgesOf(snapshot, id);
  if (edge === undefined || edge.source === master) return snapshot;
  const cut = withoutSources(snapshot, id);
  const direct: Edge = { ...edge, source: master };
  return {
    ...cut,
    edges: [...cut.edges, direct],
    edgesByReplica: new Map([...cut.edgesByReplica, [id, [direct]]]),
    edgesBySource: new Map([...cut.edgesBySource, [master, [...(cut.edgesBySource.get(master) ?? []), direct]]]),
  };
}

/** The other one of two that replicate from each other; `null`: it is no co-master. */
export function otherCoMaster(snapshot: TopologySnapshot, id: InstanceId): InstanceId | null {
  const back = edgesOf(snapshot, id).find(({ source }) => edgesOf(snapshot, source).some((edge) => edge.source === id));
  return back?.source ?? null;
}

/** It took writes below a source that does not answer, so that for those who read from it it was the master. */
export function isOnItsOwn(snapshot: TopologySnapshot, id: InstanceId): boolean {
  const settings = snapshot.instances.get(id)?.observation?.settings;
  const sources = edgesOf(snapshot, id).map(({ source }) => snapshot.instances.get(source));
  return (
    settings?.readOnly === false && sources.length > 0 && sources.every((source) => source?.health === 'unreachable')
  );
}
