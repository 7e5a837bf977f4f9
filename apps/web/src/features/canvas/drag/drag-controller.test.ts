import { describe, expect, test } from 'vitest';
import type { InstanceId } from '@topiary/contract';
import { createMoveStore } from '../../../shared/moves/move-store.ts';
import { moveOne } from '../../../shared/moves/move-subject.ts';
import { idOf } from '@topiary/contract/testing';
import { DragController } from './drag-controller.ts';

const held = idOf('held');
const target = idOf('target');
/** `held` stands at 0,0 and `target` at 1000,0; the canvas is not panned, not zoomed, and 2000 pixels wide. */
const PLACEMENTS = new Map<InstanceId, { readonly x: number; readonly y: number }>([
  [held, { x: 0, y: 300 }],
  [target, { x: 1000, y: 300 }],
]);

/** A window without a browser: listeners are real, frames come when the test says so. */
class Hand {
  readonly window = Object.assign(new EventTarget(), {
    requestAnimationFrame: (step: FrameRequestCallback): number => this.frames.push(step),
    cancelAnimationFrame: (): void => void this.frames.splice(0),
    setTimeout: (): number => 0,
  });
  readonly store = createMoveStore();
  readonly drops: (readonly [string, InstanceId])[] = [];
  readonly pans: { readonly x: number; readonly y: number }[] = [];
  private readonly frames: FrameRequestCallback[] = [];
  private readonly controller = new DragController({
    window: this.window,
    subjectAt: () => moveOne(held),
    store: this.store,
    box: () => ({ x: 0, y: 0, width: 2000, height: 800 }),
    view: () => ({ x: 0, y: 0, zoom: 1 }),
    pan: (by) => void this.pans.push(by),
    placements: () => PLACEMENTS,
    ghost: () => null,
    onDrop: (subject, onto) => void this.drops.push([subject.kind, onto]),
  });

  press(x: number, y: number, button = 0): void {
    this.controller.onPointerDown({ target: new EventTarget(), button, pointerId: 1, clientX: x, clientY: y });
  }

  move(x: number, y: number): void {
    this.fire('pointermove', { pointerId: 1, clientX: x, clientY: y });
  }

  release(): void {
    this.fire('pointerup', { pointerId: 1 });
  }

  fire(type: string, fields: object): Event {
    const event = Object.assign(new Event(type, { cancelable: true }), fields);
    this.window.dispatchEvent(event);
    return event;
  }

  frame(): void {
    for (const step of this.frames.splice(0)) step(0);
  }
}

describe('a press on a card', () => {
  test('that hardly moves is no drag, and dropping it does nothing', () => {
    const hand = new Hand();
    hand.press(10, 310);
    hand.move(14, 313);
    expect(hand.store.getState()).toEqual({ kind: 'idle' });
    hand.release();
    expect(hand.drops).toEqual([]);
  });

  test('with another button than the first is none of ours', () => {
    const hand = new Hand();
    hand.press(10, 310, 2);
    hand.move(1100, 350);
    expect(hand.store.getState().kind).toBe('idle');
  });
});

describe('a drag', () => {
  test('holds the card, tells what is below it, and drops onto that', () => {
    const hand = new Hand();
    hand.press(10, 310);
    hand.move(500, 350);
    expect(hand.store.getState()).toMatchObject({ kind: 'dragging', over: null });
    hand.move(1100, 350);
    expect(hand.store.getState()).toMatchObject({ kind: 'dragging', over: target });
    hand.release();
    expect(hand.drops).toEqual([['relocate', target]]);
  });

  test('changes the store only when another card comes below the pointer', () => {
    const hand = new Hand();
    hand.press(10, 310);
    hand.move(1050, 350);
    let changes = 0;
    hand.store.subscribe(() => (changes += 1));
    for (let x = 1051; x < 1100; x += 1) hand.move(x, 350);
    expect(changes).toBe(0);
    hand.move(1500, 350);
    expect(changes).toBe(1);
  });

  test('that ends beside all cards is cancelled', () => {
    const hand = new Hand();
    hand.press(10, 310);
    hand.move(600, 700);
    hand.release();
    expect(hand.drops).toEqual([]);
    expect(hand.store.getState().kind).toBe('idle');
  });

  test.each([
    ['Escape', (hand: Hand) => hand.fire('keydown', { key: 'Escape' })],
    ['a pointer that the system takes away', (hand: Hand) => hand.fire('pointercancel', {})],
    ['leaving the window', (hand: Hand) => hand.fire('blur', {})],
  ])('is cancelled by %s, and a later release drops nothing', (_, cancel) => {
    const hand = new Hand();
    hand.press(10, 310);
    hand.move(1100, 350);
    cancel(hand);
    expect(hand.store.getState().kind).toBe('idle');
    hand.release();
    expect(hand.drops).toEqual([]);
  });

  test('near the edge moves the view frame by frame, also while the pointer stands still', () => {
    const hand = new Hand();
    hand.press(10, 310);
    hand.move(1990, 400);
    hand.frame();
    hand.frame();
    expect(hand.pans).toHaveLength(2);
    expect(hand.pans[0]?.x).toBeLessThan(0);
    hand.release();
    hand.frame();
    expect(hand.pans).toHaveLength(2);
  });
});
