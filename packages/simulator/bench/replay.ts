/**
 * Plays one seed again and tells what happens. `--shrink` looks for the smallest part of it that goes wrong in the same
 * way; the other options name such a part.
 *
 *   node packages/simulator/bench/replay.ts SEED [--sequence] [--shrink] [--only=1,4] [--servers=a1,a2] [--until=MS]
 */
import { parseArgs } from 'node:util';
import { generateScenario, generateSequence, reduced, replayCommand, runScenario, shrink } from '../src/index.ts';
import type { Kept, RunResult, Scenario } from '../src/index.ts';
import { memoryWorld } from '../test/memory-world.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shrink: { type: 'boolean' },
    only: { type: 'string' },
    servers: { type: 'string' },
    until: { type: 'string' },
    quiet: { type: 'boolean' },
    sequence: { type: 'boolean' },
  },
});
const seed = Number(positionals[0]);
if (!Number.isInteger(seed)) {
  say(
    'Which seed? node packages/simulator/bench/replay.ts SEED [--sequence] [--shrink] [--only=1,4] [--servers=a1,a2] [--until=MS]',
  );
  process.exitCode = 2;
} else {
  await replay();
}

async function replay(): Promise<void> {
  const kept: Kept = {
    actions: values.only === undefined ? null : values.only.split(',').filter(Boolean).map(Number),
    servers: values.servers === undefined ? null : values.servers.split(','),
    untilMs: values.until === undefined ? null : Number(values.until),
  };
  const scenario = reduced(values.sequence === true ? generateSequence(seed) : generateScenario(seed), kept);
  const result = await run(scenario);
  if (values.shrink !== true || result.violations.length === 0) return tell(result);
  const wanted = new Set(result.violations.map(({ invariant }) => invariant));
  const smallest = await shrink(scenario, async (smaller) =>
    (await run(smaller)).violations.some(({ invariant }) => wanted.has(invariant)),
  );
  tell(await run(reduced(scenario, smallest)));
  say(`\n${replayCommand(scenario, smallest)}`);
}

function run(scenario: Scenario): Promise<RunResult> {
  return runScenario(scenario, { store: memoryWorld });
}

function tell({ scenario, narration, violations, events, plans, healedAfterMs }: RunResult): void {
  if (values.quiet !== true) {
    for (const server of scenario.servers) say(JSON.stringify(server));
    for (const action of scenario.actions) say(JSON.stringify(action));
    say(narration);
  }
  say(`${events} events, ${plans} plans, healed after ${healedAfterMs ?? '—'} ms`);
  for (const { invariant, atMs, found } of violations) say(`VIOLATED ${invariant} at ${atMs / 1000} s: ${found}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
