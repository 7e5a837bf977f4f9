/** A square as it is laid out, in pixels. */
export interface PlacedSquare {
  readonly offsetLeft: number;
  readonly offsetTop: number;
}

/**
 * Where an arrow key leads from one of the squares, in reading order; up and down to the nearest of the next line, also of
 * the next group. -1: nowhere, or that is no key for it.
 */
export function squareAfter(key: string, at: number, squares: readonly PlacedSquare[]): number {
  const from = squares[at];
  if (from === undefined) return -1;
  switch (key) {
    case 'ArrowRight':
      return at + 1 < squares.length ? at + 1 : -1;
    case 'ArrowLeft':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return squares.length - 1;
    case 'ArrowDown':
      return inLine(squares, from, (top) => top > from.offsetTop, Math.min);
    case 'ArrowUp':
      return inLine(squares, from, (top) => top < from.offsetTop, Math.max);
    default:
      return -1;
  }
}

function inLine(
  squares: readonly PlacedSquare[],
  from: PlacedSquare,
  isBeyond: (top: number) => boolean,
  nearest: (one: number, other: number) => number,
): number {
  const line = squares
    .map(({ offsetTop }) => offsetTop)
    .filter(isBeyond)
    .reduce<number | null>((best, top) => (best === null ? top : nearest(best, top)), null);
  let found = -1;
  let distance = Infinity;
  for (const [index, { offsetLeft, offsetTop }] of squares.entries()) {
    const away = Math.abs(offsetLeft - from.offsetLeft);
    if (offsetTop !== line || away >= distance) continue;
    found = index;
    distance = away;
  }
  return found;
}
