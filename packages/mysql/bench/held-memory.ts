/**
 * What a held connection costs in memory: fakes in a process of their own, each asked several times over TLS, and then what
 * this process holds after a collection.
 *
 *     node --expose-gc packages/mysql/bench/held-memory.ts [servers] [probes of each]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Fleet } from '@topiary/fleet';
import { startFakes } from '@topiary/mysql-fake';
import { createServers } from '../src/index.ts';
import { accountsOf, TOPIARY } from '../test/support/fake-accounts.ts';

const SERVERS = Number(process.argv[2] ?? 1_000);
const PROBES = Number(process.argv[3] ?? 6);
const AT_ONCE = 50;
const DEADLINE_MS = 30_000;
const PORT = 23_306;
/** On addresses that nothing else uses. */
const addressOf = (index: number) => ({ host: `127.31.${index >> 7}.${(index & 127) + 1}`, port: PORT });

if (process.send === undefined) await measure();
else await serve();

async function serve(): Promise<void> {
  const fleet = new Fleet({ startMs: Date.now() });
  for (let index = 0; index < SERVERS; index += 1)
    fleet.add({
      address: addressOf(index),
      version: '8.4.6',
      serverId: index + 1,
      accounts: accountsOf('caching_sha2_password'),
      settings: { gtid_mode: 'ON', enforce_gtid_consistency: 'ON', log_bin: 'ON' },
    });
  await startFakes({ fleet, listening: 'own' });
  process.send?.('ready');
  process.once('disconnect', () => process.exit(0));
}

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, [String(SERVERS)]);
  await once(child, 'message');
  const before = held();
  const servers = createServers({
    credentials: () => TOPIARY,
    tls: { mode: 'preferred' },
    monotonicMs: () => performance.now(),
  });
  for (let round = 0; round < PROBES; round += 1) await askAll(servers);
  const after = held();
  for (const name of ['heapUsed', 'arrayBuffers', 'external'] as const)
    console.log(`${name}: ${((after[name] - before[name]) / SERVERS / 1_024).toFixed(1)} kB per server`);
  await servers.close();
  child.disconnect();
}

async function askAll(servers: ReturnType<typeof createServers>): Promise<void> {
  const waiting = Array.from({ length: SERVERS }, (_, index) => addressOf(index));
  const askOneByOne = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const result = await servers.observe(next, { deadlineMs: DEADLINE_MS });
      if (result.kind === 'failed') throw new Error(result.failure.detail);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOneByOne));
}

function held(): NodeJS.MemoryUsage {
  if (gc === undefined) throw new Error('run with node --expose-gc');
  gc();
  return process.memoryUsage();
}
