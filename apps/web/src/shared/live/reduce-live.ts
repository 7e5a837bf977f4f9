/**
 * Folds live events into the newest whole of the fleet and of every cluster. Pure, and the same in the worker and in
 * the tabs: the worker needs the whole to serve a tab that comes later, a tab needs it to fill its query cache.
 */
import type { ClusterId, ClusterView, FleetView, LiveEvent, StatusView } from '@topiary/contract';

interface Numbered<T> {
  readonly sequence: number;
  readonly value: T;
}

export interface LiveWhole {
  readonly status: StatusView | null;
  readonly fleet: Numbered<FleetView> | null;
  readonly clusters: ReadonlyMap<ClusterId, Numbered<ClusterView>>;
}

export const EMPTY_WHOLE: LiveWhole = { status: null, fleet: null, clusters: new Map() };

/** `gap`: a patch was missed, or came before its whole; only a new whole helps. */
export interface Reduced {
  readonly whole: LiveWhole;
  readonly outcome: 'changed' | 'ignored' | 'gap';
}

export function reduceLive(whole: LiveWhole, event: LiveEvent): Reduced {
  switch (event.type) {
    case 'hello':
    case 'heartbeat':
    case 'findings':
    case 'recoveries':
    case 'plan':
      return { whole, outcome: 'ignored' };
    case 'status':
      return changed({ ...whole, status: event.status });
    case 'fleet':
      return changed({ ...whole, fleet: { sequence: event.sequence, value: event.fleet } });
    case 'fleet-patch':
      return patchFleet(whole, event);
    case 'cluster':
      return withCluster(whole, event.cluster.id, { sequence: event.sequence, value: event.cluster });
    case 'cluster-patch':
      return patchCluster(whole, event);
    case 'cluster-gone':
      return changed({ ...whole, clusters: without(whole.clusters, event.id) });
  }
}

export function forgetClusters(whole: LiveWhole, keep: ReadonlySet<ClusterId>): LiveWhole {
  return { ...whole, clusters: new Map([...whole.clusters].filter(([id]) => keep.has(id))) };
}

function patchFleet(whole: LiveWhole, patch: Extract<LiveEvent, { type: 'fleet-patch' }>): Reduced {
  if (whole.fleet === null || patch.sequence !== whole.fleet.sequence + 1) return { whole, outcome: 'gap' };
  const clusters = merge(whole.fleet.value.clusters, patch.changed, new Set<string>(patch.removed));
  return changed({ ...whole, fleet: { sequence: patch.sequence, value: { clusters } } });
}

function patchCluster(whole: LiveWhole, patch: Extract<LiveEvent, { type: 'cluster-patch' }>): Reduced {
  const before = whole.clusters.get(patch.id);
  if (before === undefined || patch.sequence !== before.sequence + 1) return { whole, outcome: 'gap' };
  const value: ClusterView = {
    ...before.value,
    ...patch.head,
    nodes: merge(before.value.nodes, patch.nodes, new Set<string>(patch.removedNodes)),
    edges: merge(before.value.edges, patch.edges, new Set<string>(patch.removedEdges)),
  };
  return withCluster(whole, patch.id, { sequence: patch.sequence, value });
}

/** Keeps order and the identity of everything unchanged, so that only what changed is drawn again. */
function merge<Item extends { readonly id: string }>(
  items: readonly Item[],
  changes: readonly Item[],
  removed: ReadonlySet<string>,
): Item[] {
  const byId = new Map(changes.map((item) => [item.id, item]));
  const known = new Set(items.map((item) => item.id));
  const kept = items.filter((item) => !removed.has(item.id)).map((item) => byId.get(item.id) ?? item);
  return [...kept, ...changes.filter((item) => !known.has(item.id))];
}

function withCluster(whole: LiveWhole, id: ClusterId, cluster: Numbered<ClusterView>): Reduced {
  return changed({ ...whole, clusters: new Map(whole.clusters).set(id, cluster) });
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

function changed(whole: LiveWhole): Reduced {
  return { whole, outcome: 'changed' };
}
