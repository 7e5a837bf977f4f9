import { expect, test } from 'vitest';
import { squareAfter } from './square-after.ts';

/** Two lines of three and of two, and below a heading one of one. */
const squares = [
  [0, 0],
  [27, 0],
  [54, 0],
  [0, 27],
  [27, 27],
  [0, 90],
].map(([offsetLeft = 0, offsetTop = 0]) => ({ offsetLeft, offsetTop }));

test.each([
  ['ArrowRight', 2, 3],
  ['ArrowRight', 5, -1],
  ['ArrowLeft', 3, 2],
  ['ArrowLeft', 0, -1],
  ['ArrowDown', 1, 4],
  ['ArrowDown', 2, 4],
  ['ArrowDown', 4, 5],
  ['ArrowDown', 5, -1],
  ['ArrowUp', 5, 3],
  ['ArrowUp', 1, -1],
  ['Home', 4, 0],
  ['End', 0, 5],
  ['x', 0, -1],
  ['Home', -1, -1],
])('%s leads from square %i to %i', (key, at, next) => {
  expect(squareAfter(key, at, squares)).toBe(next);
});
