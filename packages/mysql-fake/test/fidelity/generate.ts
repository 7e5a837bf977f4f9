/** Sequences from a seed: mostly what people and tools do, and now and then what nobody should. */
import { Dice } from './dice.ts';
import { FAULTY_ACTIONS } from './generate/faulty.ts';
import { LEGAL_ACTIONS } from './generate/legal.ts';
import { wordsFor } from './generate/words.ts';
import type { Draft } from './generate/draft.ts';
import type { Ground, Sequence, Step } from './sequence.ts';

const ACTIONS = [...LEGAL_ACTIONS, ...FAULTY_ACTIONS];

/** MariaDB's way to file and position. */
const BY_PLACE = /\bCHANGE MASTER\b.*(USE_GTID = no|LOG_FILE)/;

export function generateSequence(ground: Ground, seed: number, length: number): Sequence {
  const dice = new Dice(seed);
  const draft: Draft = {
    dice,
    ground,
    words: wordsFor(ground.flavor),
    nextRow: 1,
    delayed: false,
    byPlace: ground.mode === 'file',
  };
  const steps: Step[] = [];
  const total = ACTIONS.reduce((sum, { weight }) => sum + weight, 0);
  while (steps.length < length) {
    let left = dice.below(total);
    const action = ACTIONS.find(({ weight }) => (left -= weight) < 0);
    const drawn = action?.steps(draft) ?? [];
    draft.byPlace ||= drawn.some((step) => step.kind === 'sql' && BY_PLACE.test(step.text));
    steps.push(...drawn);
  }
  return { ground, seed, steps: steps.slice(0, length) };
}
