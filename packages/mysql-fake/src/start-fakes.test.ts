import { Fleet, type ServerSpec, type ServerState } from '@topiary/fleet';
import type { Connection, ConnectionOptions } from 'mysql2';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, connect, freeAddress, type Connected } from '../test/support/fakes.ts';
import { MAX_TICK_MS } from './limits.ts';
import { startFakes, type Fakes } from './start-fakes.ts';

type InstanceId = ServerState['id'];

const ROOT = { user: 'root', password: 'secret' };
const APP = { user: 'app', password: 'other' };

describe('a fleet behind sockets', () => {
  let fakes: Fakes | null = null;
  afterEach(async () => {
    await fakes?.close();
    fakes = null;
  });

  async function started(specs: readonly Partial<ServerSpec>[]) {
    const { port } = await freeAddress();
    const fleet = new Fleet({ startMs: Date.now() });
    const ids = specs.map((spec, index) => fleet.add(specOf(port, index, spec)));
    fakes = await startFakes({ fleet });
    const [id] = ids;
    if (id === undefined) throw new Error('a fleet of no servers');
    return { fleet, fakes, ids, id, port };
  }

  const to = (fleet: Fleet, id: InstanceId, options: ConnectionOptions = ROOT): Promise<Connected> =>
    connect(fleet.server(id).address, { multipleStatements: true, ...options });

  async function connectedTo(fleet: Fleet, id: InstanceId, options: ConnectionOptions = ROOT): Promise<Connection> {
    const connected = await to(fleet, id, options);
    if (connected.kind === 'failed') throw connected.error;
    return connected.connection;
  }

  test('answers statements from its state, each server from its own', async () => {
    const { fleet, ids } = await started([{ version: '8.4.6' }, { version: '10.11.18-MariaDB-log' }]);
    const versions = await Promise.all(
      ids.map(async (id) => ask(await connectedTo(fleet, id), 'SELECT @@version, @@server_id, DATABASE()')),
    );
    expect(versions).toEqual([[['8.4.6', 1, null]], [['10.11.18-MariaDB-log', 2, null]]]);
  });

  test('knows the database that a client named when it logged in', async () => {
    const { fleet, id } = await started([{}]);
    const connection = await connectedTo(fleet, id, { ...ROOT, database: 'shop' });
    expect(await ask(connection, 'SELECT DATABASE()')).toEqual([['shop']]);
  });

  test('ends the connection that is killed, and no other', async () => {
    const { fleet, id } = await started([{}]);
    const [one, other] = [await connectedTo(fleet, id), await connectedTo(fleet, id)];
    const ended = endOf(one);
    expect(await ask(one, 'SELECT CONNECTION_ID()')).toEqual([[one.threadId]]);
    await ask(other, `KILL ${one.threadId}`);
    expect(await ended).toBe('ended');
    expect(await ask(other, 'SELECT 1')).toEqual([[1]]);
    expect(fleet.server(id).sessions.size).toBe(1);
  });

  test('ends a statement that waits when its client goes, and gives its locks back', async () => {
    const { fleet, id } = await started([{}]);
    const [holder, waiter, next] = await Promise.all([1, 2, 3].map(() => connectedTo(fleet, id)));
    if (holder === undefined || waiter === undefined || next === undefined) throw new Error('three connections');
    await ask(holder, "SELECT GET_LOCK('it', 1)");
    waiter.query("SELECT GET_LOCK('it', 60)");
    waiter.on('error', () => undefined);
    const late = ask(next, "SELECT GET_LOCK('it', 60)");
    await expect.poll(() => fleet.server(id).sessions.size).toBe(3);
    waiter.destroy();
    await expect.poll(() => fleet.server(id).sessions.size).toBe(2);
    holder.destroy();
    expect(await late).toEqual([[1]]);
  });

  test('lets time pass for statements that wait', async () => {
    const { fleet, id } = await started([{}]);
    const connection = await connectedTo(fleet, id);
    const began = performance.now();
    expect(await ask(connection, 'SELECT SLEEP(0.2)')).toEqual([[0]]);
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  test.each([
    ['in words of the client', (fleet: Fleet, id: InstanceId) => void to(fleet, id).then(shutDown)],
    ['by a crash', (fleet: Fleet, id: InstanceId) => fleet.crash(id, { losesUnsynced: false })],
  ])('stops a server %s: its connections end, it refuses, and is there again after a restart', async (_how, stop) => {
    const { fleet, fakes: running, id } = await started([{}]);
    const ended = endOf(await connectedTo(fleet, id));
    stop(fleet, id);
    expect(await ended).toBe('ended');
    expect(await to(fleet, id)).toMatchObject({ kind: 'failed', error: { code: 'ECONNREFUSED' } });
    fleet.restart(id);
    running.sync();
    await running.settled();
    expect(await ask(await connectedTo(fleet, id), 'SELECT 1')).toEqual([[1]]);
  });

  test('notices by itself that a server without clients died, froze, came or went', async () => {
    const { fleet, ids, port } = await started([{}, {}, {}]);
    const [dead, frozen, removed] = ids;
    if (dead === undefined || frozen === undefined || removed === undefined) throw new Error('three servers');
    fleet.crash(dead, { losesUnsynced: true });
    fleet.freeze(frozen);
    fleet.remove(removed);
    const added = fleet.add(specOf(port, 7, {}));
    await expect
      .poll(() => to(fleet, dead), { interval: MAX_TICK_MS })
      .toMatchObject({ kind: 'failed', error: { code: 'ECONNREFUSED' } });
    expect(await to(fleet, frozen, { ...ROOT, connectTimeout: 200 })).toMatchObject({
      kind: 'failed',
      error: { code: 'ETIMEDOUT' },
    });
    expect(await connect({ host: '127.40.0.3', port }, ROOT)).toMatchObject({
      kind: 'failed',
      error: { code: 'ECONNREFUSED' },
    });
    expect((await to(fleet, added)).kind).toBe('connected');
  });

  test('refuses more clients than the server takes, except one administrator', async () => {
    const { fleet, id } = await started([{ settings: { max_connections: 2 } }]);
    const clients = [await to(fleet, id, APP), await to(fleet, id, APP)];
    expect(clients.map(({ kind }) => kind)).toEqual(['connected', 'connected']);
    expect(await to(fleet, id, APP)).toMatchObject({ kind: 'failed', error: { errno: 1040 } });
    expect((await to(fleet, id)).kind).toBe('connected');
    expect(await to(fleet, id)).toMatchObject({ kind: 'failed', error: { errno: 1040 } });
  });

  test('forgets what a session set when the client resets it', async () => {
    const { fleet, id } = await started([{}]);
    const connection = await connectedTo(fleet, id);
    await ask(connection, "SET @mine = 1; SET SESSION sql_log_bin = 0; SELECT GET_LOCK('it', 0)");
    await new Promise((resolve) => {
      Reflect.apply(Reflect.get(connection, 'reset') as (done: (error: unknown) => void) => void, connection, [
        resolve,
      ]);
    });
    expect(await ask(connection, "SELECT @mine, @@sql_log_bin, IS_FREE_LOCK('it')")).toEqual([[null, 1, 1]]);
  });

  test('gives the certificate of its authority to those who read the file, and it is the right one', async () => {
    const { fleet, fakes: running, id } = await started([{}]);
    const plain = await connectedTo(fleet, id);
    const [[pem]] = (await ask(plain, "SELECT LOAD_FILE(CONCAT(@@datadir, 'ca.pem'))")) as [[string]];
    expect(pem).toBe(running.authorityPem);
    const secure = await connectedTo(fleet, id, { ...ROOT, ssl: { ca: pem, verifyIdentity: false } });
    expect(await ask(secure, 'SELECT 1')).toEqual([[1]]);
    const [[, ends]] = (await ask(secure, "SHOW GLOBAL STATUS LIKE 'Ssl_server_not_after'")) as [[string, string]];
    expect(new Date(ends).getTime()).toBeGreaterThan(Date.now());
  });

  test('cannot listen for servers whose address is not on loopback, and says so', async () => {
    const fleet = new Fleet();
    fleet.add({ ...specOf(3306, 0, {}), address: { host: 'db1.example', port: 3306 } });
    await expect(startFakes({ fleet })).rejects.toThrow(/127\.x\.y\.z only/);
  });
});

function specOf(port: number, index: number, spec: Partial<ServerSpec>): ServerSpec {
  return {
    address: { host: `127.40.0.${index + 1}`, port },
    version: '8.4.6',
    serverId: index + 1,
    accounts: [
      { ...ROOT, host: '%', plugin: 'caching_sha2_password', grants: [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }] },
      { ...APP, host: '%', plugin: 'mysql_native_password', grants: [] },
    ],
    ...spec,
  };
}

function shutDown(connected: Connected): void {
  if (connected.kind === 'connected') connected.connection.query('SHUTDOWN', () => undefined);
}

function endOf(connection: Connection): Promise<'ended'> {
  return new Promise((resolve) => {
    connection.on('end', () => resolve('ended'));
    connection.on('error', () => resolve('ended'));
  });
}
