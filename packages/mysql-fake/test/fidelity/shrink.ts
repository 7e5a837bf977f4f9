/** Makes a sequence on which the worlds part smaller, by leaving steps out, large parts first. */
import type { Divergence } from './play.ts';
import type { Step } from './sequence.ts';

export interface ShrinkOptions {
  readonly steps: readonly Step[];
  readonly found: Divergence;
  /** Plays them in new worlds. */
  readonly replay: (steps: readonly Step[]) => Promise<Divergence | null>;
  /** A sequence takes seconds; a person waits for this many. */
  readonly maxRuns: number;
}

export interface Shrunk {
  readonly steps: readonly Step[];
  readonly found: Divergence;
}

/** A smaller sequence must part in one of the facts in which the larger one did. */
export async function shrink({ found, replay, maxRuns }: ShrinkOptions): Promise<Shrunk> {
  const wanted = new Set(found.differences.map(({ fact }) => fact));
  let kept: Shrunk = { steps: found.steps, found };
  let runs = 0;
  for (let size = Math.ceil(kept.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // The last step is where they part.
    for (let end = kept.steps.length - 1; end > 0 && runs < maxRuns; end -= size) {
      const smaller = [...kept.steps.slice(0, Math.max(0, end - size)), ...kept.steps.slice(end)];
      runs += 1;
      const again = await replay(smaller);
      if (again === null || !again.differences.some(({ fact }) => wanted.has(fact))) continue;
      kept = { steps: again.steps, found: again };
    }
  }
  return kept;
}
