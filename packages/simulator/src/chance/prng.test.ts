import { describe, expect, test } from 'vitest';
import { Prng } from './prng.ts';

function take(prng: Prng, count: number): readonly number[] {
  return Array.from({ length: count }, () => prng.next());
}

describe('chance that a seed decides', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(take(new Prng(7), 20)).toEqual(take(new Prng(7), 20));
    expect(take(new Prng(7), 20)).not.toEqual(take(new Prng(8), 20));
  });

  test('lies between 0 and 1 and is spread evenly', () => {
    const numbers = take(new Prng(1), 20_000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const count = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
      expect(count).toBeGreaterThan(1_800);
      expect(count).toBeLessThan(2_200);
    }
  });

  test('neighbouring seeds do not resemble each other', () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => new Prng(seed).next());
    const mean = firsts.reduce((sum, one) => sum + one, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    expect(new Set(firsts).size).toBe(1_000);
  });

  test('a fork does not depend on what was drawn before, and names lead to different streams', () => {
    const [one, other] = [new Prng(3), new Prng(3)];
    take(other, 5);
    expect(take(one.fork('network'), 10)).toEqual(take(other.fork('network'), 10));
    expect(take(one.fork('network'), 10)).not.toEqual(take(one.fork('disk'), 10));
  });
});
