/** Seeded disasters and sequences: a fixed few with every test run, more in the soak, each repetition of which takes others. */
import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../test/memory-world.ts';
import { runScenario, runSeed } from './run.ts';
import type { RunResult } from './run.ts';
import { actionMakers } from './scenario/actions.ts';
import { RESHAPE_KINDS } from '@topiary/domain';
import { USUAL_ACTS } from './scenario/asked-acts.ts';
import { generateScenario, generateSequence, SEQUENCE_LENGTH } from './scenario/generate.ts';
import { isAsked } from './scenario/scenario.ts';
import type { ActionKind, Scenario } from './scenario/scenario.ts';
import { reduced, replayCommand, shrink } from './scenario/shrink.ts';

const COUNT = Number(process.env['SIMULATOR_SEEDS'] ?? 300);
const REPETITION = Number(process.env['SOAK_REPETITION'] ?? 1);
const BATCH = 50;
const BATCHES = Array.from(
  { length: Math.ceil(COUNT / BATCH) },
  (_, index) => (REPETITION - 1) * COUNT + index * BATCH + 1,
);
const BATCH_LIMIT_MS = 300_000;
/** Lines of a narration that a failure quotes. */
const LINES = 80;

const run = (scenario: Scenario): Promise<RunResult> => runScenario(scenario, { store: memoryWorld });

/** What went wrong, the command that plays it again, the smallest part that goes wrong in the same way, and its story. */
async function report({ scenario, violations }: RunResult): Promise<string> {
  const wanted = new Set(violations.map(({ invariant }) => invariant));
  const kept = await shrink(scenario, async (smaller) =>
    (await run(smaller)).violations.some(({ invariant }) => wanted.has(invariant)),
  );
  const { narration } = await run(reduced(scenario, kept));
  const found = violations.map(({ invariant, atMs, found: what }) => `${invariant} at ${atMs / 1000} s: ${what}`);
  return [
    ...found,
    replayCommand(scenario),
    `the smallest part: ${replayCommand(scenario, kept)}`,
    ...narration.split('\n').slice(-LINES),
  ].join('\n');
}

/** What must have happened in so many seeds, else nothing is proven about it. */
const ENOUGH_SEEDS = 200;
const MUST_HAPPEN: readonly string[] = [
  ...(Object.keys(actionMakers) as ActionKind[]).map((kind) => `${isAsked(kind) ? 'plan' : 'fault'}: ${kind}`),
  'fault: lost tail of a log',
  'reshape: make-master',
  'end: done',
  'end: partly-done',
  'end: put-back',
  'end: stopped',
  'server: group elected another primary',
  'server: semi-sync timed out',
  'server: too many connections',
  'server: write acknowledged by a replica',
];

describe('seeded disasters', () => {
  const census = new Map<string, number>();
  let seedsRun = 0;

  test.each(BATCHES)(
    'the fifty seeds from %i on break no invariant',
    async (first) => {
      let told = '';
      for (let seed = first; seed < first + BATCH; seed += 1) {
        const result = await runSeed(seed, { store: memoryWorld });
        for (const [what, times] of result.census) census.set(what, (census.get(what) ?? 0) + times);
        seedsRun += 1;
        if (result.violations.length === 0) continue;
        told = told === '' ? await report(result) : `${replayCommand(result.scenario)}\n${told}`;
      }
      expect(told).toBe('');
    },
    BATCH_LIMIT_MS,
  );

  test('are of every kind', ({ skip }) => {
    skip(seedsRun < ENOUGH_SEEDS, 'too few seeds were run to say');
    expect(MUST_HAPPEN.filter((what) => !census.has(what))).toEqual([]);
  });
});

/** Each showed something that was wrong. */
const BROKE_ONCE = [
  824, 1_248, 1_264, 1_503, 5_010, 5_192, 6_279, 9_269, 9_870, 11_667, 14_565, 15_666, 18_284, 18_920, 33_498, 100_280,
  100_420, 100_500, 101_356, 102_100, 101_580, 102_440, 103_752, 104_012, 108_268, 110_212, 111_636, 113_240, 120_428,
  125_000, 125_940, 136_760, 137_136, 151_180, 208_604, 210_080, 210_508, 214_964, 219_956,
];

test.each(BROKE_ONCE)('seed %i breaks no invariant any more', async (seed) => {
  const result = await runSeed(seed, { store: memoryWorld });
  expect(result.violations.length === 0 ? '' : await report(result)).toBe('');
});

/** In so many sequences every act and every shape happens. */
const SEQUENCES = Number(process.env['SIMULATOR_SEQUENCES'] ?? 4);
const ENOUGH_SEQUENCES = 8;
const FIRST_SEQUENCE = (REPETITION - 1) * SEQUENCES + 1;
const MUST_BE_ASKED: readonly string[] = [
  ...['move', 'move-replicas', 'reshape', 'control', 'undo', 'restore'].map((kind) => `plan: ${kind}`),
  // Nobody dies in a sequence, and only then one takes the place of its master.
  ...RESHAPE_KINDS.filter((kind) => kind !== 'make-master').map((kind) => `reshape: ${kind}`),
  ...USUAL_ACTS.map((kind) => `act: ${kind}`),
  'end: done',
];

describe(`${SEQUENCE_LENGTH} wishes in a row, with no fault`, () => {
  const census = new Map<string, number>();

  test.each(Array.from({ length: SEQUENCES }, (_, index) => FIRST_SEQUENCE + index))(
    'sequence %i breaks no invariant, and every server of a tree ends with the same',
    async (seed) => {
      const result = await run(generateSequence(seed));
      for (const [what, times] of result.census) census.set(what, (census.get(what) ?? 0) + times);
      expect(result.violations.length === 0 ? '' : await report(result)).toBe('');
      expect(result.plans).toBeGreaterThan(SEQUENCE_LENGTH / 4);
    },
    BATCH_LIMIT_MS,
  );

  test('are of every kind', ({ skip }) => {
    skip(SEQUENCES < ENOUGH_SEQUENCES, 'too few sequences were run to say');
    expect(MUST_BE_ASKED.filter((what) => !census.has(what))).toEqual([]);
  });
});

describe('a seed', () => {
  test('tells the same story twice, whatever ran in between', async () => {
    for (const seed of [3, 17, 42]) {
      const first = await runSeed(seed, { store: memoryWorld });
      await runSeed(seed + 1, { store: memoryWorld });
      const second = await runSeed(seed, { store: memoryWorld });
      expect(second.narration).toBe(first.narration);
      expect(second.events).toBe(first.events);
    }
  });

  test('that is played in two worlds at the same time tells the same story', async () => {
    const [one, other] = await Promise.all([run(generateScenario(5)), run(generateScenario(5))]);
    expect(one.narration).toBe(other.narration);
  });
});
