/** Sequences from a seed: mostly what people and tools do, and now and then what nobody should. */
import { Dice } from './dice.ts';
import { FAULTY_ACTIONS } from './generate/faulty.ts';
import { LEGAL_ACTIONS } from './generate/legal.ts';
import { wordsFor } from './generate/words.ts';
import type { Draft } from './generate/draft.ts';
import type { Ground, Sequence, Step } from './sequence.ts';

const ACTIONS = [...LEGAL_ACTIONS, ...FAULTY_ACTIONS];

export function generateSequence(ground: Ground, seed: number, length: number): Sequence {
  const dice = new Dice(seed);
  const draft: Draft = { dice, ground, words: wordsFor(ground.flavor), nextRow: 1, delayed: false };
  const steps: Step[] = [];
  const total = ACTIONS.reduce((sum, { weight }) => sum + weight, 0);
  while (steps.length < length) {
    let left = dice.below(total);
    const action = ACTIONS.find(({ weight }) => (left -= weight) < 0);
    steps.push(...(action?.steps(draft) ?? []));
  }
  return { ground, seed, steps: steps.slice(0, length) };
}
