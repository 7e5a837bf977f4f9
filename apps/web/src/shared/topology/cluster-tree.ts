/**
 * A cluster is a graph; people read it as a tree. `buildTree` chooses for every server at most one edge to hang from
 * (the default channel first, then by name), makes roots of the masters and breaks whatever cycles remain. All other
 * edges are `extra`: they are drawn too, they only have no say in where a server stands. Members of a replication group
 * stand side by side: below the server from which one of them replicates, else at the top.
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
  /** By member: the name of its replication group. */
  readonly groups: ReadonlyMap<InstanceId, string>;
  /** Lines that say the name of their channel need more room. */
  readonly namesChannels: boolean;
}

/** The parts of a cluster that shape it; positions, lag and health have no say. */
export type ClusterStructure = Pick<ClusterView, 'masters'> & {
  readonly groups: readonly {
    readonly name: string;
    readonly members: readonly { readonly id: InstanceId }[];
  }[];
  readonly nodes: readonly { readonly id: InstanceId }[];
  readonly edges: readonly Pick<EdgeView, 'id' | 'replica' | 'channel' | 'source'>[];
};

export function buildTree(cluster: ClusterStructure): ClusterTree {
  const known = new Set(cluster.nodes.map((node) => node.id));
  const groups = new Map(cluster.groups.flatMap(({ name, members }) => members.map(({ id }) => [id, name] as const)));
  const namesChannels = cluster.edges.some(({ channel }) => channel !== '');
  const hangsFrom = withGroups(cluster, chooseParents(cluster, known), known);
  const childrenOf = Map.groupBy(hangsFrom.values(), ({ source }) => source);
  const compare = sideBySide(cluster.groups);
  const walk = new Walk(childrenOf, compare);
  const ids = [...known].toSorted(compare);
  walk.addRoots(ids.filter((id) => !hangsFrom.has(id)));
  // What no root reaches hangs in a cycle that no master was named for.
  for (const id of ids) if (!walk.nodes.has(id)) walk.addRoots([id]);
  return { roots: walk.roots, nodes: numberRoots(walk), treeEdges: walk.treeEdges, groups, namesChannels };
}

/** Equal hashes mean equal drawings: this is what a layout is cached by. */
export function structureHash(cluster: ClusterStructure): string {
  const edges = cluster.edges.map((edge) => `${edge.id}<${edge.source}`).toSorted();
  const groups = cluster.groups.flatMap(({ name, members }) => [name, ...members.map(({ id }) => id)]);
  const nodes = cluster.nodes.map((node) => node.id).toSorted();
  return [...nodes, '|', ...edges, '|', ...cluster.masters, '|', ...groups].join(' ');
}

/** The node itself and everything below it, the node first. */
export function subtree(tree: Pick<ClusterTree, 'nodes'>, id: InstanceId): readonly InstanceId[] {
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

/** What a server hangs from; a member that replicates from nobody but its group has no edge. */
interface Hanging {
  readonly replica: InstanceId;
  readonly source: InstanceId;
  readonly edge: EdgeId | null;
}

/** Members of a group stand next to each other, where the first of them would. */
function sideBySide(groups: ClusterStructure['groups']): (a: InstanceId, b: InstanceId) => number {
  const firstOf = new Map<InstanceId, InstanceId>();
  for (const { members } of groups) {
    const [first] = members.map(({ id }) => id).toSorted(compareIds);
    if (first !== undefined) for (const { id } of members) firstOf.set(id, first);
  }
  return (a, b) => compareIds(firstOf.get(a) ?? a, firstOf.get(b) ?? b) || compareIds(a, b);
}

/** The members of a group of which one replicates from outside hang below that source, all of them. */
function withGroups(
  { groups }: ClusterStructure,
  hangsFrom: ReadonlyMap<InstanceId, Hanging>,
  known: ReadonlySet<InstanceId>,
): ReadonlyMap<InstanceId, Hanging> {
  const all = new Map(hangsFrom);
  for (const { members } of groups) {
    const ids = members.map(({ id }) => id).filter((id) => known.has(id));
    const source = ids.map((id) => hangsFrom.get(id)?.source).find((id) => id !== undefined && !ids.includes(id));
    if (source === undefined) continue;
    for (const replica of ids) if (!all.has(replica)) all.set(replica, { replica, source, edge: null });
  }
  return all;
}

function chooseParents(cluster: ClusterStructure, known: ReadonlySet<InstanceId>): ReadonlyMap<InstanceId, Hanging> {
  const masters = new Set(cluster.masters);
  const chosen = new Map<InstanceId, Hanging>();
  const usable = cluster.edges.filter(
    (edge) => known.has(edge.source) && edge.source !== edge.replica && !masters.has(edge.replica),
  );
  for (const edge of usable.toSorted((a, b) => compareIds(a.channel, b.channel) || compareIds(a.source, b.source))) {
    const { id, replica, source } = edge;
    if (known.has(replica) && !chosen.has(replica)) chosen.set(replica, { replica, source, edge: id });
  }
  return chosen;
}

class Walk {
  readonly roots: InstanceId[] = [];
  readonly nodes = new Map<InstanceId, TreeNode>();
  readonly treeEdges = new Set<EdgeId>();
  private readonly childrenOf: ReadonlyMap<InstanceId, readonly Hanging[]>;
  private readonly compare: (a: InstanceId, b: InstanceId) => number;

  constructor(
    childrenOf: ReadonlyMap<InstanceId, readonly Hanging[]>,
    compare: (a: InstanceId, b: InstanceId) => number,
  ) {
    this.childrenOf = childrenOf;
    this.compare = compare;
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
      const hanging = (this.childrenOf.get(node.id) ?? [])
        .filter(({ replica }) => !this.nodes.has(replica))
        .toSorted((a, b) => this.compare(a.replica, b.replica));
      const children = hanging.map(({ replica }) => replica);
      this.nodes.set(node.id, { ...node, children });
      for (const { edge } of hanging) if (edge !== null) this.treeEdges.add(edge);
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
