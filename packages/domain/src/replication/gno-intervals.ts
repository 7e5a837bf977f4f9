/**
 * Sets of transaction numbers as boundaries: `[1, 4, 7, 8]` holds 1, 2, 3 and 7. Even places open an interval, odd places
 * close it (exclusive), and the numbers strictly increase, so touching intervals are always merged and two equal sets have
 * equal arrays. Every operation is one sweep over both arrays.
 *
 * Numbers are bigint: MySQL counts to 2^63-2 and a number type that is silently wrong beyond 2^53 has no place where
 * data loss is decided. The price was measured: see `mysql-gtid-set.test.ts`, thousands of intervals take milliseconds.
 */
export type GnoIntervals = readonly bigint[];

export interface GnoInterval {
  readonly first: bigint;
  /** Inclusive, as servers print it. */
  readonly last: bigint;
}

export const NO_GNOS: GnoIntervals = [];
export const FIRST_GNO = 1n;
/** MySQL's GNO_END is 2^63-1, and no transaction may have that number. */
export const LAST_GNO = 2n ** 63n - 2n;

/** Which numbers of two sets the result keeps. `keep(false, false)` is never true. */
type Keep = (inLeft: boolean, inRight: boolean) => boolean;

export function unionOf(left: GnoIntervals, right: GnoIntervals): GnoIntervals {
  return sweep(left, right, (inLeft, inRight) => inLeft || inRight);
}

export function intersectionOf(left: GnoIntervals, right: GnoIntervals): GnoIntervals {
  return sweep(left, right, (inLeft, inRight) => inLeft && inRight);
}

export function differenceOf(left: GnoIntervals, right: GnoIntervals): GnoIntervals {
  return sweep(left, right, (inLeft, inRight) => inLeft && !inRight);
}

/** Whether every number of `part` is in `whole`. Stops at the first that is not. */
export function isWithin(part: GnoIntervals, whole: GnoIntervals): boolean {
  let place = 0;
  for (const { first, last } of intervalsOf(part)) {
    while (place < whole.length && closeAt(whole, place) <= first) place += 2;
    const opens = whole[place];
    if (opens === undefined || opens > first || closeAt(whole, place) <= last) return false;
  }
  return true;
}

export function sameIntervals(left: GnoIntervals, right: GnoIntervals): boolean {
  return left.length === right.length && left.every((boundary, place) => boundary === right[place]);
}

export function countOf(intervals: GnoIntervals): bigint {
  let count = 0n;
  for (const { first, last } of intervalsOf(intervals)) count += last - first + 1n;
  return count;
}

/** The highest number in the set; `null` when it is empty. */
export function lastGnoOf(intervals: GnoIntervals): bigint | null {
  const close = intervals[intervals.length - 1];
  return close === undefined ? null : close - 1n;
}

/** The lowest number that the set lacks, which is the one MySQL assigns next; `null` when all are used. */
export function nextFreeGnoOf(intervals: GnoIntervals): bigint | null {
  if (intervals[0] !== FIRST_GNO) return FIRST_GNO;
  const close = closeAt(intervals, 0);
  return close > LAST_GNO ? null : close;
}

/** Numbers above `after`. */
export function above(intervals: GnoIntervals, after: bigint): GnoIntervals {
  return intersectionOf(intervals, [after + 1n, LAST_GNO + 1n]);
}

export function* intervalsOf(intervals: GnoIntervals): Generator<GnoInterval> {
  for (let place = 0; place < intervals.length; place += 2) {
    const first = intervals[place];
    if (first !== undefined) yield { first, last: closeAt(intervals, place) - 1n };
  }
}

/** Normalises intervals in any order, overlapping or touching. Linear when they come sorted, as servers print them. */
export function gnoIntervals(intervals: readonly GnoInterval[]): GnoIntervals {
  const boundaries: bigint[] = [];
  for (const { first, last } of isSorted(intervals) ? intervals : intervals.toSorted(byFirst)) {
    const close = boundaries[boundaries.length - 1];
    if (close === undefined || first > close) boundaries.push(first, last + 1n);
    else if (last >= close) boundaries[boundaries.length - 1] = last + 1n;
  }
  return boundaries;
}

function sweep(left: GnoIntervals, right: GnoIntervals, keep: Keep): GnoIntervals {
  const kept: bigint[] = [];
  let inside = false;
  let l = 0;
  let r = 0;
  for (;;) {
    const at = lower(left[l], right[r]);
    if (at === undefined) return kept;
    if (left[l] === at) l += 1;
    if (right[r] === at) r += 1;
    // After an odd number of boundaries the sweep stands inside an interval of that side.
    if (keep(l % 2 === 1, r % 2 === 1) === inside) continue;
    inside = !inside;
    kept.push(at);
  }
}

function lower(left: bigint | undefined, right: bigint | undefined): bigint | undefined {
  if (left === undefined) return right;
  return right === undefined || left <= right ? left : right;
}

function closeAt(intervals: GnoIntervals, place: number): bigint {
  return intervals[place + 1] ?? 0n;
}

function isSorted(intervals: readonly GnoInterval[]): boolean {
  let previous = 0n;
  for (const { first } of intervals) {
    if (first < previous) return false;
    previous = first;
  }
  return true;
}

function byFirst(left: GnoInterval, right: GnoInterval): number {
  if (left.first === right.first) return 0;
  return left.first < right.first ? -1 : 1;
}
