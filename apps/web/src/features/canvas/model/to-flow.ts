/** From a tree with its layout to what React Flow draws. Pure; facts of servers are not in it, cards look those up. */
import { Position } from 'reactflow';
import type { Edge, Node } from 'reactflow';
import type { ClusterView, EdgeId, EdgeView, InstanceId, PlanView } from '@topiary/contract';
import { ancestors } from '../../../shared/topology/cluster-tree.ts';
import type { ClusterTree } from '../../../shared/topology/cluster-tree.ts';
import { loopPath, treePath } from './edge-path.ts';
import type { EdgePath } from './edge-path.ts';
import { CARD_HEIGHT, CARD_WIDTH } from './layout.ts';
import type { Layout, Placement } from './layout.ts';

export type CardNode = Node<Record<string, never>, 'card'>;

export interface LineData extends Record<string, unknown> {
  readonly path: EdgePath;
  /** The edges it stands for; several when the subtree that they lead into is folded. Empty for what is to come. */
  readonly stands: readonly EdgeId[];
  /** `leaving` and `arriving`: what the plan on screen takes away and adds. */
  readonly plan: 'stays' | 'leaving' | 'arriving';
}
export type LineEdge = Edge<LineData, 'line'>;

export interface Lens {
  /** What the plan on screen would change. */
  readonly changes: PlanView['changes'];
}

export interface Flow {
  readonly nodes: CardNode[];
  readonly edges: LineEdge[];
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
  return { nodes: cardNodes(input.layout), edges: [...presentEdges(input), ...arrivingEdges(input)] };
}

/** Sizes and handles are stated, so that React Flow measures nothing. */
function cardNodes(layout: Layout): CardNode[] {
  const [source, target] =
    layout.orientation === 'LR' ? [Position.Right, Position.Left] : [Position.Bottom, Position.Top];
  const handles = [
    { type: 'source', position: source, x: CARD_WIDTH / 2, y: CARD_HEIGHT / 2, width: 1, height: 1 } as const,
    { type: 'target', position: target, x: CARD_WIDTH / 2, y: CARD_HEIGHT / 2, width: 1, height: 1 } as const,
  ];
  return [...layout.placements].map(([id, { x, y }]) => ({
    id,
    type: 'card',
    position: { x, y },
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
    measured: { width: CARD_WIDTH, height: CARD_HEIGHT },
    handles,
    data: {},
  }));
}

function presentEdges({ cluster, tree, layout, lens }: FlowInput): LineEdge[] {
  const leaving = new Set(lens.changes.map((change) => `${change.replica}/${change.channel}`));
  const channels = Map.groupBy(cluster.edges, (edge) => edge.replica);
  return cluster.edges.flatMap((edge) => {
    const ends = shownEnds(edge, tree, layout);
    if (ends === null) return [];
    const siblings = channels.get(edge.replica) ?? [edge];
    const share = (siblings.indexOf(edge) + 1) / (siblings.length + 1);
    const path = pathBetween({ ...ends, tree, layout, isTree: tree.treeEdges.has(edge.id), share });
    const plan = leaving.has(edge.id) ? 'leaving' : 'stays';
    return [line(edge.id, ends, { path, stands: [edge.id], plan })];
  });
}

/** Beside the edge that it replaces, so that both can be seen. */
const ARRIVING_SHARE = 0.25;

function arrivingEdges({ tree, layout, lens }: FlowInput): LineEdge[] {
  return lens.changes.flatMap((change) => {
    const ends = shownEnds({ replica: change.replica, source: change.to }, tree, layout);
    if (ends === null) return [];
    const path = pathBetween({ ...ends, tree, layout, isTree: false, share: ARRIVING_SHARE });
    return [line(`plan:${change.replica}/${change.channel}`, ends, { path, stands: [], plan: 'arriving' })];
  });
}

interface Ends {
  readonly source: InstanceId;
  readonly replica: InstanceId;
}

function line(id: string, { source, replica }: Ends, data: LineData): LineEdge {
  return {
    id,
    type: 'line',
    source,
    target: replica,
    data,
    domAttributes: { 'aria-hidden': true },
    zIndex: data.plan === 'stays' ? 0 : 1,
  };
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
