/** Which part of a long list is mounted, frame by frame. */
import type { Point } from './layout.ts';

export interface Placed {
  readonly id: string;
  /** Where it is drawn, in flow coordinates. */
  readonly position: Point;
}

/** Cards, or lines, that may be mounted in one frame: about 15 ms of work. */
export const MOUNTED_PER_FRAME = 24;

export interface Shown<Item> {
  readonly items: readonly Item[];
  /** Nothing was left for a further frame. */
  readonly whole: boolean;
}

/** Before the first frame. */
export const NOTHING_SHOWN: Shown<never> = { items: [], whole: true };

/** What was shown stays. A list that was whole, and now lacks little, is whole again at once. */
export function presentPart<Item extends Placed>(items: Item[], shown: Shown<Item>): Item[] {
  const before = new Set(shown.items.map((item) => item.id));
  const present = items.filter((item) => before.has(item.id));
  const mayLack = shown.whole ? MOUNTED_PER_FRAME : 0;
  return items.length - present.length <= mayLack ? items : present;
}

export interface PartInput<Item> {
  readonly items: readonly Item[];
  readonly part: readonly Item[];
  readonly centre: Point | undefined;
}

/** In the order of `items`, which is the order that screen readers read in, whatever came first. */
export function nextPart<Item extends Placed>({ items, part, centre }: PartInput<Item>): Shown<Item> {
  const before = new Set(part.map((item) => item.id));
  const missing = items.filter((item) => !before.has(item.id));
  const sorted = centre === undefined ? missing : missing.toSorted((a, b) => far(a, centre) - far(b, centre));
  const added = new Set(sorted.slice(0, MOUNTED_PER_FRAME).map((item) => item.id));
  return {
    items: items.filter((item) => before.has(item.id) || added.has(item.id)),
    whole: missing.length <= MOUNTED_PER_FRAME,
  };
}

function far({ position }: Placed, { x, y }: Point): number {
  return Math.hypot(position.x - x, position.y - y);
}
