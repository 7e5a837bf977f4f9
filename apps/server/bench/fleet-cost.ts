/**
 * What it costs the whole process to keep watching: processor time per probe and memory, against real MariaDB servers
 * at a one-second interval. Processor time is everything that the process does meanwhile: probing, building snapshots,
 * presenting and writing behind. Once as it is, where masters are felt between their probes too, and once without these
 * pulses, which tells what a probe costs. Ends with 1 when the goal is missed with them.
 *
 *   node apps/server/bench/fleet-cost.ts [clusters of ten servers] [seconds] [TopiaryFullProbeEvery]
 */
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
const GOAL_MS = 0.5;

const starter = new TopiaryStarter();
const sandbox = await startSandbox({
  clusters: Array.from({ length: CLUSTERS }, (_, index) => ({ name: `c${index}`, tree: TREE })),
  onProgress: (message) => console.error(message),
});
try {
  const asItIs = await measure({});
  await measure({ TopiaryPulseMilliseconds: 0 });
  console.log(`${asItIs <= GOAL_MS ? 'met   ' : 'MISSED'}  at most ${GOAL_MS} ms per probe`);
  process.exitCode = asItIs <= GOAL_MS ? 0 : 1;
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
