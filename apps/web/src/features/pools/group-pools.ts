import type { ClusterView, NodeView } from '@topiary/contract';
import { byMark, markOfNode } from '../../shared/topology/severity.ts';

export interface PoolOfCluster {
  readonly name: string;
  /** Servers with problems first, then in order of id. */
  readonly members: readonly NodeView[];
}

/** The largest pools first, then in order of name. */
export function poolsOf({ nodes }: Pick<ClusterView, 'nodes'>): readonly PoolOfCluster[] {
  const names = new Set(nodes.flatMap(({ registered }) => registered.pools));
  return [...names]
    .map((name) => ({ name, members: inOrder(nodes.filter(({ registered }) => registered.pools.includes(name))) }))
    .toSorted((left, right) => right.members.length - left.members.length || compare(left.name, right.name));
}

function inOrder(members: readonly NodeView[]): readonly NodeView[] {
  return members.toSorted((left, right) => byMark(markOfNode(left), markOfNode(right)) || compare(left.id, right.id));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
