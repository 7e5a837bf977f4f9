import { describe, expect, test } from 'vitest';
import { idOf } from '@topiary/contract/testing';
import { cardAt, isDrag, panNearEdge, toFlowPoint } from './gesture.ts';

const box = { x: 100, y: 50, width: 800, height: 600 };

test.each([
  [{ x: 7, y: 0 }, false],
  [{ x: 8, y: 0 }, true],
  [{ x: -6, y: 6 }, true],
  [{ x: 5, y: 5 }, false],
])('a pointer that moved by %j drags: %j', (to, drags) => {
  expect(isDrag({ x: 0, y: 0 }, to)).toBe(drags);
});

test('the card under the pointer is found through pan and zoom', () => {
  const placements = new Map([
    [idOf('a'), { x: 0, y: 0 }],
    [idOf('b'), { x: 400, y: 200 }],
  ]);
  const view = { x: 40, y: 20, zoom: 0.5 };
  expect(cardAt(placements, toFlowPoint({ x: 100 + 40 + 210, y: 50 + 20 + 110 }, box, view))).toBe(idOf('b'));
  expect(cardAt(placements, toFlowPoint({ x: 101, y: 51 }, box, view))).toBeNull();
});

describe('near the edge', () => {
  test('the view follows, faster the nearer', () => {
    const near = panNearEdge({ x: 110, y: 300 }, box);
    const nearer = panNearEdge({ x: 102, y: 300 }, box);
    expect(near.x).toBeGreaterThan(0);
    expect(nearer.x).toBeGreaterThan(near.x);
    expect(panNearEdge({ x: 895, y: 645 }, box)).toMatchObject({ x: expect.any(Number) });
    expect(panNearEdge({ x: 895, y: 645 }, box).y).toBeLessThan(0);
  });

  test('and stands still in the middle and outside', () => {
    expect(panNearEdge({ x: 500, y: 300 }, box)).toEqual({ x: 0, y: 0 });
    expect(panNearEdge({ x: 20, y: 300 }, box)).toEqual({ x: 0, y: 0 });
  });
});
