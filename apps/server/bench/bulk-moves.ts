/**
 * What moving many replicas at once costs against moving one: relocate-replicas of 1, 3, 10 and 30 real servers, down below a
 * sibling and up again, under a writer; from the API call that confirms the plan until the last replica is verified. By turns with
 * it what the machine takes for the same with nobody in between: the bare statements, sent to all replicas at once over
 * connections that are open, until each says that it reads. With the processor time of both, beyond what is used when nothing
 * is moved: shared by all processors it is a floor under the time. Ends with 1 when the goal is missed.
 *
 *   node apps/server/bench/bulk-moves.ts [flavor, mariadb] [rounds, 6] [sizes, 1,3,10,30] [rows per second, 200]
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { startSandbox } from '@topiary/sandbox';
import type { SandboxServer } from '@topiary/sandbox';
import { TopiaryStarter } from '../test/topiary-process.ts';
import type { TopiaryProcess } from '../test/topiary-process.ts';
import { median, pause } from './scale/numbers.ts';
import { ProcessorTime, type Spent } from './support/processor-time.ts';

const FLAVOR = process.argv[2] ?? 'mariadb';
const ROUNDS = Number(process.argv[3] ?? 6);
const SIZES = (process.argv[4] ?? '1,3,10,30').split(',').map(Number);
const ROWS_PER_SECOND = Number(process.argv[5] ?? 200);
const SETTLE_MS = 500;
const READS_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 5;
/** Thirty replicas cost at most twice what one does. */
const GOAL_RATIO = 2;
const IS_MARIADB = FLAVOR.startsWith('mariadb');
const BARE = IS_MARIADB
  ? (port: number) =>
      `STOP SLAVE; CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${port}, MASTER_USE_GTID = slave_pos; START SLAVE`
  : (port: number) =>
      `STOP REPLICA IO_THREAD; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${port}; START REPLICA IO_THREAD`;
const STATUS = IS_MARIADB ? 'SHOW SLAVE STATUS' : 'SHOW REPLICA STATUS';

interface Move {
  readonly from: SandboxServer;
  readonly to: SandboxServer;
  readonly replicas: readonly SandboxServer[];
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
});
try {
  const server = (name: string): SandboxServer => sandbox.server(`x.${name}`);
  const [master, target] = [server('m'), server('t')];
  const topiary = await starter.start({ seeds: [master.address], account: sandbox.credentials.topology });
  await topiary.clusterOf(master.address, names.length + 2);
  const servers = await Promise.all([master, target, ...names.map(server)].map(processIdOf));
  const processors = new ProcessorTime({ servers, topiary: topiary.processId });
  const medians = { planned: [] as number[], bare: [] as number[] };
  console.log(
    '| replicas | median; fastest, slowest | of one | bare | of one | servers: planned, bare | Topiary | at rest |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const size of SIZES) {
    const replicas = names.slice(0, size).map(server);
    const times = { planned: [] as number[], bare: [] as number[] };
    const spent = { planned: [] as Spent[], bare: [] as Spent[] };
    const rest = await processors.rest();
    const run = async (kind: 'planned' | 'bare', move: () => Promise<number>): Promise<void> => {
      const measured = await processors.of(move);
      times[kind].push(measured.result);
      spent[kind].push(measured.spent);
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [from, to] of [
        [master, target],
        [target, master],
      ] as const) {
        await run('planned', await planned(topiary, { from, to, replicas }));
        await run('bare', await bare({ from: to, to: from, replicas }));
        await run('planned', await planned(topiary, { from, to, replicas }));
      }
    }
    medians.planned.push(median(times.planned));
    medians.bare.push(median(times.bare));
    const ends = [Math.min(...times.planned), Math.max(...times.planned)].map((ms) => ms.toFixed(0)).join(', ');
    const cells = [
      `${median(times.planned).toFixed(0)}; ${ends} ms`,
      `× ${ofFirst(medians.planned).toFixed(2)}`,
      `${median(times.bare).toFixed(0)} ms`,
      `× ${ofFirst(medians.bare).toFixed(2)}`,
      `${mean(spent.planned.map(({ servers: ms }) => ms))}, ${mean(spent.bare.map(({ servers: ms }) => ms))} ms`,
      `${mean(spent.planned.map(({ topiary: ms }) => ms))} ms`,
      `${(rest.servers + rest.topiary).toFixed(2)} of ${availableParallelism()}`,
    ];
    console.log(`| ${size} | ${cells.join(' | ')} |`);
  }
  const ratio = ofFirst(medians.planned);
  const isMet = ratio <= GOAL_RATIO;
  console.log(
    `${isMet ? 'met   ' : 'MISSED'}  the most at most ${GOAL_RATIO} times what one costs: × ${ratio.toFixed(2)}`,
  );
  process.exitCode = isMet ? 0 : 1;
} finally {
  await starter.endAll();
  await sandbox.stop();
}

function ofFirst(values: readonly number[]): number {
  return (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0);
}

async function processIdOf(one: SandboxServer): Promise<number> {
  const [row] = await one.query('SELECT @@pid_file AS file');
  return Number(await readFile(String(row?.['file']), 'utf8'));
}

async function planned(topiary: TopiaryProcess, { from, to, replicas }: Move): Promise<() => Promise<number>> {
  const only = replicas.map(({ address }) => address);
  // What was done behind its back is seen by its next probe.
  await pause(SETTLE_MS);
  await Promise.all(
    only.map((id) => topiary.client.call('discover', { body: { address: id }, idempotencyKey: crypto.randomUUID() })),
  );
  const plan = await topiary.call('propose', {
    body: { kind: 'relocate-replicas', source: from.address, target: to.address, only },
  });
  return async () => {
    const startedAt = Date.now();
    const ended = await topiary.confirm(plan, true);
    if (ended.outcome !== 'done' || ended.finishedAt === null)
      throw new Error(`the plan ended: ${ended.outcome ?? 'not yet'}, ${JSON.stringify(ended.reason)}`);
    // The answer itself waits for one more look at every server.
    return ended.finishedAt - startedAt;
  };
}

async function bare(move: Move): Promise<() => Promise<number>> {
  await pause(SETTLE_MS);
  return () => bareMs(move);
}

async function bareMs({ to, replicas }: Move): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(
    replicas.map(async (replica) => {
      await replica.query(BARE(Number(to.address.split(':')[1])));
      while (performance.now() - startedMs < READS_WITHIN_MS) {
        const [row] = await replica.query(STATUS);
        if (row?.[IS_MARIADB ? 'Slave_IO_Running' : 'Replica_IO_Running'] === 'Yes') return;
        await pause(LOOK_EVERY_MS);
      }
      throw new Error(`${replica.address} does not read within ${READS_WITHIN_MS / 1_000} s`);
    }),
  );
  return performance.now() - startedMs;
}
