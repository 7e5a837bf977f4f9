/**
 * What one probe costs this process, against real servers: statements, round trips, processor time, and how long an
 * answer takes. Goal: at most 0.5 ms of processor time, in one round trip.
 *
 *     node packages/mysql/bench/probe-cost.ts [probes] [ReplicationLagQuery]
 */
import { startSandbox } from '@topiary/sandbox';
import type { Address } from '@topiary/domain';
import { createServers, type TlsMode } from '../src/index.ts';
import { RecordingProxy } from '../test/contract/proxy.ts';

const PROBES = Number(process.argv[2] ?? 2_000);
const LAG_QUERY = process.argv[3] ?? '';
const WARM_UP = 300;
const FLAVORS = ['mysql', 'mariadb-10.11', 'mariadb-11.8'] as const;

interface Cost {
  readonly cpuMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

async function main(): Promise<void> {
  const sandbox = await startSandbox({
    clusters: FLAVORS.map((flavor) => ({ name: flavor, tree: `m > a; flavor ${flavor}` })),
  });
  try {
    print(['server', 'role', 'tls', 'statements', 'packets', 'cpu ms', 'median ms', 'p99 ms']);
    for (const flavor of FLAVORS) {
      for (const role of ['m', 'a']) {
        const server = sandbox.server(`${flavor}.${role}`);
        const { statements, packets } = await shapeOf(server, sandbox.credentials.topology);
        for (const mode of flavor === 'mysql' ? (['disabled', 'preferred'] as const) : (['disabled'] as const)) {
          const cost = await costOf(server, { mode, account: sandbox.credentials.topology });
          print([
            `${flavor} ${server.version}`,
            role === 'm' ? 'master' : 'replica',
            mode,
            statements,
            packets,
            cost.cpuMs,
            cost.medianMs,
            cost.p99Ms,
          ]);
        }
      }
    }
  } finally {
    await sandbox.stop();
  }
}

interface Account {
  readonly user: string;
  readonly password: string;
}

async function shapeOf(address: Address, account: Account): Promise<{ statements: number; packets: number }> {
  const proxy = await RecordingProxy.to(address);
  const servers = createServers({
    credentials: () => account,
    lagQuery: LAG_QUERY,
    tls: { mode: 'disabled' },
    monotonicMs: () => performance.now(),
  });
  await servers.observe(proxy.address, { deadlineMs: 5_000 });
  const before = proxy.queries.length;
  await servers.observe(proxy.address, { deadlineMs: 5_000 });
  const packets = proxy.queries.length - before;
  const statements = proxy.queries.at(-1)?.split('; ').length ?? 0;
  await servers.close();
  await proxy.close();
  return { statements, packets };
}

async function costOf(address: Address, { mode, account }: { mode: TlsMode; account: Account }): Promise<Cost> {
  const servers = createServers({
    credentials: () => account,
    tls: { mode },
    lagQuery: LAG_QUERY,
    monotonicMs: () => performance.now(),
  });
  const times: number[] = [];
  for (let count = 0; count < WARM_UP; count += 1) await servers.observe(address, { deadlineMs: 5_000 });
  const before = process.cpuUsage();
  for (let count = 0; count < PROBES; count += 1) {
    const result = await servers.observe(address, { deadlineMs: 5_000 });
    if (result.kind === 'failed') throw new Error(JSON.stringify(result.failure));
    times.push(result.tookMs);
  }
  const { user, system } = process.cpuUsage(before);
  await servers.close();
  times.sort((one, other) => one - other);
  return {
    cpuMs: (user + system) / 1_000 / PROBES,
    medianMs: times[Math.floor(PROBES / 2)] ?? 0,
    p99Ms: times[Math.floor(PROBES * 0.99)] ?? 0,
  };
}

function print(cells: readonly (string | number)[]): void {
  const widths = [26, 8, 10, 11, 8, 8, 10, 8];
  const texts = cells.map((cell, index) =>
    (typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(3) : String(cell)).padEnd(widths[index] ?? 8),
  );
  process.stdout.write(`${texts.join(' ')}\n`);
}

await main();
