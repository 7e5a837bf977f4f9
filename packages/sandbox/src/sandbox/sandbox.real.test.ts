import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MODEST_GRANTS } from '../accounts/grants.ts';
import { SqlClient, type SqlTarget } from '../sql/sql-client.ts';
import { eventually } from '../testing/eventually.ts';
import { listSandboxes, openSandbox } from './open-sandbox.ts';
import type { SandboxServer } from './sandbox-server.ts';
import type { Sandbox } from './sandbox.ts';
import { startSandbox } from './start-sandbox.ts';
import { replicaStatuses } from './wire-replication.ts';

const DELAY_SECONDS = 2;
const MODEST = { user: 'modest', password: 'modest-password' };
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    name: 'sandbox-test',
    clusters: [
      { name: 'sync', tree: 'm > a > c; semisync on', writer: { rowsPerSecond: 20 } },
      { name: 'pair', tree: `x <> y; x > z[delay=${DELAY_SECONDS}]; flavor mariadb` },
      { name: 'position', tree: 'm > a > b; gtid off; flavor mariadb' },
    ],
    extraAccounts: [{ ...MODEST, grants: MODEST_GRANTS }],
  });
});
afterAll(() => sandbox.stop());

async function countIn(server: SandboxServer, table: string): Promise<number> {
  const rows = await server.query(`SELECT COUNT(*) AS number FROM ${table}`).catch(() => []);
  return Number(rows[0]?.['number'] ?? -1);
}

function as(server: SandboxServer, account: { readonly user: string; readonly password: string }): SqlTarget {
  return { host: server.host, port: server.port, ...account };
}

async function valueOf(server: SandboxServer, variable: string): Promise<unknown> {
  const [row] = await server.query(`SELECT @@global.${variable} AS value`);
  return row?.['value'];
}

describe('replication', () => {
  test.each(['sync', 'pair', 'position'])(
    'what is written into the first server of %s reaches every other',
    async (name) => {
      const servers =
        sandbox.clusters.find((cluster) => cluster.name === name)?.servers ?? new Map<string, SandboxServer>();
      const [first, ...others] = [...servers.values()];
      await first?.query(
        'CREATE DATABASE shop; CREATE TABLE shop.sale (id INT PRIMARY KEY); INSERT INTO shop.sale VALUES (1), (2)',
      );
      expect(others.length).toBeGreaterThan(0);
      for (const server of others)
        expect(await eventually(async () => (await countIn(server, 'shop.sale')) === 2)).toBe(true);
    },
  );

  test('servers start out without transactions of their own, so that GTID sets hold only what was written', async () => {
    const sets = await Promise.all(
      ['m', 'a', 'c'].map((name) => valueOf(sandbox.server(`sync.${name}`), 'gtid_executed')),
    );
    const uuid = await valueOf(sandbox.server('sync.m'), 'server_uuid');
    for (const set of sets) expect(String(set).startsWith(`${String(uuid)}:1`)).toBe(true);
  });

  test('semi-sync is on between sources and replicas, and acknowledged', async () => {
    const [row] = await sandbox.server('sync.m').query("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_%_clients'");
    expect(Number(row?.['Value'])).toBe(1);
    const [off] = await sandbox.server('sync.m').query("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_%_no_tx'");
    expect(Number(off?.['Value'])).toBe(0);
  });

  test('co-masters replicate from each other, and only the first of them is writable', async () => {
    await sandbox.server('pair.y').query('CREATE DATABASE from_y');
    const seen = async (): Promise<boolean> =>
      (await sandbox.server('pair.x').query("SHOW DATABASES LIKE 'from_y'")).length === 1;
    expect(await eventually(seen)).toBe(true);
    expect(await valueOf(sandbox.server('pair.x'), 'read_only')).toBe(0);
    expect(await valueOf(sandbox.server('pair.y'), 'read_only')).toBe(1);
  });

  test('a delayed replica holds back what it has', async () => {
    await sandbox.server('pair.x').query('CREATE DATABASE late');
    const seen = async (): Promise<boolean> =>
      (await sandbox.server('pair.z').query("SHOW DATABASES LIKE 'late'")).length === 1;
    expect(await seen()).toBe(false);
    expect(await eventually(seen, DELAY_SECONDS * 1000 + 5_000)).toBe(true);
  });

  test('replication by file and position uses no GTID', async () => {
    const [row] = await sandbox.server('position.a').query('SHOW ALL SLAVES STATUS');
    expect(row?.['Using_Gtid']).toBe('No');
  });
});

describe('accounts', () => {
  test.each(['sync.m', 'pair.x'])(
    'the topology account of %s may see replication and change what is read-only, and no data',
    async (name) => {
      const server = sandbox.server(name);
      const client = new SqlClient(as(server, sandbox.credentials.topology));
      await client.query(`${server.sql.replicaStatus}; ${server.sql.binlogStatus}; ${server.sql.readOnly(false)}`);
      await expect(client.query('CREATE DATABASE not_its_business')).rejects.toMatchObject({
        code: 'query-failed',
        data: { errno: 1044 },
      });
      await client.close();
    },
  );

  test('read-only holds for the application and not on the writable server', async () => {
    const [writable, readOnly] = [
      new SqlClient(as(sandbox.server('sync.m'), sandbox.credentials.application)),
      new SqlClient(as(sandbox.server('sync.a'), sandbox.credentials.application)),
    ];
    await writable.query('CREATE DATABASE app');
    await expect(readOnly.query('CREATE DATABASE app2')).rejects.toMatchObject({ data: { errno: 1290 } });
    await Promise.all([writable.close(), readOnly.close()]);
  });

  test('extra accounts exist on every server with their grants', async () => {
    const client = new SqlClient(as(sandbox.server('sync.c'), MODEST));
    const grants = await client.query('SHOW GRANTS');
    expect(JSON.stringify(grants)).toContain('SUPER');
    await client.close();
  });
});

describe('breaking and mending', () => {
  test('a killed server is gone at once, and replicates again after its start', async () => {
    const c = sandbox.server('sync.c');
    const before = c.pid;
    await c.kill();
    expect([c.pid, c.state]).toEqual([null, 'stopped']);
    await expect(c.query('SELECT 1')).rejects.toMatchObject({ code: 'query-failed' });
    await c.start();
    expect(c.pid).not.toBe(before);
    expect(
      await eventually(async () =>
        (await replicaStatuses(c)).every((status) => status.receiverRuns && status.applierRuns),
      ),
    ).toBe(true);
    expect(await valueOf(c, 'super_read_only')).toBe(1);
  });

  test('a frozen server says nothing until it is thawed', async () => {
    const z = sandbox.server('pair.z');
    await z.freeze();
    expect(z.state).toBe('frozen');
    await expect(z.query('SELECT 1', [], 300)).rejects.toMatchObject({ code: 'query-failed' });
    await z.thaw();
    expect(z.state).toBe('running');
    expect(await z.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a stopped server shuts down in order, also when it is frozen', async () => {
    const b = sandbox.server('position.b');
    await b.freeze();
    await b.stop();
    expect(b.state).toBe('stopped');
    await expect(b.freeze()).rejects.toMatchObject({ code: 'server-not-running' });
    await b.start();
    expect(b.state).toBe('running');
  });

  test('a server that asks to be restarted is started again', async () => {
    const c = sandbox.server('sync.c');
    const before = c.pid;
    await c.query('RESTART').catch(() => undefined);
    expect(await eventually(async () => c.pid !== null && c.pid !== before)).toBe(true);
    await c.waitUntilAnswers();
    expect(await eventually(async () => (await replicaStatuses(c)).every((status) => status.receiverRuns))).toBe(true);
  });
});

describe('the light writer', () => {
  test('rows move through the tree, and go on moving on the server that becomes writable', async () => {
    const writer = sandbox.writer('sync');
    expect(await eventually(async () => (writer?.statistics.written ?? 0) > 5)).toBe(true);
    const [m, a] = [sandbox.server('sync.m'), sandbox.server('sync.a')];
    expect(await eventually(async () => (await countIn(a, 'topiary_writer.slots')) > 5)).toBe(true);
    await m.kill();
    await a.query(a.sql.readOnly(false));
    const before = writer?.statistics.written ?? 0;
    expect(await eventually(async () => (writer?.statistics.written ?? 0) > before + 5)).toBe(true);
    expect(writer?.statistics.port).toBe(a.port);
    await m.start();
  });
});

describe('from another process', () => {
  test('a sandbox is listed with its servers, and opened by name', async () => {
    const summary = (await listSandboxes()).find(({ name }) => name === 'sandbox-test');
    expect(summary).toMatchObject({ directory: sandbox.directory, owner: 'alive' });
    expect(summary?.servers).toHaveLength(9);
    const other = await openSandbox('sandbox-test');
    expect(other.server('position.b').pid).toBe(sandbox.server('position.b').pid);
    await other.server('position.b').kill();
    expect(sandbox.server('position.b').state).toBe('stopped');
    await other.server('position.b').start();
    expect(sandbox.server('position.b').state).toBe('running');
    await other.disconnect();
  });

  test('what is not a sandbox, and what is not a server, is said', async () => {
    await expect(openSandbox('/nowhere')).rejects.toMatchObject({ code: 'not-a-sandbox' });
    expect(() => sandbox.server('position.q')).toThrow(/use one of sync\.m/);
    expect(() => sandbox.server('m')).toThrow(/Several servers/);
  });
});
