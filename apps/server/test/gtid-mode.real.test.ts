/** GTIDs are turned on and off in a whole cluster while somebody writes to it, and nobody loses or doubles a row. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, instanceIdOf } from '@topiary/contract';
import type { Client, PlanView } from '@topiary/contract';
import type { Sandbox } from '@topiary/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IS_SOAK, START_TIMEOUT_MS, startRealWorld } from '../src/testing/real-world.ts';
import type { RealWorld } from '../src/testing/real-world.ts';
import { until } from '../src/testing/test-server.ts';

const ATTEMPTS = 5;
/** So that replicas can follow, on whatever machine this is. */
const BREATH_MS = 2;
/** What a writer has written, applied below two servers. */
const CAUGHT_UP_MS = 30_000;
const NAMES = ['m', 'a', 'b', 'c'] as const;

let world: RealWorld;
let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  if (!IS_SOAK) return;
  world = await startRealWorld({
    cluster: { tree: 'm > a, b > c; flavor mysql; gtid off' },
    seed: 'm',
    servers: NAMES.length,
    pollIntervalMs: 200,
  });
  ({ sandbox, client } = world);
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (IS_SOAK) await world.end();
});

/** A plan that what changes by itself has overtaken (a lag, a server that is slow to answer) is made again, as a person would. */
async function setMode(to: 'ON' | 'OFF'): Promise<Pick<PlanView, 'outcome' | 'reason'>> {
  const instance = instanceIdOf(sandbox.server('m'));
  for (let attempt = 1; ; attempt += 1) {
    const plan = await client.call('propose', {
      body: { kind: 'control', instance, act: { kind: 'set-gtid-mode', to } },
    });
    try {
      const { outcome, reason } = await world.confirm(plan);
      return { outcome, reason };
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'plan-stale' || attempt === ATTEMPTS) throw error;
    }
  }
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
        await sleep(BREATH_MS);
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
