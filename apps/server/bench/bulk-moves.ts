/**
 * What moving many replicas at once costs against moving one: relocate-replicas of 1, 3, 10 and 30 real servers, down below a
 * sibling and up again, under a writer; from the API call that confirms the plan until every replica is verified. Ends with 1
 * when the goal is missed.
 *
 *   node apps/server/bench/bulk-moves.ts [flavor, mariadb] [rounds, 6] [sizes, 1,3,10,30]
 */
import { startSandbox } from '@topiary/sandbox';
import { TopiaryStarter } from '../test/topiary-process.ts';
import type { TopiaryProcess } from '../test/topiary-process.ts';
import { median, pause } from './scale/numbers.ts';

const FLAVOR = process.argv[2] ?? 'mariadb';
const ROUNDS = Number(process.argv[3] ?? 6);
const SIZES = (process.argv[4] ?? '1,3,10,30').split(',').map(Number);
const ROWS_PER_SECOND = 200;
const SETTLE_MS = 500;
/** Thirty replicas cost at most twice what one does. */
const GOAL_RATIO = 2;

interface Sides {
  readonly master: string;
  readonly target: string;
}

const names = Array.from({ length: Math.max(...SIZES) }, (_, index) => `r${index + 1}`);
const starter = new TopiaryStarter();
const sandbox = await startSandbox({
  clusters: [
    {
      name: 'x',
      tree: `m > (t, ${names.join(', ')}); flavor ${FLAVOR}`,
      writer: { rowsPerSecond: ROWS_PER_SECOND },
    },
  ],
  onProgress: (message) => console.error(message),
});
try {
  const address = (name: string): string => sandbox.server(`x.${name}`).address;
  const sides = { master: address('m'), target: address('t') };
  const topiary = await starter.start({ seeds: [sides.master], account: sandbox.credentials.topology });
  await topiary.clusterOf(sides.master, names.length + 2);
  const medians = new Map<number, number>();
  console.log('| replicas | median | fastest, slowest | of one |');
  console.log('|---|---|---|---|');
  for (const size of SIZES) {
    const times = await moveTimes(topiary, sides, names.slice(0, size).map(address));
    medians.set(size, median(times));
    const ratio = median(times) / (medians.get(SIZES[0] ?? size) ?? Number.NaN);
    const ends = [Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(0)).join(', ');
    console.log(`| ${size} | ${median(times).toFixed(0)} ms | ${ends} ms | × ${ratio.toFixed(2)} |`);
  }
  const worst = (medians.get(Math.max(...SIZES)) ?? Number.NaN) / (medians.get(Math.min(...SIZES)) ?? Number.NaN);
  const isMet = worst <= GOAL_RATIO;
  console.log(
    `${isMet ? 'met   ' : 'MISSED'}  the most at most ${GOAL_RATIO} times what one costs: × ${worst.toFixed(2)}`,
  );
  process.exitCode = isMet ? 0 : 1;
} finally {
  await starter.endAll();
  await sandbox.stop();
}

async function moveTimes(
  topiary: TopiaryProcess,
  { master, target }: Sides,
  only: readonly string[],
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [from, to] of [
      [master, target],
      [target, master],
    ] as const) {
      const plan = await topiary.call('propose', {
        body: { kind: 'relocate-replicas', source: from, target: to, only: [...only] },
      });
      const startedMs = performance.now();
      const ended = await topiary.confirm(plan, true);
      times.push(performance.now() - startedMs);
      if (ended.outcome !== 'done') throw new Error(`the plan ended: ${ended.outcome ?? 'not yet'}`, { cause: ended });
      await pause(SETTLE_MS);
    }
  }
  return times;
}
