import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { HeldSet } from './held-set.ts';

describe('the transactions that a server holds', () => {
  test('runs that meet become one', () => {
    const held = new HeldSet();
    for (const number of [1, 2, 5, 4, 3]) held.add({ stream: 'a', number });
    expect(held.toList()).toEqual([{ stream: 'a', runs: [[1, 5]] }]);
  });

  test('a set of runs answers as a plain set does', () => {
    const edits = fc.array(fc.record({ number: fc.integer({ min: 1, max: 30 }), add: fc.boolean() }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(edits, (all) => {
        const held = new HeldSet();
        const plain = new Set<number>();
        for (const { number, add } of all) {
          if (add) held.add({ stream: 's', number });
          else held.delete({ stream: 's', number });
          if (add) plain.add(number);
          else plain.delete(number);
        }
        for (let number = 0; number <= 31; number += 1)
          expect(held.has({ stream: 's', number })).toBe(plain.has(number));
        const listed = held.toList().flatMap(({ runs }) => runs.flatMap(([first, last]) => numbersFrom(first, last)));
        expect(listed).toEqual([...plain].toSorted((left, right) => left - right));
        const runs = held.toList()[0]?.runs ?? [];
        for (const [place, run] of runs.entries()) {
          const before = runs[place - 1];
          if (before !== undefined) expect(run[0]).toBeGreaterThan(before[1] + 1);
        }
      }),
    );
  });
});

function numbersFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
