/** The arithmetic of a drag: when it begins, what is under the pointer, and how the view follows near its edges. */
import type { InstanceId } from '@topiary/contract';
import { CARD_HEIGHT, CARD_WIDTH } from '../model/layout.ts';
import type { Point } from '../model/layout.ts';
import type { Box, View } from '../model/view.ts';

/** A press that moves less than this is a click. */
export const DRAG_THRESHOLD_PX = 8;
const EDGE_ZONE_PX = 44;
const MAX_PAN_PER_FRAME_PX = 14;

export function isDrag(from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_THRESHOLD_PX;
}

/** `pointer` and `box` in client pixels; `view` as React Flow has it. */
export function toFlowPoint(pointer: Point, box: Box, view: View): Point {
  return { x: (pointer.x - box.x - view.x) / view.zoom, y: (pointer.y - box.y - view.y) / view.zoom };
}

export function cardAt(placements: ReadonlyMap<InstanceId, Point>, point: Point): InstanceId | null {
  for (const [id, card] of placements) {
    const inside =
      point.x >= card.x && point.x <= card.x + CARD_WIDTH && point.y >= card.y && point.y <= card.y + CARD_HEIGHT;
    if (inside) return id;
  }
  return null;
}

/** How far the view moves in one frame while the pointer is held near an edge; nothing outside of the canvas. */
export function panNearEdge(pointer: Point, box: Box): Point {
  const x = pull(pointer.x - box.x, box.width);
  const y = pull(pointer.y - box.y, box.height);
  return { x, y };
}

function pull(at: number, length: number): number {
  if (at < 0 || at > length) return 0;
  if (at < EDGE_ZONE_PX) return ((EDGE_ZONE_PX - at) / EDGE_ZONE_PX) * MAX_PAN_PER_FRAME_PX;
  const left = length - at;
  return left < EDGE_ZONE_PX ? -((EDGE_ZONE_PX - left) / EDGE_ZONE_PX) * MAX_PAN_PER_FRAME_PX : 0;
}
