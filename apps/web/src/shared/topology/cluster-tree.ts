/**
 * A cluster is a graph; people read it as a tree. `buildTree` chooses for every server at most one edge to hang from
 * (the default channel first, then by name), makes roots of the masters and breaks whatever cycles remain. All other
 * edges are `extra`: they are drawn too, they only have no say in where a server stands.
 */
import type { ClusterView, EdgeId, EdgeView, InstanceId } from '@topiary/contract';

export interface TreeNode {
  readonly id: InstanceId;
  readonly parent: InstanceId | null;
  readonly children: readonly InstanceId[];
  /** 0 for a root. */
  readonly level: number;
  /** 1-based place among the children of its parent (or among the roots), and how many they are. */
  readonly position: number;
  readonly siblings: number;
}

export interface ClusterTree {
  readonly roots: readonly InstanceId[];
  readonly nodes: ReadonlyMap<InstanceId, TreeNode>;
  /** Edges that a node hangs from. */
  readonly treeEdges: ReadonlySet<EdgeId>;
}

/** The parts of a cluster that shape it; positions, lag and health have no say. */
export type ClusterStructure = Pick<ClusterView, 'masters'> & {
  readonly nodes: readonly { readonly id: InstanceId }[];
  readonly edges: readonly Pick<EdgeView, 'id' | 'replica' | 'channel' | 'source'>[];
};

export function buildTree(cluster: ClusterStructure): ClusterTree {
  const known = new Set(cluster.nodes.map((node) => node.id));
  const hangsFrom = chooseParents(cluster, known);
  const childrenOf = Map.groupBy(hangsFrom.values(), (edge) => edge.source);
  const walk = new Walk(childrenOf);
  const ids = [...known].toSorted(compareIds);
  walk.addRoots(ids.filter((id) => !hangsFrom.has(id)));
  // What no root reaches hangs in a cycle that no master was named for.
  for (const id of ids) if (!walk.nodes.has(id)) walk.addRoots([id]);
  return { roots: walk.roots, nodes: numberRoots(walk), treeEdges: walk.treeEdges };
}

/** Equal hashes mean equal drawings: this is what a layout is cached by. */
export function structureHash(cluster: ClusterStructure): string {
  const edges = cluster.edges.map((edge) => `${edge.id}<${edge.source}`).toSorted();
  return [...cluster.nodes.map((node) => node.id).toSorted(), '|', ...edges, '|', ...cluster.masters].join(' ');
}

/** The node itself and everything below it, the node first. */
export function subtree(tree: ClusterTree, id: InstanceId): readonly InstanceId[] {
  const found: InstanceId[] = [id];
  for (const next of found) found.push(...(tree.nodes.get(next)?.children ?? []));
  return found;
}

export function ancestors(tree: ClusterTree, id: InstanceId): readonly InstanceId[] {
  const found: InstanceId[] = [];
  let next = tree.nodes.get(id)?.parent ?? null;
  while (next !== null) {
    found.push(next);
    next = tree.nodes.get(next)?.parent ?? null;
  }
  return found;
}

/** Numbers inside names count as numbers: `db-2` comes before `db-10`. */
export function compareIds(a: string, b: string): number {
  return collator.compare(a, b);
}

const collator = new Intl.Collator('en', { numeric: true });

type StructureEdge = ClusterStructure['edges'][number];

function chooseParents(cluster: ClusterStructure, known: ReadonlySet<InstanceId>): Map<InstanceId, StructureEdge> {
  const masters = new Set(cluster.masters);
  const chosen = new Map<InstanceId, StructureEdge>();
  const usable = cluster.edges.filter(
    (edge) => known.has(edge.source) && edge.source !== edge.replica && !masters.has(edge.replica),
  );
  for (const edge of usable.toSorted((a, b) => compareIds(a.channel, b.channel) || compareIds(a.source, b.source))) {
    if (known.has(edge.replica) && !chosen.has(edge.replica)) chosen.set(edge.replica, edge);
  }
  return chosen;
}

class Walk {
  readonly roots: InstanceId[] = [];
  readonly nodes = new Map<InstanceId, TreeNode>();
  readonly treeEdges = new Set<EdgeId>();
  private readonly childrenOf: ReadonlyMap<InstanceId, readonly StructureEdge[]>;

  constructor(childrenOf: ReadonlyMap<InstanceId, readonly StructureEdge[]>) {
    this.childrenOf = childrenOf;
  }

  addRoots(ids: readonly InstanceId[]): void {
    for (const id of ids) {
      this.roots.push(id);
      this.visit([{ id, parent: null, level: 0, position: 1, siblings: 1 }]);
    }
  }

  private visit(queue: Omit<TreeNode, 'children'>[]): void {
    for (const node of queue) this.nodes.set(node.id, { ...node, children: [] });
    for (const node of queue) {
      const edges = (this.childrenOf.get(node.id) ?? [])
        .filter((edge) => !this.nodes.has(edge.replica))
        .toSorted((a, b) => compareIds(a.replica, b.replica));
      const children = edges.map((edge) => edge.replica);
      this.nodes.set(node.id, { ...node, children });
      for (const edge of edges) this.treeEdges.add(edge.id);
      const below = children.map((id, index) => ({
        id,
        parent: node.id,
        level: node.level + 1,
        position: index + 1,
        siblings: children.length,
      }));
      for (const child of below) this.nodes.set(child.id, { ...child, children: [] });
      queue.push(...below);
    }
  }
}

function numberRoots(walk: Walk): ReadonlyMap<InstanceId, TreeNode> {
  walk.roots.forEach((id, index) => {
    const node = walk.nodes.get(id);
    if (node !== undefined) walk.nodes.set(id, { ...node, position: index + 1, siblings: walk.roots.length });
  });
  return walk.nodes;
}
