/** The line of an edge, and where its label stands: always close to the replica, where lines are apart. */
import type { Orientation } from '../../../shared/config/preferences.ts';
import { CARD_HEIGHT, CARD_WIDTH } from './layout.ts';
import type { Placement, Point } from './layout.ts';

export interface EdgePath {
  readonly d: string;
  /** Where the label ends (`end`) or has its middle. */
  readonly label: Point & { readonly anchor: 'end' | 'middle' };
  /** The arrow head, which points away from the masters in every kind of edge. */
  readonly head: string;
}

/** It touches the arrow head: a piece of the line between them would look like another line. `TB`: half its height. */
const LABEL_DISTANCE: Readonly<Record<Orientation, number>> = { LR: 0, TB: 9 };
const LABEL_ANCHOR = { LR: 'end', TB: 'middle' } as const;
const BOW_BY_DISTANCE: Readonly<Record<Orientation, number>> = { LR: 0.55, TB: 0.3 };
const LEAST_BOW = 90;
const MOST_BOW = 320;
const BOW_APART = 36;
/** The arrow head's length, which the line leaves free. */
const ARROW = 7;

export interface TreePathInput {
  readonly source: Placement;
  readonly replica: Placement;
  readonly orientation: Orientation;
  /** Where on the replica's side the edge ends, from 0 to 1: several channels end beside each other. */
  readonly share: number;
}

/** From a source to a replica further down. */
export function treePath({ source, replica, orientation, share }: TreePathInput): EdgePath {
  const from = outOf(source, orientation);
  const to = into(replica, orientation, share);
  const label = { ...back(to, LABEL_DISTANCE[orientation], orientation), anchor: LABEL_ANCHOR[orientation] };
  if (replica.lane === null) return { d: curve(from, to, orientation), label, head: head(to, orientation) };
  const { enter, leave } = replica.lane;
  const end = back(to, 2, orientation);
  const d = `${curve(from, enter, orientation)}L${xy(leave)}Q${xy(corner(leave, to, orientation))} ${xy(end)}L${xy(to)}`;
  return { d, label, head: head(to, orientation) };
}

/** Between servers of one level, such as co-masters: a bow on the side where no replicas are. */
export function loopPath(source: Placement, replica: Placement, orientation: Orientation): EdgePath {
  const a = edgeOf(source, orientation, 0.34);
  const b = into(replica, orientation, 0.66);
  const across = orientation === 'LR' ? replica.y - source.y : replica.x - source.x;
  // Two edges between one pair (a ⇄ b) bow by different amounts, or they would lie on each other; and the edge that
  // closes a ring passes outside those between its neighbours.
  const wide = Math.min(Math.max(Math.abs(across) * BOW_BY_DISTANCE[orientation], LEAST_BOW), MOST_BOW);
  const bow = across > 0 ? wide : wide - BOW_APART;
  const c1 = back(a, bow, orientation);
  const c2 = back(b, bow, orientation);
  const label = {
    x: (a.x + b.x + 3 * (c1.x + c2.x)) / 8,
    y: (a.y + b.y + 3 * (c1.y + c2.y)) / 8,
    anchor: 'middle',
  } as const;
  return { d: `M${xy(a)}C${xy(c1)} ${xy(c2)} ${xy(b)}`, label, head: head(b, orientation) };
}

/** Where edges leave a source, and where they reach a replica. */
function outOf(card: Point, orientation: Orientation): Point {
  if (orientation === 'LR') return { x: card.x + CARD_WIDTH, y: card.y + CARD_HEIGHT / 2 };
  return { x: card.x + CARD_WIDTH / 2, y: card.y + CARD_HEIGHT };
}

function into(card: Point, orientation: Orientation, share: number): Point {
  return back(edgeOf(card, orientation, share), ARROW, orientation);
}

/** On the side that faces the masters. */
function edgeOf(card: Point, orientation: Orientation, share: number): Point {
  if (orientation === 'LR') return { x: card.x, y: card.y + CARD_HEIGHT * share };
  return { x: card.x + CARD_WIDTH * share, y: card.y };
}

function head(at: Point, orientation: Orientation): string {
  return orientation === 'LR'
    ? `M${xy(at)}m0,-4.5l${ARROW},4.5l-${ARROW},4.5z`
    : `M${xy(at)}m-4.5,0l4.5,${ARROW}l4.5,-${ARROW}z`;
}

function curve(from: Point, to: Point, orientation: Orientation): string {
  if (orientation === 'LR') {
    const bend = Math.max(Math.abs(to.x - from.x) / 2, 40);
    return `M${xy(from)}C${xy({ x: from.x + bend, y: from.y })} ${xy({ x: to.x - bend, y: to.y })} ${xy(to)}`;
  }
  const bend = Math.max(Math.abs(to.y - from.y) / 2, 40);
  return `M${xy(from)}C${xy({ x: from.x, y: from.y + bend })} ${xy({ x: to.x, y: to.y - bend })} ${xy(to)}`;
}

function back(point: Point, distance: number, orientation: Orientation): Point {
  return orientation === 'LR' ? { x: point.x - distance, y: point.y } : { x: point.x, y: point.y - distance };
}

function corner(leave: Point, to: Point, orientation: Orientation): Point {
  return orientation === 'LR' ? { x: leave.x, y: to.y } : { x: to.x, y: leave.y };
}

function xy(point: Point): string {
  return `${round(point.x)},${round(point.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
