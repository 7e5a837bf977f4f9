/**
 * What it costs the whole process to keep watching: processor time per probe and memory, against real MariaDB servers
 * at a one-second interval. Processor time is everything that the process does meanwhile: probing, building snapshots,
 * presenting and writing behind. Once as it is, where masters are felt between their probes too, and once without these
 * pulses, which tells what a probe costs. Beside them, before and after: what the least costs here that a server can be
 * asked at this pace (`packages/mysql/bench/constant-cost.ts`), since these machines are half as fast from one hour to the
 * next. The goal was set where that cost a quarter of a millisecond; it is judged by the ratio. Ends with 1 when it is missed.
 *
 *   node apps/server/bench/fleet-cost.ts [clusters of ten servers] [seconds] [TopiaryFullProbeEvery]
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startSandbox } from '@topiary/sandbox';
import { TopiaryStarter } from '../test/topiary-process.ts';
import { pause } from './scale/numbers.ts';
import { usageOf } from './scale/usage.ts';

const CLUSTERS = Number(process.argv[2] ?? 6);
const SECONDS = Number(process.argv[3] ?? 30);
const FULL_EVERY = Number(process.argv[4] ?? 3);
const SERVERS_PER_CLUSTER = 10;
const WARM_UP_MS = 10_000;
const TREE = 'm > (a > (b, c, d), e > (f, g), h, i); flavor mariadb';
/** Half a millisecond, where a constant cost half of that. */
const GOAL_RATIO = 2;
const CONSTANT_COST = new URL('../../../packages/mysql/bench/constant-cost.ts', import.meta.url).pathname;

const starter = new TopiaryStarter();
const sandbox = await startSandbox({
  clusters: Array.from({ length: CLUSTERS }, (_, index) => ({ name: `c${index}`, tree: TREE })),
  onProgress: (message) => console.error(message),
});
try {
  const before = await constantMs();
  const asItIs = await measure({});
  await measure({ TopiaryPulseMilliseconds: 0 });
  const after = await constantMs();
  const ratio = (2 * asItIs) / (before + after);
  console.log(
    `SELECT 1 by the library, at the same pace: ${before.toFixed(3)} ms before, ${after.toFixed(3)} ms after`,
  );
  console.log(
    `${ratio <= GOAL_RATIO ? 'met   ' : 'MISSED'}  per probe × ${ratio.toFixed(2)} of it, at most × ${GOAL_RATIO}`,
  );
  process.exitCode = ratio <= GOAL_RATIO ? 0 : 1;
} finally {
  await starter.endAll();
  await sandbox.stop();
}

/** Milliseconds of processor time per probe. */
async function measure(config: Readonly<Record<string, unknown>>): Promise<number> {
  const masters = sandbox.clusters.map(({ name }) => sandbox.server(`${name}.m`).address);
  const topiary = await starter.start({
    seeds: masters,
    account: sandbox.credentials.topology,
    config: { InstancePollSeconds: 1, TopiaryFullProbeEvery: FULL_EVERY, ...config },
  });
  for (const master of masters) await topiary.clusterOf(master, SERVERS_PER_CLUSTER);
  await pause(WARM_UP_MS);
  const before = await usageOf(topiary.processId);
  const startedMs = performance.now();
  await pause(SECONDS * 1000);
  const { discovery } = await topiary.call('status', {});
  const after = await usageOf(topiary.processId);
  await topiary.terminate();
  const seconds = (performance.now() - startedMs) / 1000;
  const cpuMs = after.cpuMs - before.cpuMs;
  const perProbe = cpuMs / (discovery.probesPerSecond * seconds);
  console.log(
    `${JSON.stringify(config)}: servers ${discovery.instances}, probes per second ${discovery.probesPerSecond.toFixed(1)}, ` +
      `processor time per probe ${perProbe.toFixed(3)} ms (${(cpuMs / seconds / 10).toFixed(1)} % of one core), ` +
      `resident memory ${after.residentMegabytes} MB`,
  );
  return perProbe;
}

/** Milliseconds of processor time that a process spends on a constant of each server, once a second. */
async function constantMs(): Promise<number> {
  const places = sandbox.servers.map(({ host, port }) => ({ host, port }));
  const limits = { timeout: (SECONDS + 60) * 1000 };
  const asking = promisify(execFile)(process.execPath, [CONSTANT_COST, String(SECONDS)], limits);
  asking.child.stdin?.end(JSON.stringify({ places, account: sandbox.credentials.topology }));
  return Number((await asking).stdout);
}
