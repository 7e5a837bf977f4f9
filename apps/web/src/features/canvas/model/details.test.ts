import { describe, expect, test } from 'vitest';
import type { InstanceId } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { detailAt, NEAR_PER_FRAME, nextDetails, RESTYLED_PER_FRAME, wantedDetails } from './details.ts';
import type { Detail, Details, WantedDetails } from './details.ts';

const ids = (count: number, from = 0): readonly InstanceId[] =>
  Array.from({ length: count }, (_, index) => idOf(`n${from + index}`));
const all = (count: number, detail: Detail): Details => new Map(ids(count).map((id) => [id, detail]));

/** Frame by frame until nothing is left to do; the largest change of any frame beside the result. */
function settle(from: Details, wanted: WantedDetails) {
  const cards = [...from.keys()];
  let now = from;
  let largest = 0;
  for (let frame = 0; frame < 1000; frame += 1) {
    const next = nextDetails(now, cards, wanted);
    const changed = cards.filter((id) => next.details.get(id) !== now.get(id)).length;
    largest = Math.max(largest, changed);
    now = next.details;
    if (next.done) return { now, largest, count: Map.groupBy(now.values(), (detail) => detail) };
  }
  throw new Error('never done');
}

test.each([
  [0.1, 'far'],
  [0.3, 'middle'],
  [1, 'near'],
])('at zoom %d cards are %s', (zoom, detail) => {
  expect(detailAt(zoom)).toBe(detail);
});

describe('cards become near', () => {
  test('all at once in a small cluster, also in the very first frame', () => {
    const next = nextDetails(new Map(), ids(30), { detail: 'near', inView: new Set(ids(30)) });
    expect(next.done).toBe(true);
    expect([...new Set(next.details.values())]).toEqual(['near']);
  });

  test('a few per frame in a large one, and all in the end', () => {
    const { count, largest } = settle(all(500, 'middle'), { detail: 'near', inView: new Set(ids(100)) });
    expect(count.get('near')).toHaveLength(100);
    expect(largest).toBe(NEAR_PER_FRAME);
  });

  test('and stop being near a few per frame when all are seen from afar', () => {
    const { count, largest } = settle(all(100, 'near'), { detail: 'far', inView: new Set(ids(100)) });
    expect(count.get('far')).toHaveLength(100);
    expect(largest).toBe(NEAR_PER_FRAME);
  });

  test('and those out of view are kept near, but not without end', () => {
    const before = new Map([...all(300, 'middle'), ...all(150, 'near')]);
    const { count } = settle(before, { detail: 'near', inView: new Set(ids(100, 150)) });
    expect(count.get('near')?.length).toBeLessThanOrEqual(160);
    expect(count.get('near')?.length).toBeGreaterThan(100);
  });
});

test('a card that was added meanwhile is drawn, one that left is forgotten', () => {
  const next = nextDetails(all(2, 'far'), ids(2, 1), { detail: 'far', inView: new Set() });
  expect([...next.details.keys()]).toEqual(ids(2, 1));
});

test('500 cards change between far and middle over several frames', () => {
  const { count, largest } = settle(all(500, 'far'), { detail: 'middle', inView: new Set(ids(500)) });
  expect(count.get('middle')).toHaveLength(500);
  expect(largest).toBe(RESTYLED_PER_FRAME);
});

test('a card out of view stays as it was until it comes into view', () => {
  const { now } = settle(all(3, 'far'), { detail: 'middle', inView: new Set(ids(1)) });
  expect([...now.values()]).toEqual(['middle', 'far', 'far']);
});

test('only cards in view, or just beside it, are to change', () => {
  const placements = new Map([
    [idOf('in'), { x: 100, y: 100 }],
    [idOf('beside'), { x: -300, y: 0 }],
    [idOf('away'), { x: 5000, y: 0 }],
  ]);
  const wanted = wantedDetails(placements, { x: 0, y: 0, zoom: 1 }, { width: 1000, height: 800 });
  expect(wanted.detail).toBe('near');
  expect([...wanted.inView]).toEqual([idOf('in'), idOf('beside')]);
});
