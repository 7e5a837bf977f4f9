/** Which sequences are played: eight with every test run, more in the soak, where each repetition takes others. */
import { FLAVORS, MODES, type Ground } from './sequence.ts';

export interface Plan {
  readonly ground: Ground;
  readonly seeds: readonly number[];
  readonly steps: number;
}

/** Those of `npm test` are short, and the same each time. */
const EVERY_TIME: readonly Plan[] = [
  { ground: { flavor: 'mysql', mode: 'gtid' }, seeds: [1, 2], steps: 10 },
  { ground: { flavor: 'mariadb-10.11', mode: 'file' }, seeds: [1, 4], steps: 10 },
  { ground: { flavor: 'mariadb-11.8', mode: 'gtid' }, seeds: [1, 4], steps: 10 },
];

export const STEPS = 25;

const GROUNDS: readonly Ground[] = FLAVORS.flatMap((flavor) => MODES.map((mode) => ({ flavor, mode })));

export interface Wanted {
  /** `null`: those of every time. */
  readonly sequences: number | null;
  /** From 1. */
  readonly repetition: number;
}

export function plansFor({ sequences, repetition }: Wanted): readonly Plan[] {
  if (sequences === null) return EVERY_TIME;
  const first = (repetition - 1) * sequences + 1;
  const all = Array.from({ length: sequences }, (_, index) => first + index);
  return GROUNDS.map((ground, place) => ({
    ground,
    seeds: all.filter((seed) => seed % GROUNDS.length === place),
    steps: STEPS,
  }));
}
