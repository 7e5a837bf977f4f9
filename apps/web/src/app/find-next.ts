import type { ClusterView, InstanceId } from '@topiary/contract';
import { findNodes } from '../features/canvas/model/find.ts';
import { compareIds } from '../shared/topology/cluster-tree.ts';

export interface FindNextOptions {
  readonly cluster: ClusterView;
  readonly text: string;
  readonly selected: InstanceId | null;
}

/** The server after the selected one among those that the search finds, in order of name and from the start again. */
export function findNext({ cluster, text, selected }: FindNextOptions): InstanceId | null {
  const found = [...(findNodes(cluster.nodes, text) ?? [])].toSorted(compareIds);
  const at = selected === null ? -1 : found.indexOf(selected);
  return found[at + 1] ?? found[0] ?? null;
}
