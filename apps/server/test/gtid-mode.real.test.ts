/** GTIDs are turned on and off in a whole cluster while somebody writes to it, and nobody loses or doubles a row. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError, createClient, instanceIdOf } from '@topiary/contract';
import type { Client } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '../src/index.ts';
import type { RunningServer } from '../src/index.ts';
import { until } from '../src/testing/test-server.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const START_TIMEOUT_MS = 90_000;
const ATTEMPTS = 5;
/** What a writer at full speed has written, applied below two servers. */
const CAUGHT_UP_MS = 30_000;
const NAMES = ['m', 'a', 'b', 'c'] as const;

/** The soak has time for it: every change of mode waits for transactions that came before. */
const IS_SOAK = process.env['SOAK_CONTRACT'] !== undefined;

let sandbox: Sandbox;
let server: RunningServer;
let client: Client;
let directory: string;

beforeAll(async () => {
  if (!IS_SOAK) return;
  directory = await mkdtemp(join(tmpdir(), 'topiary-real-'));
  sandbox = await startSandbox({ clusters: [{ name: 'one', tree: 'm > a, b > c; flavor mysql; gtid off' }] });
  const { user, password } = sandbox.credentials.topology;
  server = await startServer({
    configFiles: { kind: 'none' },
    environment: {},
    logger: SILENT,
    overrides: {
      ListenAddress: '127.0.0.1:0',
      TopiaryDataDirectory: directory,
      TopiaryPollIntervalMilliseconds: 200,
      MySQLTopologyUser: user,
      MySQLTopologyPassword: password,
      DiscoverySeeds: [sandbox.server('m').address],
    },
  });
  client = createClient({ baseUrl: server.url, fetch });
  await until(async () => (await client.call('fleet', {})).clusters[0]?.instances === 4, START_TIMEOUT_MS);
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (!IS_SOAK) return;
  await server.stop();
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A plan that what changes by itself has overtaken (a lag, a server that is slow to answer) is made again, as a person would. */
async function setMode(to: 'ON' | 'OFF'): Promise<{ readonly outcome: string | null; readonly reason: unknown }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await trySetMode(to, attempt);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'plan-stale' || attempt === ATTEMPTS) throw error;
    }
  }
}

async function trySetMode(
  to: 'ON' | 'OFF',
  attempt: number,
): Promise<{ readonly outcome: string | null; readonly reason: unknown }> {
  const plan = await client.call('propose', {
    body: { kind: 'control', instance: instanceIdOf(sandbox.server('m')), act: { kind: 'set-gtid-mode', to } },
  });
  const { outcome, reason } = await client.call('confirm', {
    params: { plan: plan.id },
    query: { wait: 'true' },
    idempotencyKey: `mode-${to}-${attempt}`,
  });
  return { outcome, reason };
}

async function each(query: string): Promise<readonly string[]> {
  const rows = await Promise.all(NAMES.map((name) => sandbox.server(name).query(query)));
  return rows.map(([row]) => JSON.stringify(Object.values(row ?? {})[0] ?? null));
}

const positioned = async (): Promise<readonly string[]> =>
  (await Promise.all((['a', 'b', 'c'] as const).map((name) => sandbox.server(name).query('SHOW REPLICA STATUS')))).map(
    ([row]) => JSON.stringify([row?.['Auto_Position'], row?.['Replica_IO_Running'], row?.['Replica_SQL_Running']]),
  );

test.runIf(IS_SOAK)(
  'and every replica follows GTIDs afterwards, or files again',
  async () => {
    const m = sandbox.server('m');
    await m.query('CREATE DATABASE w; CREATE TABLE w.t (i INT AUTO_INCREMENT PRIMARY KEY, at DATETIME(6))');
    let [writes, ended] = [0, false];
    const writer = (async (): Promise<void> => {
      while (!ended) {
        await m.query('INSERT INTO w.t (at) VALUES (NOW(6))');
        writes += 1;
      }
    })();
    await until(() => Promise.resolve(writes > 20));
    try {
      expect(await setMode('ON')).toEqual({ outcome: 'done', reason: null });
      expect(await each('SELECT @@global.gtid_mode')).toEqual(NAMES.map(() => '"ON"'));
      for (const state of await positioned()) expect(state).toMatch(/^\["?1"?,"Yes","Yes"\]$/);
      const between = writes;
      await until(() => Promise.resolve(writes > between + 20));
      await until(async () => (await client.call('fleet', {})).clusters[0]?.instances === NAMES.length);
      expect(await setMode('OFF')).toEqual({ outcome: 'done', reason: null });
      expect(await each('SELECT @@global.gtid_mode')).toEqual(NAMES.map(() => '"OFF"'));
    } finally {
      ended = true;
      await writer;
    }
    await until(async () => new Set(await each('SELECT COUNT(*) FROM w.t')).size === 1, CAUGHT_UP_MS);
    expect(new Set(await each("SELECT CONCAT(COUNT(*), '/', SUM(CRC32(CONCAT(i, at)))) FROM w.t")).size).toBe(1);
    expect(await each('SELECT COUNT(*) FROM w.t')).toEqual(NAMES.map(() => JSON.stringify(writes)));
    for (const state of await positioned()) expect(state).toMatch(/^\["?0"?,"Yes","Yes"\]$/);
  },
  60_000,
);
