import { expect, test } from 'vitest';
import type { InstanceId } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { BoxPicker, boxBetween, cardsIn } from './box-picker.ts';

const [left, right] = [idOf('left'), idOf('right')];
const PLACEMENTS = new Map([
  [left, { x: 100, y: 100 }],
  [right, { x: 600, y: 100 }],
]);

test('a box picks the cards that it touches, whichever corner it began at', () => {
  expect(cardsIn(PLACEMENTS, boxBetween({ x: 0, y: 0 }, { x: 110, y: 110 }))).toEqual([left]);
  expect(cardsIn(PLACEMENTS, boxBetween({ x: 900, y: 150 }, { x: 300, y: 120 }))).toEqual([left, right]);
  expect(cardsIn(PLACEMENTS, boxBetween({ x: 400, y: 0 }, { x: 500, y: 900 }))).toEqual([]);
});

function pulled(fire: (window: EventTarget) => void): readonly InstanceId[] {
  const picks: InstanceId[] = [];
  const target = new EventTarget();
  const picker = new BoxPicker({
    window: Object.assign(target, {
      requestAnimationFrame: () => 0,
      cancelAnimationFrame: () => undefined,
      setTimeout: () => 0,
    }),
    box: () => ({ x: 50, y: 20, width: 1000, height: 800 }),
    view: () => ({ x: 0, y: 0, zoom: 0.5 }),
    placements: () => PLACEMENTS,
    frame: () => null,
    onPick: (ids) => void picks.push(...ids),
  });
  picker.begin({ pointerId: 1, clientX: 60, clientY: 30 });
  fire(target);
  return picks;
}

const event = (type: string, fields: object): Event => Object.assign(new Event(type), fields);

test('the box is drawn on the page and picks through pan and zoom', () => {
  const picks = pulled((window) => {
    window.dispatchEvent(event('pointermove', { pointerId: 1, clientX: 160, clientY: 130 }));
    window.dispatchEvent(event('pointerup', { pointerId: 1 }));
  });
  expect(picks).toEqual([left]);
});

test.each([
  ['a press that hardly moved', [event('pointermove', { pointerId: 1, clientX: 62, clientY: 31 })]],
  [
    'a box that Escape ended',
    [event('pointermove', { pointerId: 1, clientX: 900, clientY: 700 }), event('keydown', { key: 'Escape' })],
  ],
])('%s picks nothing', (_, events) => {
  const picks = pulled((window) => {
    for (const one of [...events, event('pointerup', { pointerId: 1 })]) window.dispatchEvent(one);
  });
  expect(picks).toEqual([]);
});
