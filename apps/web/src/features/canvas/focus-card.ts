import type { ReactFlowInstance } from 'reactflow';
import type { InstanceId } from '@topiary/contract';
import { CARD_HEIGHT, CARD_WIDTH } from './model/layout.ts';
import type { Layout } from './model/layout.ts';

/** Cards smaller than this show nothing that could be focused. */
const LEAST_FOCUS_ZOOM = 0.3;

/** Takes the keyboard to a server's card, if it is drawn. */
export function focusCard(id: InstanceId): void {
  cardOf(id)?.focus({ preventScroll: true });
}

/** Where its card is on the page now; `null` when it is not drawn. */
export function cardBox(id: InstanceId): DOMRect | null {
  return cardOf(id)?.getBoundingClientRect() ?? null;
}

function cardOf(id: InstanceId): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[role="treeitem"][data-instance="${CSS.escape(id)}"]`);
}

/** Moves the view only when the card is outside of it, or so small that focus would not be seen. */
export function bringIntoView(flow: ReactFlowInstance, layout: Layout, id: InstanceId): void {
  const at = layout.placements.get(id);
  const box = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (at === undefined || box === undefined) return;
  const { x, y, zoom } = flow.getViewport();
  const left = at.x * zoom + x;
  const top = at.y * zoom + y;
  const inside =
    left >= 0 && top >= 0 && left + CARD_WIDTH * zoom <= box.width && top + CARD_HEIGHT * zoom <= box.height;
  if (inside && zoom >= LEAST_FOCUS_ZOOM) return;
  void flow.setCenter(at.x + CARD_WIDTH / 2, at.y + CARD_HEIGHT / 2, { zoom: Math.max(zoom, LEAST_FOCUS_ZOOM) });
}
