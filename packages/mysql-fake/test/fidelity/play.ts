/** Plays a sequence in both worlds at once and compares them after each step, once they agree or have had their time. */
import { setTimeout as pause } from 'node:timers/promises';
import { filledIn } from './fill-in.ts';
import { isListed, type Difference } from './listed-differences.ts';
import { factsOf, type Facts } from './normalise.ts';
import { sameAnswer, tellAnswer } from './same-answer.ts';
import { tellStep, type Sequence, type Step } from './sequence.ts';
import type { Answer, World } from './world.ts';

export interface Worlds {
  readonly real: World;
  readonly fleet: World;
}

export interface Divergence {
  /** The steps so far; the last one is where the worlds parted. `[]`: they differed from the start. */
  readonly steps: readonly Step[];
  readonly differences: readonly Difference[];
}

/**
 * How long the worlds may differ before that is a difference. What waits for a retry or a restart takes seconds; and a source
 * finds out that a replica has gone when it writes to it for the second time, at heartbeats of up to 5 s.
 */
const SETTLE_MS = 12_000;
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 300;
/**
 * They must agree twice, this far apart: once may be a coincidence on the way. While a replica has something to apply, a commit
 * may be waiting for an acknowledgement in both, for 200 ms.
 */
const STAYS_MS = { quiet: 60, busy: 400 } as const;
/** Long enough for the receivers of `replica_net_timeout` 4. */
const FROZEN_MS = 6_000;

/** `null`: the worlds are alike to the end. `listed` is told of each listed difference that was met. */
export async function play(
  worlds: Worlds,
  sequence: Sequence,
  listed: (id: string) => void,
): Promise<Divergence | null> {
  const before = await settle(worlds, { sequence, step: null, listed });
  if (before.length > 0) return { steps: [], differences: before };
  for (const [index, step] of sequence.steps.entries()) {
    const steps = sequence.steps.slice(0, index + 1);
    const answers = await act(worlds, step);
    const answered = differencesOf(answers).filter((difference) => !covered({ difference, sequence, step, listed }));
    if (answered.length > 0) return { steps, differences: answered };
    const differences = await settle(worlds, { sequence, step, listed });
    if (differences.length > 0) return { steps, differences };
  }
  return null;
}

type Answers = { readonly real: Answer; readonly fleet: Answer } | null;

async function act({ real, fleet }: Worlds, step: Step): Promise<Answers> {
  const both = (run: (world: World) => Promise<void>): Promise<unknown> => Promise.all([run(real), run(fleet)]);
  switch (step.kind) {
    case 'restart':
      await both((world) => world.restart(step.server));
      return null;
    case 'freeze':
      await both((world) => world.freeze(step.server));
      await pause(FROZEN_MS);
      await both((world) => world.thaw(step.server));
      return null;
    case 'sql': {
      const send = async (world: World): Promise<Answer> =>
        world.send(step.server, step.account, await filledIn(step.text, world));
      const [ofReal, ofFleet] = await Promise.all([send(real), send(fleet)]);
      return { real: ofReal, fleet: ofFleet };
    }
  }
}

function differencesOf(answers: Answers): readonly Difference[] {
  if (answers === null || sameAnswer(answers.real, answers.fleet)) return [];
  return [{ fact: 'answer', real: tellAnswer(answers.real), fleet: tellAnswer(answers.fleet) }];
}

interface Settling {
  readonly sequence: Sequence;
  readonly step: Step | null;
  readonly listed: (id: string) => void;
}

async function settle(worlds: Worlds, { sequence, step, listed }: Settling): Promise<readonly Difference[]> {
  const untilMs = performance.now() + SETTLE_MS;
  let agreed = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const [real, fleet] = await Promise.all([factsOf(worlds.real), factsOf(worlds.fleet)]);
    const differences = compare(real, fleet);
    const left = differences.filter((difference) => isListed({ difference, sequence, step }) === null);
    if (left.length === 0) {
      agreed += 1;
      if (agreed === 2) {
        for (const difference of differences) covered({ difference, sequence, step, listed });
        return [];
      }
      await pause(STAYS_MS[isQuiet(real) && isQuiet(fleet) ? 'quiet' : 'busy']);
      continue;
    }
    agreed = 0;
    if (performance.now() > untilMs) return left;
    await pause(pauseMs);
  }
}

/** Every applier that runs has come to the end of what there is. */
function isQuiet(facts: Facts): boolean {
  return [...facts].every(([fact, value]) => {
    if (!fact.endsWith(').applier') || value !== 'running') return true;
    const of = (other: string): string => facts.get(fact.replace(/applier$/, other)) ?? '';
    if (of('read').startsWith(' ')) return true;
    const isReceived = of('receiver') !== 'running' || of('read').endsWith(' equal');
    return isReceived && of('executed against read') === 'equal';
  });
}

function covered({ difference, sequence, step, listed }: Settling & { readonly difference: Difference }): boolean {
  const id = isListed({ difference, sequence, step });
  if (id !== null) listed(id);
  return id !== null;
}

function compare(real: Facts, fleet: Facts): readonly Difference[] {
  const names = [...new Set([...real.keys(), ...fleet.keys()])].toSorted();
  return names.flatMap((fact) => {
    const difference = { fact, real: real.get(fact) ?? 'absent', fleet: fleet.get(fact) ?? 'absent' };
    return difference.real === difference.fleet ? [] : [difference];
  });
}

export function tellDivergence({ steps, differences }: Divergence): string {
  return [
    ...(steps.length === 0 ? ['from the start:'] : steps.map((step, index) => `${index}. ${tellStep(step)}`)),
    ...differences.map(({ fact, real, fleet }) => `  ${fact}\n    real:  ${real}\n    fleet: ${fleet}`),
  ].join('\n');
}
