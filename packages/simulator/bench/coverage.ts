/**
 * What random days cover: how many of them have each shape, and how often each fault took effect, as the table of
 * docs/domain/invariants.md.
 *
 *   node packages/simulator/bench/coverage.ts [--seeds=300] [--first=1] [--sequences=8]
 */
import { parseArgs } from 'node:util';
import { generateScenario, generateSequence, runScenario, SHAPES, shapesOf } from '../src/index.ts';
import { memoryWorld } from '../test/memory-world.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, first: { type: 'string' }, sequences: { type: 'string' } },
});
const sequences = Number(values.sequences ?? 8);
const seeds = Number(values.seeds ?? 300);
const first = Number(values.first ?? 1);

interface Count {
  days: number;
  times: number;
}

const counts = new Map<string, Count>();
const withPlans = new Map<string, number>();
for (let seed = first; seed < first + seeds; seed += 1) {
  const scenario = generateScenario(seed);
  const { census, plans } = await runScenario(scenario, { store: memoryWorld });
  for (const shape of shapesOf(scenario.servers)) {
    count(shape, 1);
    if (plans > 0) withPlans.set(shape, (withPlans.get(shape) ?? 0) + plans);
  }
  for (const [what, times] of census) count(what, times);
}
say(`| shape | days of ${seeds} | plans run there |`);
say('|---|---|---|');
for (const shape of SHAPES) say(`| ${shape} | ${counts.get(shape)?.days ?? 0} | ${withPlans.get(shape) ?? 0} |`);
say('');
say(`| what happened | days of ${seeds} | times |`);
say('|---|---|---|');
const happened = [...counts].filter(([what]) => what.includes(': '));
for (const [what, { days, times }] of happened.toSorted(([one], [other]) => (one < other ? -1 : 1)))
  say(`| ${what} | ${days} | ${times} |`);

const asked = new Map<string, number>();
for (let seed = first; seed < first + sequences; seed += 1) {
  const { census } = await runScenario(generateSequence(seed), { store: memoryWorld });
  for (const [what, times] of census) asked.set(what, (asked.get(what) ?? 0) + times);
}
say('');
say(`| what was asked for and begun | times in ${sequences} sequences |`);
say('|---|---|');
for (const [what, times] of [...asked].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  if (!what.startsWith('server: ')) say(`| ${what} | ${times} |`);

function count(what: string, times: number): void {
  const known = counts.get(what) ?? { days: 0, times: 0 };
  counts.set(what, { days: known.days + 1, times: known.times + times });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
