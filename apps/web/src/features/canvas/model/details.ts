/** How much every card shows, and what of that changes in the next frame. */
import type { InstanceId } from '@topiary/contract';
import { CARD_HEIGHT, CARD_WIDTH } from './layout.ts';
import type { Point } from './layout.ts';
import type { View } from './view.ts';

/**
 * `far`: mark and name. `middle`: role and lag too. Both are the same elements in two styles. `near`: everything; only
 * cards in view, or just beside it, are near.
 */
export type Detail = 'far' | 'middle' | 'near';

const NEAR_FROM_ZOOM = 0.62;
const MIDDLE_FROM_ZOOM = 0.24;

/** Cards that may become near, or stop being it, in one frame: new elements, about 10 ms of work. */
export const NEAR_PER_FRAME = 12;
/** Cards that may change between far and middle in one frame: another style only. */
export const RESTYLED_PER_FRAME = 60;
/** Small clusters are drawn whole at once. */
const AT_ONCE = 40;
/** Near cards out of view are kept up to this many, so that panning back finds them as they were. */
const MAX_KEPT = 160;
/** Around the view, in flow pixels: cards are ready before they come into it. */
const MARGIN = 160;

export function detailAt(zoom: number): Detail {
  if (zoom >= NEAR_FROM_ZOOM) return 'near';
  return zoom >= MIDDLE_FROM_ZOOM ? 'middle' : 'far';
}

export interface WantedDetails {
  /** Of every card that is not near. */
  readonly brief: Exclude<Detail, 'near'>;
  readonly near: ReadonlySet<InstanceId>;
}

export function wantedDetails(
  placements: ReadonlyMap<InstanceId, Point>,
  view: View,
  screen: { readonly width: number; readonly height: number },
): WantedDetails {
  const detail = detailAt(view.zoom);
  if (detail !== 'near') return { brief: detail, near: new Set() };
  const left = -view.x / view.zoom - MARGIN - CARD_WIDTH;
  const top = -view.y / view.zoom - MARGIN - CARD_HEIGHT;
  const right = (screen.width - view.x) / view.zoom + MARGIN;
  const bottom = (screen.height - view.y) / view.zoom + MARGIN;
  const inView = [...placements].filter(([, { x, y }]) => x > left && x < right && y > top && y < bottom);
  return { brief: 'middle', near: new Set(inView.map(([id]) => id)) };
}

export type Details = ReadonlyMap<InstanceId, Detail>;

export interface NextDetails {
  readonly details: Details;
  /** Nothing is left for a further frame. */
  readonly done: boolean;
}

/** `now` is empty before the first frame, which draws every card, and at once. */
export function nextDetails(now: Details, cards: Iterable<InstanceId>, wanted: WantedDetails): NextDetails {
  const details = new Map([...cards].map((id) => [id, now.get(id) ?? wanted.brief] as const));
  const near = [...details].filter(([, detail]) => detail === 'near').map(([id]) => id);
  const missing = [...wanted.near].filter((id) => details.has(id) && details.get(id) !== 'near');
  const leaving = needless(near, missing.length, wanted);
  const restyled = [...details].filter(([, detail]) => detail !== 'near' && detail !== wanted.brief).map(([id]) => id);
  const limit = near.length === 0 && missing.length <= AT_ONCE ? AT_ONCE : NEAR_PER_FRAME;
  for (const id of restyled.slice(0, RESTYLED_PER_FRAME)) details.set(id, wanted.brief);
  for (const id of leaving.slice(0, NEAR_PER_FRAME)) details.set(id, wanted.brief);
  for (const id of missing.slice(0, limit)) details.set(id, 'near');
  const done = missing.length <= limit && leaving.length <= NEAR_PER_FRAME && restyled.length <= RESTYLED_PER_FRAME;
  return { details, done };
}

/** Nobody is to be near: all go. Else only those out of view that are too many. */
function needless(near: readonly InstanceId[], arriving: number, wanted: WantedDetails): readonly InstanceId[] {
  const out = near.filter((id) => !wanted.near.has(id));
  return wanted.near.size === 0 ? out : out.slice(0, Math.max(0, near.length + arriving - MAX_KEPT));
}
