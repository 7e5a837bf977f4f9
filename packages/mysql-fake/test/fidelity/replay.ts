/**
 * Plays sequences by hand: `replay.ts <flavor> <mode> <seed>[-<last seed>] [--steps=25] [--only=0,3,7] [--shrink]`, for example
 * `node packages/mysql-fake/test/fidelity/replay.ts mysql gtid 17 --shrink`. Seeds that part are told; the rest is silent.
 */
import { parseArgs } from 'node:util';
import { Arena } from './arena.ts';
import { generateSequence } from './generate.ts';
import { STEPS } from './plan.ts';
import { tellDivergence } from './play.ts';
import { FLAVORS, MODES, type Ground, type Sequence, type Step } from './sequence.ts';
import { shrink } from './shrink.ts';

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const SHRINK_RUNS = 40;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string' },
    only: { type: 'string' },
    shrink: { type: 'boolean' },
    port: { type: 'string' },
  },
});
const flavor = FLAVORS.find((each) => each === positionals[0]);
const mode = MODES.find((each) => each === positionals[1]);
const seeds = (positionals[2] ?? '').split('-').map(Number);
const [first = Number.NaN, last = first] = seeds;
if (flavor === undefined || mode === undefined || Number.isNaN(first)) {
  say(`usage: replay.ts ${FLAVORS.join('|')} ${MODES.join('|')} <seed>[-<seed>] [--steps=n] [--only=…] [--shrink]`);
  process.exitCode = 2;
  throw new Error('nothing is played');
}

const arena = new Arena(values.port === undefined ? {} : { basePort: Number(values.port) });
const length = Number(values.steps ?? STEPS);
const only = values.only?.split(',').map(Number) ?? null;

async function one(ground: Ground, seed: number): Promise<boolean> {
  const whole = generateSequence(ground, seed, length);
  const sequence = { ...whole, steps: whole.steps.filter((_, index) => only === null || only.includes(index)) };
  const startedMs = performance.now();
  const found = await arena.play(sequence);
  say(
    `${ground.flavor} ${ground.mode} ${seed}: ${found === null ? 'alike' : 'PARTED'} in ${Math.round(performance.now() - startedMs)} ms`,
  );
  if (found === null) return true;
  say(tellDivergence(found));
  if (values.shrink === true) await tellShrunk(whole, { ...sequence }, found);
  return false;
}

async function tellShrunk(
  whole: Sequence,
  sequence: Sequence,
  found: NonNullable<Awaited<ReturnType<Arena['play']>>>,
): Promise<void> {
  const smaller = await shrink({
    steps: sequence.steps,
    found,
    replay: (steps: readonly Step[]) => arena.play({ ...sequence, steps }),
    maxRuns: SHRINK_RUNS,
  });
  const places = smaller.steps.map((step) => whole.steps.indexOf(step));
  say(`--only=${places.join(',')}\n${tellDivergence(smaller.found)}`);
}

let alike = 0;
let parted = 0;
for (let seed = first; seed <= last; seed += 1) {
  if (await one({ flavor, mode }, seed)) alike += 1;
  else parted += 1;
}
say(`${alike} alike, ${parted} parted; listed differences met: ${[...arena.met].toSorted().join(', ') || 'none'}`);
await arena.close();
