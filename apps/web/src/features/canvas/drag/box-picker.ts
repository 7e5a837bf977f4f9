/**
 * Shift and a pull over the empty canvas draw a box; the cards that it touches are picked out. Like a drag of cards, one
 * element follows the pointer by a style, and the store changes once, at the end.
 */
import type { InstanceId } from '@topiary/contract';
import { CARD_HEIGHT, CARD_WIDTH } from '../model/layout.ts';
import type { Point } from '../model/layout.ts';
import type { Box, View } from '../model/view.ts';
import { isDrag, toFlowPoint } from './gesture.ts';
import { listenWhileHeld, swallowClick } from './held-pointer.ts';
import type { HeldWindow } from './held-pointer.ts';

export interface BoxPorts {
  readonly window: HeldWindow;
  /** The canvas's place on the page; asked once per box. */
  readonly box: () => Box;
  readonly view: () => View;
  readonly placements: () => ReadonlyMap<InstanceId, Point>;
  /** The element that shows the box. */
  readonly frame: () => HTMLElement | null;
  readonly onPick: (ids: readonly InstanceId[]) => void;
}

interface Pull {
  readonly pointer: number;
  readonly canvas: Box;
  readonly from: Point;
  to: Point;
}

/** Cards that a box touches; both in flow coordinates. */
export function cardsIn(placements: ReadonlyMap<InstanceId, Point>, box: Box): readonly InstanceId[] {
  return [...placements]
    .filter(
      ([, { x, y }]) =>
        x < box.x + box.width && box.x < x + CARD_WIDTH && y < box.y + box.height && box.y < y + CARD_HEIGHT,
    )
    .map(([id]) => id);
}

export function boxBetween(a: Point, b: Point): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

export class BoxPicker {
  private readonly ports: BoxPorts;
  private pull: Pull | null = null;
  private stopListening: () => void = () => undefined;

  constructor(ports: BoxPorts) {
    this.ports = ports;
  }

  readonly begin = (event: {
    readonly pointerId: number;
    readonly clientX: number;
    readonly clientY: number;
  }): void => {
    if (this.pull !== null) return;
    const from = { x: event.clientX, y: event.clientY };
    this.pull = { pointer: event.pointerId, canvas: this.ports.box(), from, to: from };
    const { onMove, onUp, cancel } = this;
    this.stopListening = listenWhileHeld(this.ports.window, { onMove, onUp, cancel });
  };

  readonly cancel = (): void => {
    this.stopListening();
    const frame = this.ports.frame();
    if (frame !== null) frame.hidden = true;
    this.pull = null;
  };

  private readonly onMove = (event: PointerEvent): void => {
    const { pull } = this;
    if (pull === null || event.pointerId !== pull.pointer) return;
    pull.to = { x: event.clientX, y: event.clientY };
    const frame = this.ports.frame();
    if (frame === null || !isDrag(pull.from, pull.to)) return;
    const { x, y, width, height } = boxBetween(pull.from, pull.to);
    frame.hidden = false;
    frame.style.transform = `translate(${x - pull.canvas.x}px, ${y - pull.canvas.y}px)`;
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
  };

  private readonly onUp = (event: PointerEvent): void => {
    const { pull, ports } = this;
    if (pull === null || event.pointerId !== pull.pointer) return;
    this.cancel();
    // Held with Shift, a click that slipped is none that would drop what is picked.
    swallowClick(this.ports.window);
    if (!isDrag(pull.from, pull.to)) return;
    const view = ports.view();
    const corner = (at: Point): Point => toFlowPoint(at, pull.canvas, view);
    ports.onPick(cardsIn(ports.placements(), boxBetween(corner(pull.from), corner(pull.to))));
  };
}
