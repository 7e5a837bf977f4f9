/**
 * Chance that a seed decides: sfc32, seeded by SplitMix32. `fork` gives a stream of its own to each part of a world, so
 * that a part that draws once more does not change what the others draw.
 */
const TWO_32 = 4_294_967_296;
/** Rounds after seeding, until the state no longer resembles the seed. */
const WARM_UP = 12;

export class Prng {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed >>> 0;
    this.a = mixed(this.seed);
    this.b = mixed(this.a ^ 0x9e_37_79_b9);
    this.c = mixed(this.b ^ 0x85_eb_ca_6b);
    for (let round = 0; round < WARM_UP; round += 1) this.bits();
  }

  /** Always the same stream for a seed and a name, however much was drawn here. */
  fork(name: string): Prng {
    return new Prng(hashOf(name, this.seed));
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.bits() / TWO_32;
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** A whole number, both ends among them. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** `undefined` of nothing only. */
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.next() * items.length)];
  }

  /** Small values often, large ones sometimes: exponential with this mean, cut off at ten times the mean. */
  waiting(mean: number): number {
    return Math.min(-Math.log(1 - this.next()) * mean, mean * 10);
  }

  private bits(): number {
    const sum = (this.a + this.b + this.counter) >>> 0;
    this.counter = (this.counter + 1) >>> 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) >>> 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) >>> 0;
    return sum;
  }
}

function mixed(value: number): number {
  let mix = (value + 0x9e_37_79_b9) | 0;
  mix = Math.imul(mix ^ (mix >>> 16), 0x21_f0_aa_ad);
  mix = Math.imul(mix ^ (mix >>> 15), 0x73_5a_2d_97);
  return (mix ^ (mix >>> 15)) >>> 0;
}

/** FNV-1a. */
function hashOf(text: string, seed: number): number {
  let hash = (0x81_1c_9d_c5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return mixed(hash);
}
