/** From a tree with its layout to what is drawn. Pure; facts of servers are not in it, cards and lines look those up. */
import type { Node } from 'reactflow';
import type { ClusterView, EdgeId, EdgeView, InstanceId, PlanView } from '@topiary/contract';
import { ancestors } from '../../../shared/topology/cluster-tree.ts';
import type { ClusterTree } from '../../../shared/topology/cluster-tree.ts';
import { loopPath, treePath } from './edge-path.ts';
import type { EdgePath } from './edge-path.ts';
import type { FormerSource } from '../../../shared/topology/past-look.ts';
import { CARD_HEIGHT, CARD_WIDTH } from './layout.ts';
import type { Layout, Placement, Point } from './layout.ts';

export type CardNode = Node<Record<string, never>, 'card'>;

/** An edge as a line. Drawn by `edges/edge-layer.tsx`, not as an edge of React Flow. */
export interface FlowLine {
  readonly id: string;
  readonly replica: InstanceId;
  readonly path: EdgePath;
  /** Of its label. */
  readonly position: Point;
  /** The edge whose state it shows; `null` for one that a plan would make. */
  readonly edge: EdgeId | null;
  /**
   * `leaving` and `arriving`: what the plan on screen takes away and adds. `moved` and `former`: where a line leads since the
   * change that is looked at, and where it led before.
   */
  readonly plan: 'stays' | 'leaving' | 'arriving' | 'moved' | 'former';
}

export interface Lens {
  /** What the plan on screen would change. */
  readonly changes: PlanView['changes'];
  /** What the change that is looked at moved. */
  readonly moved: readonly FormerSource[];
}

export interface Flow {
  readonly nodes: CardNode[];
  readonly lines: FlowLine[];
}

export type FlowStructure = Pick<ClusterView, 'id'> & {
  readonly edges: readonly Pick<EdgeView, 'id' | 'replica' | 'channel' | 'source'>[];
};

export interface FlowInput {
  readonly cluster: FlowStructure;
  readonly tree: ClusterTree;
  readonly layout: Layout;
  readonly lens: Lens;
}

export function toFlow(input: FlowInput): Flow {
  return {
    nodes: cardNodes(input.layout),
    lines: [...presentLines(input), ...arrivingLines(input), ...formerLines(input)],
  };
}

function cardNodes(layout: Layout): CardNode[] {
  return [...layout.placements].map(([id, { x, y }]) => ({
    id,
    type: 'card',
    position: { x, y },
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
    data: {},
    // The card is the tree item; React Flow's own element around it means nothing.
    ariaRole: 'none',
    domAttributes: { 'aria-roledescription': undefined },
  }));
}

function presentLines({ cluster, tree, layout, lens }: FlowInput): readonly FlowLine[] {
  const leaving = new Set(lens.changes.map((change) => `${change.replica}/${change.channel}`));
  const moved = new Set(lens.moved.map(({ replica, channel }) => `${replica}/${channel}`));
  const channels = Map.groupBy(cluster.edges, (edge) => edge.replica);
  return cluster.edges.flatMap((edge) => {
    const ends = shownEnds(edge, tree, layout);
    if (ends === null) return [];
    const siblings = channels.get(edge.replica) ?? [edge];
    const share = (siblings.indexOf(edge) + 1) / (siblings.length + 1);
    const path = pathBetween({ ...ends, tree, layout, isTree: tree.treeEdges.has(edge.id), share });
    const plan = leaving.has(edge.id) ? 'leaving' : moved.has(edge.id) ? 'moved' : 'stays';
    return [{ id: edge.id, replica: edge.replica, path, position: path.label, edge: edge.id, plan } as const];
  });
}

/** Beside the edge that it replaces, so that both can be seen. */
const ARRIVING_SHARE = 0.25;

function arrivingLines({ tree, layout, lens }: FlowInput): readonly FlowLine[] {
  return lens.changes.flatMap((change) => {
    const ends = shownEnds({ replica: change.replica, source: change.to }, tree, layout);
    if (ends === null) return [];
    const path = pathBetween({ ...ends, tree, layout, isTree: false, share: ARRIVING_SHARE });
    const id = `plan:${change.replica}/${change.channel}`;
    return [{ id, replica: change.replica, path, position: path.label, edge: null, plan: 'arriving' } as const];
  });
}

function formerLines({ tree, layout, lens }: FlowInput): readonly FlowLine[] {
  return lens.moved.flatMap(({ replica, channel, from }) => {
    const ends = from === null ? null : shownEnds({ replica, source: from }, tree, layout);
    if (ends === null) return [];
    const path = pathBetween({ ...ends, tree, layout, isTree: false, share: ARRIVING_SHARE });
    const id = `was:${replica}/${channel}`;
    return [{ id, replica, path, position: path.label, edge: null, plan: 'former' } as const];
  });
}

interface Ends {
  readonly source: InstanceId;
  readonly replica: InstanceId;
}

/** An edge out of a folded subtree starts at the card that hides it; an edge within one is not drawn. */
function shownEnds(edge: Ends, tree: ClusterTree, layout: Layout): Ends | null {
  if (!layout.placements.has(edge.replica)) return null;
  const source = [edge.source, ...ancestors(tree, edge.source)].find((id) => layout.placements.has(id));
  return source === undefined || source === edge.replica ? null : { source, replica: edge.replica };
}

interface PathInput extends Ends {
  readonly tree: ClusterTree;
  readonly layout: Layout;
  readonly isTree: boolean;
  readonly share: number;
}

function pathBetween(input: PathInput): EdgePath {
  const { tree, layout, share } = input;
  const { orientation } = layout;
  const source = placementOf(layout, input.source);
  const replica = placementOf(layout, input.replica);
  if (input.isTree) return treePath({ source, replica, orientation, share });
  const level = (id: InstanceId): number => tree.nodes.get(id)?.level ?? 0;
  if (level(input.source) >= level(input.replica)) return loopPath(source, replica, orientation);
  return treePath({ source, replica: { ...replica, lane: null }, orientation, share });
}

function placementOf(layout: Layout, id: InstanceId): Placement {
  return layout.placements.get(id) ?? { x: 0, y: 0, lane: null };
}
