import { bin } from '../../bootstrap/paths.mjs';

/** What takes too long for `npm test`. A part is one command, run some times over, each time leaving a report of Vitest. */
export interface SoakPart {
  readonly name: string;
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly repetitions: number;
}

/** No part takes more of one call than this: what is left is done by the next call. */
export const PART_LIMIT_MS = 40 * 60_000;

/** Seeds of the simulator that one repetition plays; each repetition plays others. */
const SEEDS = 1_000;

/** Sequences of 200 wishes that one repetition plays in the simulator; each repetition plays others. */
const WISHES = 40;

/** Sequences that one repetition plays on real servers and on the fleet; one takes ten to twenty seconds. */
const SEQUENCES = 25;

/** Operations that one repetition does on each flavour of real servers; `npm test` does some twenty. */
const OPERATIONS = 200;

/** `SOAK_MEMORY_MINUTES` says otherwise, for a first look. */
const MEMORY_MINUTES = process.env['SOAK_MEMORY_MINUTES'] ?? '30';

/** `SOAK_FAULTS` says otherwise, for a first look. */
const FAULTS = process.env['SOAK_FAULTS'] ?? '100';

/** Old masters without semi-sync that come back, of each family; each takes half a minute. */
const RETURNS = '5';

/** A hundred times what `npm test` runs. */
const PROPERTY_RUNS = 10_000;

export const SOAK_PARTS: readonly SoakPart[] = [
  {
    name: 'properties',
    what: `property tests of the domain, ${PROPERTY_RUNS} cases each`,
    command: bin('vitest'),
    args: ['run', '--project', 'unit', '--testTimeout', String(PART_LIMIT_MS), 'packages/domain'],
    env: { FC_NUM_RUNS: String(PROPERTY_RUNS) },
    repetitions: 1,
  },
  {
    name: 'contract',
    what: 'ports on real servers, ten times',
    command: bin('vitest'),
    args: ['run', '--project', 'real'],
    env: { SOAK_CONTRACT: '1' },
    repetitions: 10,
  },
  {
    name: 'moments',
    what: 'Topiary killed at every millisecond of moves in the simulator, every version of the fakes, every hostile text',
    command: bin('vitest'),
    args: [
      'run',
      '--project',
      'unit',
      '--testTimeout',
      String(PART_LIMIT_MS),
      'packages/simulator/src',
      '--exclude',
      '**/seeds.test.ts',
      'packages/engine/src/crash.test.ts',
      'packages/engine/src/orderly-stop.test.ts',
      'packages/mysql/test/servers.fake.test.ts',
      'apps/server/src/compat/hostile-input.test.ts',
    ],
    env: { SOAK_CONTRACT: '1' },
    repetitions: 1,
  },
  {
    name: 'disasters',
    what: `${SEEDS} seeds and ${WISHES} sequences of the simulator`,
    command: bin('vitest'),
    args: ['run', '--project', 'unit', '--testTimeout', String(PART_LIMIT_MS), 'packages/simulator/src/seeds.test.ts'],
    env: { SIMULATOR_SEEDS: String(SEEDS), SIMULATOR_SEQUENCES: String(WISHES) },
    repetitions: 20,
  },
  {
    name: 'fidelity',
    what: `${SEQUENCES} sequences of statements on real servers and on the fleet`,
    command: bin('vitest'),
    // A sequence mostly waits for servers: the three flavours are played side by side.
    args: ['run', '--project', 'real', '--fileParallelism', '--maxWorkers=3', 'packages/mysql-fake/test/fidelity'],
    env: { FIDELITY_SEQUENCES: String(SEQUENCES) },
    repetitions: 20,
  },
  {
    name: 'sequences',
    what: `${OPERATIONS} random operations on real servers that are written to, on each flavour`,
    command: bin('vitest'),
    args: ['run', '--project', 'real', 'apps/server/test/sequences.real.test.ts'],
    env: { SEQUENCE_OPERATIONS: String(OPERATIONS) },
    repetitions: 5,
  },
  {
    name: 'faults',
    what: `${FAULTS} random faults on real servers with semi-sync, under writers that remember every acknowledgement`,
    command: bin('vitest'),
    args: ['run', '--project', 'real', 'apps/server/test/faults.real.test.ts'],
    env: { SOAK_FAULTS: FAULTS, SOAK_FAULTS_SEED: process.env['SOAK_FAULTS_SEED'] ?? '1' },
    repetitions: 1,
  },
  {
    name: 'returns',
    what: `${RETURNS} old masters of each family that were written to while they were cut off (root only)`,
    command: bin('vitest'),
    args: ['run', '--project', 'real', 'apps/server/test/own-transactions.real.test.ts'],
    env: { SOAK_RETURNS: RETURNS },
    repetitions: 1,
  },
  {
    name: 'memory',
    what: `${MEMORY_MINUTES} minutes of watching 500 fakes that die and come back`,
    command: bin('vitest'),
    args: ['run', '--project', 'real', 'apps/server/test/memory.real.test.ts'],
    env: { SOAK_MEMORY_MINUTES: MEMORY_MINUTES },
    repetitions: 1,
  },
];

/** Picks the parts that a person named, or all; the other answer is a sentence about a name that is none. */
export function pickSoakParts(names: readonly string[]): readonly SoakPart[] | string {
  const stranger = names.find((name) => !SOAK_PARTS.some((part) => part.name === name));
  if (stranger !== undefined) {
    return `There is no part "${stranger}".`;
  }
  return names.length === 0 ? SOAK_PARTS : SOAK_PARTS.filter((part) => names.includes(part.name));
}
