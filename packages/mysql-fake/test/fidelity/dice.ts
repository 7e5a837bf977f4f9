/** Chance that a seed decides (mulberry32): the same on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e_37_79_b1) >>> 0;
  }

  /** Uniform in [0, limit). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    let mix = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mix = (mix + Math.imul(mix ^ (mix >>> 7), mix | 61)) ^ mix;
    return (((mix ^ (mix >>> 14)) >>> 0) / 4_294_967_296) * limit;
  }

  integer(from: number, to: number): number {
    return from + Math.floor(this.below(to - from + 1));
  }

  chance(probability: number): boolean {
    return this.below(1) < probability;
  }

  pick<const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }
}
