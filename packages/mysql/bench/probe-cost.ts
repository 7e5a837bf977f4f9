/**
 * What one probe costs this process and the server that is asked, full and adaptive: statements, round trips, processor
 * time, and how long an answer takes. Goal: at most 0.5 ms of this process's processor time, in one round trip. Sessions that do
 * nothing make a server's list of them longer.
 *
 *     node packages/mysql/bench/probe-cost.ts [probes] [sessions that do nothing, at most 900] [ReplicationLagQuery]
 */
import { readFileSync } from 'node:fs';
import { startSandbox, type SandboxServer } from '@topiary/sandbox';
import type { ProbeDepth } from '@topiary/engine';
import { createConnection, type Connection } from 'mysql2/promise';
import { createServers, type TlsMode } from '../src/index.ts';
import { RecordingProxy } from '../test/contract/proxy.ts';

const PROBES = Number(process.argv[2] ?? 2_000);
const IDLE_SESSIONS = Number(process.argv[3] ?? 0);
const LAG_QUERY = process.argv[4] ?? '';
/** Of `/proc/<pid>/stat`; the same on every Linux that this runs on. */
const MS_PER_TICK = 10;
/** After as many an adaptive probe may leave things out. */
const LOOKS_TO_SETTLE = 2;
const DEPTHS = ['full', 'adaptive'] as const;
const WARM_UP = 300;
const FLAVORS = ['mysql', 'mariadb-10.11', 'mariadb-11.8'] as const;

interface Cost {
  readonly cpuMs: number;
  /** Of the server. */
  readonly serverCpuMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

async function main(): Promise<void> {
  const sandbox = await startSandbox({
    clusters: FLAVORS.map((flavor) => ({ name: flavor, tree: `m > a; flavor ${flavor}` })),
  });
  const account = sandbox.credentials.topology;
  try {
    print(['server', 'role', 'tls', 'depth', 'statements', 'packets', 'cpu ms', 'server ms', 'median ms', 'p99 ms']);
    for (const flavor of FLAVORS) {
      for (const role of ['m', 'a']) {
        const server = sandbox.server(`${flavor}.${role}`);
        const endSessions = await idleSessions(server, account);
        const modes = flavor === 'mysql' ? (['disabled', 'preferred'] as const) : (['disabled'] as const);
        for (const mode of modes) for (const depth of DEPTHS) await measure(server, { role, mode, depth, account });
        await endSessions();
      }
    }
  } finally {
    await sandbox.stop();
  }
}

interface Measured extends Asked {
  readonly role: string;
}

async function measure(server: SandboxServer, { role, ...asked }: Measured): Promise<void> {
  const { statements, packets } = await shapeOf(server, asked);
  const cost = await costOf(server, asked);
  print([
    `${server.family} ${server.version}`,
    role === 'm' ? 'master' : 'replica',
    asked.mode,
    asked.depth,
    statements,
    packets,
    cost.cpuMs,
    cost.serverCpuMs,
    cost.medianMs,
    cost.p99Ms,
  ]);
}

/** Opens them, and gives the function that ends them. */
async function idleSessions(server: SandboxServer, { user, password }: Account): Promise<() => Promise<void>> {
  if (IDLE_SESSIONS > 0) await server.query(`SET GLOBAL max_connections = ${IDLE_SESSIONS + 100}`);
  const open: Connection[] = [];
  for (let count = 0; count < IDLE_SESSIONS; count += 1)
    open.push(await createConnection({ host: server.host, port: server.port, user, password }));
  return async () => {
    await Promise.all(open.map((connection) => connection.end()));
  };
}

interface Account {
  readonly user: string;
  readonly password: string;
}

interface Asked {
  readonly mode: TlsMode;
  readonly depth: ProbeDepth;
  readonly account: Account;
}

async function shapeOf(
  server: SandboxServer,
  { account, depth }: Asked,
): Promise<{ statements: number; packets: number }> {
  const proxy = await RecordingProxy.to(server);
  const servers = createServers({
    credentials: () => account,
    lagQuery: LAG_QUERY,
    tls: { mode: 'disabled' },
    monotonicMs: () => performance.now(),
  });
  const probe = () => servers.observe(proxy.address, { deadlineMs: 5_000, depth });
  for (let count = 0; count < LOOKS_TO_SETTLE; count += 1) await probe();
  const before = proxy.queries.length;
  await probe();
  const packets = proxy.queries.length - before;
  const statements = proxy.queries.at(-1)?.split('; ').length ?? 0;
  await servers.close();
  await proxy.close();
  return { statements, packets };
}

async function costOf(server: SandboxServer, { account, depth, mode }: Asked): Promise<Cost> {
  const servers = createServers({
    credentials: () => account,
    tls: { mode },
    lagQuery: LAG_QUERY,
    monotonicMs: () => performance.now(),
  });
  const probe = () => servers.observe(server, { deadlineMs: 5_000, depth });
  const times: number[] = [];
  for (let count = 0; count < WARM_UP; count += 1) await probe();
  const [before, serverBefore] = [process.cpuUsage(), cpuMsOf(server)];
  for (let count = 0; count < PROBES; count += 1) {
    const result = await probe();
    if (result.kind === 'failed') throw new Error(JSON.stringify(result.failure));
    times.push(result.tookMs);
  }
  const { user, system } = process.cpuUsage(before);
  const serverMs = cpuMsOf(server) - serverBefore;
  await servers.close();
  times.sort((one, other) => one - other);
  return {
    cpuMs: (user + system) / 1_000 / PROBES,
    serverCpuMs: serverMs / PROBES,
    medianMs: times[Math.floor(PROBES / 2)] ?? 0,
    p99Ms: times[Math.floor(PROBES * 0.99)] ?? 0,
  };
}

/** User and system time: the twelfth and thirteenth field after the name, which may contain blanks. */
function cpuMsOf({ pid }: SandboxServer): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

function print(cells: readonly (string | number)[]): void {
  const widths = [20, 8, 10, 9, 11, 8, 7, 10, 10, 8];
  const texts = cells.map((cell, index) =>
    (typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(3) : String(cell)).padEnd(widths[index] ?? 8),
  );
  process.stdout.write(`${texts.join(' ')}\n`);
}

await main();
