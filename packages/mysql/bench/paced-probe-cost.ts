/**
 * What a probe costs at the pace of a real fleet: 60 MariaDB servers, each asked once a second, evenly spread, by the
 * driver alone. Slower than back to back (`probe-cost.ts`): between two probes the process sleeps and its caches cool.
 *
 *     node packages/mysql/bench/paced-probe-cost.ts [clusters of ten servers] [seconds]
 */
import { startSandbox } from '@topiary/sandbox';
import { createServers } from '../src/index.ts';

const CLUSTERS = Number(process.argv[2] ?? 6);
const SECONDS = Number(process.argv[3] ?? 30);
const WARM_UP_SECONDS = 10;
const INTERVAL_MS = 1_000;
const TREE = 'm > (a > (b, c, d), e > (f, g), h, i); flavor mariadb';

const sandbox = await startSandbox({
  clusters: Array.from({ length: CLUSTERS }, (_, index) => ({ name: `c${index}`, tree: TREE })),
  onProgress: (message) => console.error(message),
});
const servers = createServers({
  credentials: () => sandbox.credentials.topology,
  tls: { mode: 'disabled' },
  monotonicMs: () => performance.now(),
});
try {
  const addresses = sandbox.clusters.flatMap((cluster) => cluster.servers.map(({ address }) => address));
  let probes = 0;
  const timers = addresses.map((address, index) => {
    const probe = async (): Promise<void> => {
      const result = await servers.observe(address, { deadlineMs: INTERVAL_MS });
      if (result.kind === 'failed') throw new Error(result.failure.detail);
      probes += 1;
    };
    return setTimeout(
      () => timers.push(setInterval(() => void probe(), INTERVAL_MS)),
      (INTERVAL_MS * index) / addresses.length,
    );
  });
  await pause(WARM_UP_SECONDS * 1_000);
  const [before, probesBefore] = [process.cpuUsage(), probes];
  await pause(SECONDS * 1_000);
  const { user, system } = process.cpuUsage(before);
  for (const timer of timers) clearTimeout(timer);
  const count = probes - probesBefore;
  console.log(`servers ${addresses.length}, probes per second ${(count / SECONDS).toFixed(1)}`);
  const perProbe = (micros: number): string => (micros / 1_000 / count).toFixed(3);
  console.log(
    `processor time per probe ${perProbe(user + system)} ms (user ${perProbe(user)}, system ${perProbe(system)})`,
  );
} finally {
  await servers.close();
  await sandbox.stop();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
