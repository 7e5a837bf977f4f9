/**
 * What it costs the whole process to keep watching: processor time per probe and memory, against real MariaDB servers
 * at a one-second interval. Processor time is everything that the process does meanwhile: probing, building snapshots,
 * presenting and writing behind.
 *
 *   node apps/server/bench/fleet-cost.ts [clusters of ten servers] [seconds]
 */
import { readFile } from 'node:fs/promises';
import { startSandbox } from '@topiary/sandbox';
import { TopiaryStarter } from '../test/topiary-process.ts';

const CLUSTERS = Number(process.argv[2] ?? 6);
const SECONDS = Number(process.argv[3] ?? 30);
const SERVERS_PER_CLUSTER = 10;
const WARM_UP_MS = 10_000;
const TREE = 'm > (a > (b, c, d), e > (f, g), h, i); flavor mariadb';
/** Jiffies per second of /proc/<pid>/stat; 100 on every Linux that Debian builds. */
const CLOCK_TICKS = 100;

const starter = new TopiaryStarter();
const sandbox = await startSandbox({
  clusters: Array.from({ length: CLUSTERS }, (_, index) => ({ name: `c${index}`, tree: TREE })),
  onProgress: (message) => console.error(message),
});
try {
  const masters = sandbox.clusters.map(({ name }) => sandbox.server(`${name}.m`).address);
  const topiary = await starter.start({
    seeds: masters,
    account: sandbox.credentials.topology,
    config: { InstancePollSeconds: 1 },
  });
  for (const master of masters) await topiary.clusterOf(master, SERVERS_PER_CLUSTER);
  await pause(WARM_UP_MS);
  const before = await usage(topiary.processId);
  const startedMs = performance.now();
  await pause(SECONDS * 1000);
  const { discovery } = await topiary.call('status', {});
  const after = await usage(topiary.processId);
  const seconds = (performance.now() - startedMs) / 1000;
  const cpuMs = after.cpuMs - before.cpuMs;
  const probes = discovery.probesPerSecond * seconds;
  console.log(`servers ${discovery.instances}, probes per second ${discovery.probesPerSecond.toFixed(1)}`);
  console.log(
    `processor time per probe ${(cpuMs / probes).toFixed(3)} ms (${((cpuMs / seconds / 1000) * 100).toFixed(1)} % of one core)`,
  );
  console.log(`resident memory ${after.residentMegabytes} MB`);
} finally {
  await starter.endAll();
  await sandbox.stop();
}

async function usage(processId: number): Promise<{ readonly cpuMs: number; readonly residentMegabytes: number }> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${processId}/stat`, 'utf8'),
    readFile(`/proc/${processId}/status`, 'utf8'),
  ]);
  // The command in parentheses may hold spaces; what follows it is numbers, user and system time the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const residentKilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
  return { cpuMs: (ticks * 1000) / CLOCK_TICKS, residentMegabytes: Math.round(residentKilobytes / 1024) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
