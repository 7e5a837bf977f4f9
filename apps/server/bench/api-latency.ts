/**
 * How long orchestrator's API takes to answer over a fleet of real MariaDB servers that is being watched: from the request to the
 * last byte, on a connection that stays open, one request after the other. First while all is well, then while a server of
 * the middle of each cluster is dead, so that there is something to tell. Beside it, what tells more on a machine with other
 * work: the fastest answer, the processor time of Topiary per request, and an answer without content (`lb-check`). Ends with
 * 1 when a goal is missed.
 *
 *   node apps/server/bench/api-latency.ts [clusters of ten servers] [requests]
 */
import { startSandbox } from '@topiary/sandbox';
import { compatGet } from '../src/testing/compat-client.ts';
import { TopiaryStarter } from '../test/topiary-process.ts';
import type { TopiaryProcess } from '../test/topiary-process.ts';
import { median, pause, shareOf } from './scale/numbers.ts';
import { usageOf } from './scale/usage.ts';

const CLUSTERS = Number(process.argv[2] ?? 6);
const REQUESTS = Number(process.argv[3] ?? 300);
const SERVERS_PER_CLUSTER = 10;
const WARM_UP_REQUESTS = 50;
const WARM_UP_MS = 10_000;
const FINDINGS_WITHIN_MS = 60_000;
const TREE = 'm > (a > (b, c, d), e > (f, g), h, i); flavor mariadb';

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
    config: { InstancePollSeconds: 5 },
  });
  for (const master of masters) await topiary.clusterOf(master, SERVERS_PER_CLUSTER);
  await pause(WARM_UP_MS);
  const goals = [
    { path: 'lb-check', goalMs: null },
    { path: 'all-instances', goalMs: 5 },
    { path: `cluster/${masters[0]}`, goalMs: 2 },
    { path: 'replication-analysis', goalMs: 2 },
  ];
  let isMet = true;
  for (const world of ['all well', 'a server of each cluster dead']) {
    if (world !== 'all well') await killMiddles(topiary);
    console.log(`${CLUSTERS * SERVERS_PER_CLUSTER} servers, ${world}:`);
    for (const { path, goalMs } of goals) isMet = (await measure(topiary, path, goalMs)) && isMet;
  }
  process.exitCode = isMet ? 0 : 1;
} finally {
  await starter.endAll();
  await sandbox.stop();
}

async function killMiddles(topiary: TopiaryProcess): Promise<void> {
  await Promise.all(sandbox.clusters.map(({ name }) => sandbox.server(`${name}.a`).kill()));
  const deadline = performance.now() + FINDINGS_WITHIN_MS;
  while (performance.now() < deadline) {
    const { text } = await compatGet(`${topiary.url}/api/replication-analysis`);
    const { Details } = JSON.parse(text) as { readonly Details: readonly unknown[] };
    if (Details.length >= CLUSTERS) return;
    await pause(500);
  }
  throw new Error(`not a finding for each of ${CLUSTERS} dead servers within ${FINDINGS_WITHIN_MS} ms`);
}

async function measure(topiary: TopiaryProcess, path: string, goalMs: number | null): Promise<boolean> {
  const times: number[] = [];
  let bytes = 0;
  const before = await usageOf(topiary.processId);
  for (let request = -WARM_UP_REQUESTS; request < REQUESTS; request += 1) {
    const beganMs = performance.now();
    const { status, text } = await compatGet(`${topiary.url}/api/${path}`);
    if (status !== 200) throw new Error(`${path} answers ${status}: ${text}`);
    if (request >= 0) times.push(performance.now() - beganMs);
    bytes = text.length;
  }
  const cpuMs = ((await usageOf(topiary.processId)).cpuMs - before.cpuMs) / (REQUESTS + WARM_UP_REQUESTS);
  const isMet = goalMs === null || median(times) <= goalMs;
  const figures = [
    `median ${median(times).toFixed(2)} ms${goalMs === null ? '' : ` (at most ${goalMs})`}`,
    `p90 ${shareOf(times, 0.9).toFixed(2)} ms`,
    `fastest ${Math.min(...times).toFixed(2)} ms`,
    `processor ${cpuMs.toFixed(2)} ms`,
    `${bytes} bytes`,
  ];
  console.log(`${isMet ? 'met   ' : 'MISSED'}  ${path}: ${figures.join(', ')}`);
  return isMet;
}
