/**
 * How many seeded disasters a minute, and whether any of them breaks an invariant.
 *
 *   node packages/simulator/bench/disasters.ts [--seeds=1000] [--first=1] [--every=1] [--sequences]
 *
 * `--every=4` from a multiple of four on plays the days on which masters are lost.
 */
import { parseArgs } from 'node:util';
import { generateScenario, generateSequence, replayCommand, runScenario } from '../src/index.ts';
import { memoryWorld } from '../test/memory-world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    first: { type: 'string' },
    every: { type: 'string' },
    sequences: { type: 'boolean' },
  },
});
const seeds = Number(values.seeds ?? 1_000);
const first = Number(values.first ?? 1);
const every = Number(values.every ?? 1);

const startedMs = performance.now();
const processor = process.cpuUsage();
let faults = 0;
let events = 0;
let virtualMs = 0;
let plans = 0;
let slowestMs = 0;
let failing = 0;
for (let seed = first; seed < first + seeds * every; seed += every) {
  const beganMs = performance.now();
  const scenario = values.sequences === true ? generateSequence(seed) : generateScenario(seed);
  try {
    const result = await runScenario(scenario, { store: memoryWorld });
    events += result.events;
    virtualMs += result.tookMs;
    plans += result.plans;
    if (result.violations.length > 0) failing += 1;
    for (const { invariant, found } of result.violations) say(`${replayCommand(scenario)}  ${invariant} ${found}`);
  } catch (error) {
    failing += 1;
    say(`${replayCommand(scenario)}  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  faults += scenario.actions.length;
  slowestMs = Math.max(slowestMs, performance.now() - beganMs);
}
const tookMs = performance.now() - startedMs;
const { user, system } = process.cpuUsage(processor);
const perMinute = (count: number): string => Math.round((count * 60_000) / tookMs).toLocaleString('en');
say(
  `${seeds} seeds in ${(tookMs / 1000).toFixed(1)} s (processor ${((user + system) / 1e6).toFixed(1)} s), ${failing} failing`,
);
say(`${perMinute(seeds)} runs and ${perMinute(faults)} disasters a minute; the slowest run ${slowestMs.toFixed(0)} ms`);
say(`${plans} plans, ${events} events, ${(virtualMs / 3_600_000).toFixed(1)} virtual hours`);
process.exitCode = failing === 0 ? 0 : 1;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
