/**
 * The pointer's side of a move. React Flow's own node dragging writes every step of the pointer into its store, which
 * wakes all nodes and edges; here one element follows the pointer by a style, cards stay where they are, and the store
 * changes only when another card comes under the pointer (docs/decisions/0020-canvas-on-react-flow.md).
 */
import type { InstanceId } from '@topiary/contract';
import { IDLE } from '../../../shared/moves/move-store.ts';
import type { MoveStore } from '../../../shared/moves/move-store.ts';
import type { MoveSubject } from '../../../shared/moves/move-subject.ts';
import type { Point } from '../model/layout.ts';
import type { Box, View } from '../model/view.ts';
import { cardAt, isDrag, panNearEdge, toFlowPoint } from './gesture.ts';
import { listenWhileHeld, swallowClick } from './held-pointer.ts';
import type { HeldWindow } from './held-pointer.ts';

/** The part of the window that is used. */
export type DragWindow = HeldWindow & Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame'>;

export interface DragPorts {
  readonly window: DragWindow;
  /** What is taken hold of there, if anything. */
  readonly subjectAt: (target: EventTarget) => MoveSubject | null;
  readonly store: MoveStore;
  /** The canvas's place on the page; asked once per drag. */
  readonly box: () => Box;
  readonly view: () => View;
  readonly pan: (by: Point) => void;
  readonly placements: () => ReadonlyMap<InstanceId, Point>;
  /** The element that follows the pointer. */
  readonly ghost: () => HTMLElement | null;
  readonly onDrop: (subject: MoveSubject, target: InstanceId) => void;
}

interface Press {
  readonly subject: MoveSubject;
  readonly pointer: number;
  readonly from: Point;
}

interface Drag {
  readonly subject: MoveSubject;
  readonly box: Box;
  at: Point;
  over: InstanceId | null;
}

export class DragController {
  private readonly ports: DragPorts;
  private press: Press | null = null;
  private drag: Drag | null = null;
  private frame = 0;
  private stopListening: () => void = () => undefined;

  constructor(ports: DragPorts) {
    this.ports = ports;
  }

  /** Give it every press on the canvas; it takes those on cards and handles. */
  readonly onPointerDown = (event: {
    readonly target: EventTarget;
    readonly button: number;
    readonly pointerId: number;
    readonly clientX: number;
    readonly clientY: number;
  }): void => {
    const subject = event.button === 0 && this.press === null ? this.ports.subjectAt(event.target) : null;
    if (subject === null) return;
    this.press = { subject, pointer: event.pointerId, from: { x: event.clientX, y: event.clientY } };
    const { onMove, onUp, cancel } = this;
    this.stopListening = listenWhileHeld(this.ports.window, { onMove, onUp, cancel });
  };

  readonly cancel = (): void => {
    const wasDragging = this.drag !== null;
    this.release();
    if (wasDragging) this.ports.store.setState(IDLE, true);
  };

  private readonly onMove = (event: PointerEvent): void => {
    const { press } = this;
    if (press === null || event.pointerId !== press.pointer) return;
    const at = { x: event.clientX, y: event.clientY };
    if (this.drag === null && isDrag(press.from, at)) this.begin(press, at);
    if (this.drag === null) return;
    this.drag.at = at;
    this.follow();
  };

  private readonly onUp = (event: PointerEvent): void => {
    if (event.pointerId !== this.press?.pointer) return;
    const { drag } = this;
    this.release();
    if (drag === null) return;
    swallowClick(this.ports.window);
    if (drag.over === null) this.ports.store.setState(IDLE, true);
    else this.ports.onDrop(drag.subject, drag.over);
  };

  private begin(press: Press, at: Point): void {
    this.drag = { subject: press.subject, box: this.ports.box(), at, over: null };
    this.ports.store.setState({ kind: 'dragging', subject: press.subject, over: null }, true);
    this.frame = this.ports.window.requestAnimationFrame(this.panOn);
  }

  /** Held near an edge, the view goes on moving although the pointer does not. */
  private readonly panOn = (): void => {
    if (this.drag === null) return;
    const by = panNearEdge(this.drag.at, this.drag.box);
    if (by.x !== 0 || by.y !== 0) {
      this.ports.pan(by);
      this.follow();
    }
    this.frame = this.ports.window.requestAnimationFrame(this.panOn);
  };

  private follow(): void {
    const { drag, ports } = this;
    if (drag === null) return;
    const ghost = ports.ghost();
    if (ghost !== null) ghost.style.transform = `translate(${drag.at.x - drag.box.x}px, ${drag.at.y - drag.box.y}px)`;
    const over = cardAt(ports.placements(), toFlowPoint(drag.at, drag.box, ports.view()));
    if (over === drag.over) return;
    drag.over = over;
    ports.store.setState({ kind: 'dragging', subject: drag.subject, over }, true);
  }

  private release(): void {
    this.ports.window.cancelAnimationFrame(this.frame);
    this.stopListening();
    this.press = null;
    this.drag = null;
  }
}
