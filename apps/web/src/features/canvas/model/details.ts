/** How much every card shows, and what of that changes in the next frame. */
import type { InstanceId } from '@topiary/contract';
import { CARD_HEIGHT, CARD_WIDTH } from './layout.ts';
import type { Point } from './layout.ts';
import type { View } from './view.ts';

/**
 * `far`: mark and name. `middle`: role and lag too. Both are the same elements in two styles. `near`: everything. What is
 * out of view stays as it was: it is changed when it comes into view.
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
  readonly detail: Detail;
  /** Cards in view, or just beside it. */
  readonly inView: ReadonlySet<InstanceId>;
}

export function wantedDetails(
  placements: ReadonlyMap<InstanceId, Point>,
  view: View,
  screen: { readonly width: number; readonly height: number },
): WantedDetails {
  const left = -view.x / view.zoom - MARGIN - CARD_WIDTH;
  const top = -view.y / view.zoom - MARGIN - CARD_HEIGHT;
  const right = (screen.width - view.x) / view.zoom + MARGIN;
  const bottom = (screen.height - view.y) / view.zoom + MARGIN;
  const inView = [...placements].filter(([, { x, y }]) => x > left && x < right && y > top && y < bottom);
  return { detail: detailAt(view.zoom), inView: new Set(inView.map(([id]) => id)) };
}

export type Details = ReadonlyMap<InstanceId, Detail>;

export interface NextDetails {
  readonly details: Details;
  /** Nothing is left for a further frame. */
  readonly done: boolean;
}

/** `now` is empty before the first frame, which draws every card, and at once. */
export function nextDetails(now: Details, cards: Iterable<InstanceId>, { detail, inView }: WantedDetails): NextDetails {
  const brief = detail === 'near' ? 'middle' : detail;
  const details = new Map([...cards].map((id) => [id, now.get(id) ?? brief] as const));
  const near = [...details].filter(([, shown]) => shown === 'near').map(([id]) => id);
  const changing = [...inView].filter((id) => details.has(id) && details.get(id) !== detail);
  // Near cards are other elements, the rest only another style.
  const rebuilt = changing.filter((id) => detail === 'near' || details.get(id) === 'near');
  const restyled = changing.filter((id) => detail !== 'near' && details.get(id) !== 'near');
  const arriving = detail === 'near' ? rebuilt.length : 0;
  const leaving = near.filter((id) => !inView.has(id)).slice(0, Math.max(0, near.length + arriving - MAX_KEPT));
  const limit = near.length === 0 && rebuilt.length <= AT_ONCE ? AT_ONCE : NEAR_PER_FRAME;
  for (const id of rebuilt.slice(0, limit)) details.set(id, detail);
  for (const id of restyled.slice(0, RESTYLED_PER_FRAME)) details.set(id, detail);
  for (const id of leaving.slice(0, NEAR_PER_FRAME)) details.set(id, brief);
  const done = rebuilt.length <= limit && restyled.length <= RESTYLED_PER_FRAME && leaving.length <= NEAR_PER_FRAME;
  return { details, done };
}
