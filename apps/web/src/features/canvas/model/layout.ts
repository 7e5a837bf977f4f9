/**
 * Where every card stands: a tidy tree (d3-hierarchy), masters first, one step per level of replication. Many leaves
 * under one server are wrapped into a block of columns, because one column of 100 cards cannot be read at any zoom.
 * Members of a replication group stand side by side, with room for the box around them.
 * A layout depends on structure alone: lag, health and names of versions never move a card.
 *
 * Everything is computed along two axes, `depth` (away from the master) and `breadth` (across siblings), and turned
 * into x and y at the very end.
 */
import { hierarchy, tree as tidyTree } from 'd3-hierarchy';
import type { HierarchyPointNode } from 'd3-hierarchy';
import type { InstanceId } from '@topiary/contract';
import type { Orientation } from '../../../shared/config/preferences.ts';
import { steadiest } from './steady.ts';
import type { Box } from './view.ts';
import { subtree } from '../../../shared/topology/cluster-tree.ts';
import type { ClusterTree } from '../../../shared/topology/cluster-tree.ts';

export const CARD_WIDTH = 244;
export const CARD_HEIGHT = 98;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placement extends Point {
  /**
   * For cards of a block's second and later ranks: the lane, free of cards, along which their edge comes. In flow
   * coordinates; `enter` is where the edge joins the lane, `leave` where it turns into the card.
   */
  readonly lane: { readonly enter: Point; readonly leave: Point } | null;
}

export interface Layout {
  readonly orientation: Orientation;
  /** Of every visible server, in reading order (depth first). */
  readonly placements: ReadonlyMap<InstanceId, Placement>;
  /** For every folded server: how many are hidden below it. */
  readonly folded: ReadonlyMap<InstanceId, number>;
  /** Around the visible members of each replication group. */
  readonly groups: readonly GroupBox[];
}

export interface GroupBox extends Box {
  readonly name: string;
}

export interface LayoutOptions {
  readonly orientation: Orientation;
  readonly collapsed: ReadonlySet<InstanceId>;
  /** As little as possible moves from it. */
  readonly near?: Layout;
}

/** Fewer leaves than this stand in one line. */
const WRAP_FROM: Readonly<Record<Orientation, number>> = { LR: 9, TB: 7 };
/** Shapes that blocks are tried in; the one that makes the whole most like a screen wins. */
const BLOCK_ASPECTS = [0.5, 1.2, 2.5, 5, 12, 30];
const SCREEN_ASPECT = 1.6;

interface Measures {
  /** A card's own size, and from one card to the next, along each axis. */
  readonly cardDepth: number;
  readonly cardBreadth: number;
  readonly levelStep: number;
  readonly rankStep: number;
  readonly siblingStep: number;
}

const MEASURES: Readonly<Record<Orientation, Measures>> = {
  LR: {
    cardDepth: CARD_WIDTH,
    cardBreadth: CARD_HEIGHT,
    levelStep: CARD_WIDTH + 132,
    rankStep: CARD_WIDTH + 84,
    siblingStep: CARD_HEIGHT + 26,
  },
  TB: {
    cardDepth: CARD_HEIGHT,
    cardBreadth: CARD_WIDTH,
    levelStep: CARD_HEIGHT + 92,
    rankStep: CARD_HEIGHT + 60,
    siblingStep: CARD_WIDTH + 36,
  },
};

/** From left to right the name of a channel stands on its line, before the replica. */
const CHANNEL_NAME_ROOM = 72;

function measuresFor({ namesChannels }: ClusterTree, orientation: Orientation): Measures {
  const measures = MEASURES[orientation];
  if (!namesChannels || orientation === 'TB') return measures;
  return { ...measures, levelStep: measures.levelStep + CHANNEL_NAME_ROOM };
}

/** Between two trees of one cluster (co-masters, a forest). */
const EXTRA_ROOT_GAP = 40;
const LANE_TURN = 20;
/** A group's box reaches this far beyond its cards; on top it has a line of text besides. */
const GROUP_PADDING = 12;
const GROUP_TITLE = 30;
/** Between a member and its neighbour outside. */
const GROUP_GAP = GROUP_TITLE + 2 * GROUP_PADDING;

/** What d3 places: a card, one rank's worth of a block, or the invisible root above all roots. */
interface Item {
  readonly kind: 'card' | 'block' | 'top';
  readonly id: InstanceId | null;
  readonly leaves: readonly InstanceId[];
  readonly group: string | null;
  /** Along the breadth axis, gap included. */
  readonly extent: number;
  readonly children: readonly Item[];
}

export function layoutTree(tree: ClusterTree, options: LayoutOptions): Layout {
  const folded = countFolded(tree, options.collapsed);
  const candidates = BLOCK_ASPECTS.map((aspect) => place(tree, options, folded, aspect));
  const best = bestOf(candidates, options);
  return { orientation: options.orientation, placements: best, folded, groups: groupBoxes(tree, best) };
}

function bestOf(candidates: readonly Placements[], { near, orientation }: LayoutOptions): Placements {
  const judged = candidates.map((placements) => ({ placements, misfit: misfit(placements) }));
  if (near?.orientation === orientation) return steadiest(judged, near.placements);
  const [best] = judged.toSorted((a, b) => a.misfit - b.misfit);
  return best?.placements ?? new Map<InstanceId, Placement>();
}

function groupBoxes(tree: ClusterTree, placements: Placements): readonly GroupBox[] {
  const shown = [...placements].filter(([id]) => tree.groups.has(id));
  return [...Map.groupBy(shown, ([id]) => tree.groups.get(id) ?? '')].map(([name, members]) => {
    const { x, y, width, height } = boundsOf(members.map(([, placement]) => placement));
    return {
      name,
      x: x - GROUP_PADDING,
      y: y - GROUP_PADDING - GROUP_TITLE,
      width: width + 2 * GROUP_PADDING,
      height: height + 2 * GROUP_PADDING + GROUP_TITLE,
    };
  });
}

function countFolded(tree: ClusterTree, collapsed: ReadonlySet<InstanceId>): ReadonlyMap<InstanceId, number> {
  const inside = (id: InstanceId): number => subtree(tree, id).length - 1;
  return new Map([...collapsed].filter((id) => inside(id) > 0).map((id) => [id, inside(id)]));
}

type Placements = Map<InstanceId, Placement>;

function place(
  tree: ClusterTree,
  options: LayoutOptions,
  folded: ReadonlyMap<InstanceId, number>,
  aspect: number,
): Placements {
  const measures = measuresFor(tree, options.orientation);
  const build = new ItemBuilder({ tree, folded, measures, aspect, wrapFrom: WRAP_FROM[options.orientation] });
  const children = tree.roots.map((id) => build.card(id));
  const top: Item = { kind: 'top', id: null, leaves: [], group: null, extent: 0, children };
  const placed = tidyTree<Item>()
    .nodeSize([1, measures.levelStep])
    .separation((a, b) => (a.data.extent + b.data.extent) / 2 + gapBetween(a, b))(hierarchy(top));
  const placements: Placements = new Map();
  const turn = turnFor(options.orientation);
  placed.eachBefore((point) => placeItem(point, { placements, measures, turn, aspect }));
  return placements;
}

function gapBetween(a: HierarchyPointNode<Item>, b: HierarchyPointNode<Item>): number {
  const isInside = a.data.group !== null && a.data.group === b.data.group;
  if (isInside) return 0;
  return (a.depth === 1 ? EXTRA_ROOT_GAP : 0) + (a.data.group === null && b.data.group === null ? 0 : GROUP_GAP);
}

interface BuilderInput {
  readonly tree: ClusterTree;
  readonly folded: ReadonlyMap<InstanceId, number>;
  readonly measures: Measures;
  readonly aspect: number;
  readonly wrapFrom: number;
}

class ItemBuilder {
  private readonly input: BuilderInput;

  constructor(input: BuilderInput) {
    this.input = input;
  }

  card(id: InstanceId): Item {
    const shown = this.shownChildren(id);
    const { groups } = this.input.tree;
    const leaves = shown.filter((child) => this.shownChildren(child).length === 0 && !groups.has(child));
    const wrapped = leaves.length >= this.input.wrapFrom;
    const single = wrapped ? shown.filter((child) => !leaves.includes(child)) : shown;
    const children = single.map((child) => this.card(child));
    if (wrapped) children.push(this.block(leaves));
    const group = groups.get(id) ?? null;
    return { kind: 'card', id, leaves: [], group, extent: this.input.measures.siblingStep, children };
  }

  private shownChildren(id: InstanceId): readonly InstanceId[] {
    return this.input.folded.has(id) ? [] : (this.input.tree.nodes.get(id)?.children ?? []);
  }

  /** A block reaches over several levels, so it is a chain as long as that: nothing else is put there. */
  private block(leaves: readonly InstanceId[]): Item {
    const { measures, aspect } = this.input;
    const { ranks, perRank } = blockShape(leaves.length, measures, aspect);
    const extent = perRank * measures.siblingStep;
    const levels = Math.ceil(((ranks - 1) * measures.rankStep + measures.cardDepth) / measures.levelStep);
    let chain: readonly Item[] = [];
    for (let level = 1; level < levels; level += 1)
      chain = [{ kind: 'block', id: null, leaves: [], group: null, extent, children: chain }];
    return { kind: 'block', id: null, leaves, group: null, extent, children: chain };
  }
}

/** `ranks` lie one behind the other along the depth, `perRank` cards side by side along the breadth. */
function blockShape(
  count: number,
  measures: Measures,
  aspect: number,
): { readonly ranks: number; readonly perRank: number } {
  const wanted = Math.round(Math.sqrt((aspect * count * measures.siblingStep) / measures.rankStep));
  const perRank = Math.ceil(count / Math.max(1, Math.min(wanted, count)));
  return { ranks: Math.ceil(count / perRank), perRank };
}

interface PlaceContext {
  readonly placements: Placements;
  readonly measures: Measures;
  readonly turn: (depth: number, breadth: number) => Point;
  readonly aspect: number;
}

function placeItem(point: HierarchyPointNode<Item>, context: PlaceContext): void {
  const { measures, placements, turn } = context;
  // The invisible root has depth 0, so the first visible level starts one step later.
  const depth = point.y - measures.levelStep;
  const { id, leaves } = point.data;
  if (id !== null) placements.set(id, { ...turn(depth, point.x - measures.cardBreadth / 2), lane: null });
  if (leaves.length > 0) placeBlock(leaves, depth, point.x - point.data.extent / 2, context);
}

function placeBlock(leaves: readonly InstanceId[], depth: number, breadth: number, context: PlaceContext): void {
  const { measures, placements, turn, aspect } = context;
  const { perRank } = blockShape(leaves.length, measures, aspect);
  const gap = measures.siblingStep - measures.cardBreadth;
  leaves.forEach((id, index) => {
    const rank = Math.floor(index / perRank);
    const at = depth + rank * measures.rankStep;
    const across = breadth + (index % perRank) * measures.siblingStep + gap / 2;
    const laneAcross = across - gap / 2;
    const lane =
      rank === 0 ? null : { enter: turn(depth - LANE_TURN, laneAcross), leave: turn(at - LANE_TURN, laneAcross) };
    placements.set(id, { ...turn(at, across), lane });
  });
}

function turnFor(orientation: Orientation): PlaceContext['turn'] {
  return orientation === 'LR'
    ? (depth, breadth) => ({ x: depth, y: breadth })
    : (depth, breadth) => ({ x: breadth, y: depth });
}

/** How far from the shape of a screen, as a factor of at least 1. */
function misfit(placements: Placements): number {
  const { width, height } = boundsOf(placements.values());
  const aspect = width / height / SCREEN_ASPECT;
  return Math.max(aspect, 1 / aspect);
}

/** The least box around all cards. */
export function boundsOf(points: Iterable<Point>): Point & { readonly width: number; readonly height: number } {
  const all = [...points];
  if (all.length === 0) return { x: 0, y: 0, width: CARD_WIDTH, height: CARD_HEIGHT };
  const xs = all.map((point) => point.x);
  const ys = all.map((point) => point.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + CARD_WIDTH, height: Math.max(...ys) - y + CARD_HEIGHT };
}
