/**
 * A master of real servers dies under a writer, is replaced, and its process is started again, as a supervisor does: it is
 * closed and goes below the new one. What was written on one that came back while nobody looked is named, and stays there.
 */
import { ApiError } from '@topiary/contract';
import { SqlClient, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mariadb', 'mysql'] as const) : (['mariadb'] as const);
const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
/** It takes a quarter of a second; a busy machine takes its time. */
const LONGEST_OPEN_MS = 3_000;
/** Long enough for a master to be closed, were that not switched off. */
const NOTHING_HAPPENS_MS = 1_000;
const starter = new TopiaryStarter();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(FLAVORS)('a replaced master of %s', (flavor) => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  let cluster: string;
  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `m > (a, b); flavor ${flavor}` }] });
    await server('m').query('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)');
    const { user, password } = sandbox.credentials.replication;
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: {
        RecoverMasterClusterFilters: ['*'],
        RecoveryPeriodBlockSeconds: 1,
        TopiaryReplicationUser: user,
        TopiaryReplicationPassword: password,
      },
    });
    ({ id: cluster } = await topiary.clusterOf(server('m').address, NAMES.length));
  }, 120_000);

  afterAll(async () => {
    await starter.endAll();
    await sandbox.stop();
  });

  test('is closed as soon as it is back, goes below the new one, and has what that has; the cluster stays the same', async () => {
    let next = await writes('m', 1);
    server('m').killNow();
    const by = await openedAmong(['a', 'b']);
    next = await writes(by, next);
    const openMs = await openTimeOf('m');
    expect(openMs).toBeLessThan(LONGEST_OPEN_MS);
    await eventually(async () => expect(await idsOn('m')).toEqual(await idsOn(by)));
    await writes(by, next);
    await eventually(async () => expect(await idsOn('m')).toEqual(await idsOn(by)));
    const view = await topiary.clusterOf(server(by).address, NAMES.length);
    expect([view.id, view.masters]).toEqual([cluster, [server(by).address]]);
    const codes = await eventually(() => endedCodes(3));
    expect(codes).toEqual(['DeadMaster', 'FormerMasterReturned', 'FormerMasterRejoins']);
  }, 60_000);

  test('with transactions of its own is closed, they are named, and it stays apart', async () => {
    const [old] = await openOnes();
    if (old === undefined) throw new Error('nobody takes writes');
    const others = NAMES.filter((name) => name !== old);
    server(old).killNow();
    const by = await openedAmong(others);
    await eventually(() => endedCodes(4));
    await switchRecovery(false);
    await server(old).start();
    // As one that its configuration makes a master comes back.
    await server(old).query('SET GLOBAL read_only = 0');
    await pause(NOTHING_HAPPENS_MS);
    expect(await isOpen(old)).toBe(true);
    await server(old).query('INSERT INTO shop.orders VALUES (100001)');
    await switchRecovery(true);
    await eventually(async () => expect(await isOpen(old)).toBe(false));
    const { items } = await eventually(() => findingsOf(old));
    expect(items.map(({ code }) => code)).toContain('FormerMasterWithOwnTransactions');
    expect(await reasonsAgainst(old, by)).toMatchObject([
      { params: { own: expect.stringMatching(flavor === 'mysql' ? /-.*:\d+/ : /\d+-\d+-\d+/) } },
    ]);
    expect([await idsOn(by), await idsOn(old)].map((ids) => ids.includes(100_001))).toEqual([false, true]);
    expect(await openOnes()).toEqual([by]);
  }, 60_000);

  /** From the first answer of a server that was started until it is read-only; 0 where it never took a write. */
  async function openTimeOf(name: Name): Promise<number> {
    const client = new SqlClient({ host: '127.0.0.1', port: server(name).port, ...sandbox.credentials.topology });
    const started = server(name).start();
    let firstMs: number | null = null;
    for (;;) {
      const closed = await client.query('SELECT @@GLOBAL.read_only AS closed', [], 500).then(
        ([row]) => Number(row?.['closed']) === 1,
        () => null,
      );
      if (closed !== null) firstMs ??= performance.now();
      if (closed === true) break;
      await pause(10);
    }
    await Promise.all([started, client.close()]);
    return performance.now() - (firstMs ?? 0);
  }

  async function reasonsAgainst(old: Name, below: Name) {
    const act = { kind: 'rejoin', below: server(below).address, own: 'refuse' } as const;
    try {
      await topiary.call('propose', { body: { kind: 'control', instance: server(old).address, act } });
      return [];
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.reasons;
    }
  }

  /** Some rows, one after the other, each of which its replicas have before the next; answers with the next id. */
  async function writes(on: Name, from: number): Promise<number> {
    for (let id = from; id < from + 20; id += 1) await server(on).query('INSERT INTO shop.orders VALUES (?)', [id]);
    const [other = 'a'] = (['a', 'b'] as const).filter((name) => name !== on);
    await eventually(async () => expect(await idsOn(other)).toEqual(await idsOn(on)));
    return from + 20;
  }

  function switchRecovery(on: boolean) {
    const body = on ? { on } : { on, reason: 'a test' };
    return topiary.call('switchRecovery', { body, idempotencyKey: crypto.randomUUID() });
  }

  async function findingsOf(name: Name) {
    const page = await topiary.call('findings', { query: {} });
    const items = page.items.filter(({ instance }) => instance === server(name).address);
    if (items.every(({ code }) => code !== 'FormerMasterWithOwnTransactions')) throw new Error('not yet found');
    return { items };
  }

  /** Oldest first. */
  async function endedCodes(count: number): Promise<readonly string[]> {
    const { items } = await topiary.call('recoveries', {});
    const ended = items.filter(({ endedAt }) => endedAt !== null);
    if (ended.length < count) throw new Error(`${ended.length} ended`);
    return ended.toReversed().map(({ code }) => code);
  }

  async function openedAmong(names: readonly Name[]): Promise<Name> {
    return eventually(async () => {
      const open = (await openOnes()).filter((name) => names.includes(name));
      const [first] = open;
      if (first === undefined || open.length !== 1) throw new Error(`${open.length} take writes`);
      return first;
    });
  }

  async function openOnes(): Promise<readonly Name[]> {
    const open = await Promise.all(NAMES.map(async (name) => ((await isOpen(name)) ? [name] : [])));
    return open.flat();
  }

  /** One that does not answer takes no writes. */
  async function isOpen(name: Name): Promise<boolean> {
    return server(name)
      .query('SELECT @@GLOBAL.read_only AS closed', [], 1_000)
      .then(
        ([row]) => Number(row?.['closed']) === 0,
        () => false,
      );
  }

  async function idsOn(name: Name): Promise<readonly number[]> {
    return (await server(name).query('SELECT id FROM shop.orders ORDER BY id')).map((row) => Number(row['id']));
  }
});
