import { instanceIdOf } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { SECONDS, SLOTS, SampleRings, TENTHS } from './sample-rings.ts';

const a = instanceIdOf({ host: 'a', port: 3306 });
const b = instanceIdOf({ host: 'b', port: 3306 });
const FIRST = 180_000_000;

describe('samples', () => {
  test('are read in order, and nothing where nothing was measured', () => {
    const rings = new SampleRings(SECONDS);
    rings.add(a, FIRST, 3);
    rings.add(a, FIRST + 2, 5);
    rings.add(b, FIRST + 2, 9);
    expect(rings.read(a, FIRST + 3, 5)).toEqual([null, 3, null, 5, null]);
    expect(rings.read(b, FIRST + 3, 5)).toEqual([null, null, null, 9, null]);
    expect(rings.read(instanceIdOf({ host: 'c', port: 1 }), FIRST, 2)).toEqual([null, null]);
  });

  test('of one slot are the largest of them', () => {
    const rings = new SampleRings(TENTHS);
    for (const ms of [1.25, 8.4, 2]) rings.add(a, FIRST, ms);
    expect(rings.read(a, FIRST, 1)).toEqual([8.4]);
  });

  test('that are older than the ring are gone, also where a server was silent for long', () => {
    const rings = new SampleRings(SECONDS);
    for (let slot = 0; slot < SLOTS; slot += 1) rings.add(a, FIRST + slot, slot);
    const later = FIRST + SLOTS + 10;
    rings.add(a, later, 7);
    const values = rings.read(a, later, SLOTS);
    expect(values[0]).toBe(11);
    expect(values.slice(-12)).toEqual([SLOTS - 1, ...Array<null>(10).fill(null), 7]);
    rings.add(a, later + 5 * SLOTS, 1);
    expect(rings.read(a, later + 5 * SLOTS, SLOTS).filter((value) => value !== null)).toEqual([1]);
  });

  test('of a clock that was put back are taken where there is room for them', () => {
    const rings = new SampleRings(SECONDS);
    rings.add(a, FIRST, 1);
    rings.add(a, FIRST - 1, 2);
    rings.add(a, FIRST - SLOTS, 3);
    expect(rings.read(a, FIRST, 2)).toEqual([2, 1]);
  });

  test('of a server that is forgotten are not those of the next one in its place', () => {
    const rings = new SampleRings(SECONDS);
    rings.add(a, FIRST, 4);
    rings.forget(a);
    rings.add(b, FIRST + 1, 6);
    expect(rings.read(b, FIRST + 1, 3)).toEqual([null, null, 6]);
    expect(rings.servers).toBe(1);
  });

  test('of many servers stand apart', () => {
    const rings = new SampleRings(SECONDS);
    const ids = Array.from({ length: 600 }, (_, number) => instanceIdOf({ host: `s${number}`, port: 3306 }));
    ids.forEach((id, number) => rings.add(id, FIRST, number));
    expect(ids.map((id) => rings.read(id, FIRST, 1)[0])).toEqual(ids.map((_, number) => number));
  });

  test('hold days of lag to the minute', () => {
    for (const seconds of [0, 1, 32_767, 40_000, 500_000]) {
      const kept = SECONDS.decode(Math.round(SECONDS.encode(seconds)));
      expect(Math.abs(kept - seconds)).toBeLessThanOrEqual(seconds <= 32_767 ? 0 : 30);
    }
  });
});
