import { expect, test } from 'vitest';
import { MOUNTED_PER_FRAME, nextPart, NOTHING_SHOWN, presentPart } from './part.ts';
import type { Placed } from './part.ts';

const row = (count: number, from = 0): Placed[] =>
  Array.from({ length: count }, (_, index) => ({ id: `n${from + index}`, position: { x: from + index, y: 0 } }));

/** Frame by frame until all is shown. */
function frames(items: Placed[], centre?: Placed['position']): readonly (readonly Placed[])[] {
  const parts = [presentPart(items, NOTHING_SHOWN)];
  for (let part = parts[0] ?? []; part !== items; part = parts.at(-1) ?? items) {
    if (parts.length > items.length) throw new Error('never whole');
    parts.push(presentPart(items, nextPart({ items, part, centre })));
  }
  return parts;
}

test('a short list is whole at once', () => {
  const items = row(MOUNTED_PER_FRAME);
  expect(presentPart(items, NOTHING_SHOWN)).toBe(items);
});

test('a long list begins with nothing and grows by a few per frame until it is whole', () => {
  const parts = frames(row(500));
  expect(parts[0]).toEqual([]);
  const grown = parts.slice(1).map((part, index) => part.length - (parts[index]?.length ?? 0));
  expect(Math.max(...grown)).toBe(MOUNTED_PER_FRAME);
  expect(parts.at(-1)).toHaveLength(500);
});

test('what is nearest to the centre comes first, and the order of the list is kept', () => {
  const [, first = []] = frames(row(500), { x: 300, y: 0 });
  const xs = first.map((item) => item.position.x);
  expect(xs).toEqual(xs.toSorted((a, b) => a - b));
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(300 - MOUNTED_PER_FRAME / 2);
  expect(Math.max(...xs)).toBeLessThanOrEqual(300 + MOUNTED_PER_FRAME / 2);
});

test('a list that changes keeps what was shown, wherever it stands now, and gains little at once', () => {
  const before = row(100, 400);
  const items = [...row(400), ...before];
  expect(presentPart(items, { items: before, whole: true })).toEqual(before);
  expect(presentPart(before, { items, whole: true })).toBe(before);
});
