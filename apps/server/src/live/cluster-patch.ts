/** What changed between two views of one cluster. Objects that are the same are equal; only the others are compared. */
import { isDeepStrictEqual } from 'node:util';
import type { LiveEvent } from '@topiary/contract';
import type { PresentedCluster } from '../presenters/cluster-view.ts';
import type { DeepReadonly } from '../presenters/readonly.ts';

export type ClusterPatch = Omit<Extract<DeepReadonly<LiveEvent>, { readonly type: 'cluster-patch' }>, 'sequence'>;

/** `null`: nothing changed. */
export function diffCluster(before: PresentedCluster, after: PresentedCluster): ClusterPatch | null {
  const nodes = diffById(before.nodes, after.nodes);
  const edges = diffById(before.edges, after.edges);
  const head = sameHead(before, after) ? null : headOf(after);
  if (head === null && nodes.isEmpty && edges.isEmpty) return null;
  return {
    type: 'cluster-patch',
    id: after.id,
    head,
    nodes: nodes.changed,
    removedNodes: nodes.removed,
    edges: edges.changed,
    removedEdges: edges.removed,
  };
}

function headOf(view: PresentedCluster): Omit<PresentedCluster, 'nodes' | 'edges'> {
  const { nodes: _nodes, edges: _edges, ...head } = view;
  return head;
}

function sameHead(before: PresentedCluster, after: PresentedCluster): boolean {
  return isDeepStrictEqual(headOf(before), headOf(after));
}

interface Diff<Item extends { readonly id: string }> {
  readonly changed: readonly Item[];
  readonly removed: readonly Item['id'][];
  readonly isEmpty: boolean;
}

export function diffById<Item extends { readonly id: string }>(
  before: readonly Item[],
  after: readonly Item[],
): Diff<Item> {
  const old = new Map<string, Item>(before.map((item) => [item.id, item]));
  const changed = after.filter((item) => !sameItem(old.get(item.id), item));
  const kept = new Set<string>(after.map((item) => item.id));
  const removed = before.filter((item) => !kept.has(item.id)).map((item): Item['id'] => item.id);
  return { changed, removed, isEmpty: changed.length === 0 && removed.length === 0 };
}

function sameItem<Item>(before: Item | undefined, after: Item): boolean {
  return before === after || isDeepStrictEqual(before, after);
}
