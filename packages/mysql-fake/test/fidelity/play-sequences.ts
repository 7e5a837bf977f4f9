/**
 * The tests of one flavour, which say that the fleet does what real servers do. Each flavour has a file of its own, so that the
 * soak can play them side by side.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { Arena } from './arena.ts';
import { generateSequence } from './generate.ts';
import { tellDivergence, type Divergence } from './play.ts';
import { plansFor } from './plan.ts';
import { FLAVORS, type Flavor, type Sequence } from './sequence.ts';
import { shrink } from './shrink.ts';

const COUNT = process.env['FIDELITY_SEQUENCES'];
const PLANS = plansFor({
  sequences: COUNT === undefined ? null : Number(COUNT),
  repetition: Number(process.env['SOAK_REPETITION'] ?? 1),
});
/** With what has to be played again to make a difference small. */
const SEQUENCE_LIMIT_MS = 240_000;
const SHRINK_RUNS = 8;

/** Away from those of other tests; each flavour has its own. */
const BASE_PORT = 25_200;
const PORTS_PER_FLAVOR = 100;

export function testSequences(flavor: Flavor): void {
  const arena = new Arena({ basePort: BASE_PORT + FLAVORS.indexOf(flavor) * PORTS_PER_FLAVOR });
  afterAll(() => arena.close());
  for (const { ground, seeds, steps } of PLANS.filter((plan) => plan.ground.flavor === flavor)) {
    describe(`the fleet and real servers (${ground.flavor}, ${ground.mode})`, () => {
      test.each(seeds)(
        'are alike after each step of sequence %i',
        async (seed) => {
          const sequence = generateSequence(ground, seed, steps);
          const found = await arena.play(sequence);
          expect(found === null ? '' : await report(arena, sequence, found)).toBe('');
        },
        SEQUENCE_LIMIT_MS,
      );
    });
  }
}

async function report(arena: Arena, sequence: Sequence, found: Divergence): Promise<string> {
  const { ground, seed, steps } = sequence;
  const smaller = await shrink({
    steps,
    found,
    replay: (fewer) => arena.play({ ...sequence, steps: fewer }),
    maxRuns: SHRINK_RUNS,
  });
  const only = smaller.steps.map((step) => steps.indexOf(step)).join(',');
  const command = `node packages/mysql-fake/test/fidelity/replay.ts ${ground.flavor} ${ground.mode} ${seed} --steps=${steps.length}`;
  return [
    command,
    tellDivergence(found),
    `the smallest part: ${command} --only=${only}`,
    tellDivergence(smaller.found),
  ].join('\n');
}
