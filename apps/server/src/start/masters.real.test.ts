/** Co-masters, and a master in place of a dead one, on real servers under a writer; asserted by SQL on the servers. */
import { instanceIdOf } from '@topiary/contract';
import type { CallInput, Client, PlanView } from '@topiary/contract';
import type { Sandbox } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import { IS_SOAK, START_TIMEOUT_MS, startRealWorld } from '../testing/real-world.ts';
import type { RealWorld } from '../testing/real-world.ts';
import { until } from '../testing/test-server.ts';

const TEST_TIMEOUT_MS = 40_000;
const POLL_INTERVAL_MS = 300;
const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mysql'] as const);
const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
type Shape = Extract<CallInput<'propose'>['body'], { kind: 'reshape' }>['shape'];

/** On MySQL by caching_sha2_password: who never logged in before needs TLS, or the server's public key. */
const ACCOUNT = { user: 'second', password: "an'other\\password" };

describe.each(FLAVORS)('on %s, under a writer', (flavor) => {
  const isMysql = flavor === 'mysql';
  const RECEIVER_RUNS = isMysql ? 'Replica_IO_Running' : 'Slave_IO_Running';
  let world: RealWorld;
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > (a, b); flavor ${flavor}`, writer: { rowsPerSecond: 50 } },
      seed: 'b',
      servers: NAMES.length,
      pollIntervalMs: POLL_INTERVAL_MS,
      configuration: { TopiaryReplicationUser: ACCOUNT.user, TopiaryReplicationPassword: ACCOUNT.password },
    });
    ({ sandbox, client } = world);
    const m = sandbox.server('m');
    await m.query(`CREATE USER ${ACCOUNT.user}@'%' IDENTIFIED BY 'an''other\\\\password'`);
    await m.query(`GRANT REPLICATION SLAVE ON *.* TO ${ACCOUNT.user}@'%'`);
    await m.query('CREATE DATABASE shop; CREATE TABLE shop.t (i INT PRIMARY KEY)');
    await until(async () => (await rowsOn('a')) !== null && (await rowsOn('b')) !== null);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  const idOf = (name: Name) => instanceIdOf(sandbox.server(name));
  const pathOf = (name: Name): string => `${sandbox.server(name).host}/${sandbox.server(name).port}`;

  async function rowsOn(name: Name): Promise<readonly unknown[] | null> {
    try {
      return (await sandbox.server(name).query('SELECT i FROM shop.t ORDER BY i')).map(({ i }) => i);
    } catch {
      return null;
    }
  }

  async function look(...names: readonly Name[]): Promise<void> {
    for (const name of names) await compatGet(`${world.server.url}/api/refresh/${pathOf(name)}`);
  }

  const propose = (shape: Shape): Promise<PlanView> => client.call('propose', { body: { kind: 'reshape', shape } });

  async function undo(plan: Pick<PlanView, 'id'>): Promise<PlanView> {
    await look(...NAMES);
    return world.confirm(await client.call('undo', { params: { plan: plan.id } }));
  }

  async function healthOf(name: Name): Promise<string> {
    return (await client.call('instance', { params: { instance: idOf(name) } })).node.health;
  }

  async function statusOf(name: Name) {
    const [row] = await sandbox.server(name).query(isMysql ? 'SHOW REPLICA STATUS' : 'SHOW ALL SLAVES STATUS');
    return row;
  }

  /** `null`: it has no source. */
  async function sourceOf(name: Name): Promise<Name | null> {
    const row = await statusOf(name);
    const port = Number(row?.['Source_Port'] ?? row?.['Master_Port']);
    return NAMES.find((each) => sandbox.server(each).port === port) ?? null;
  }

  async function readOnlyOf(name: Name): Promise<unknown> {
    const [row] = await sandbox.server(name).query('SELECT @@global.read_only AS answer');
    return Number(row?.['answer']);
  }

  async function everywhere(row: number): Promise<void> {
    await until(async () => (await Promise.all(NAMES.map(rowsOn))).every((rows) => rows?.includes(row) === true));
  }

  /** Everything that a person may be told of it. */
  async function told(plan: PlanView): Promise<string> {
    const audit = await client.call('audit', {});
    return JSON.stringify([plan, await client.call('plan', { params: { plan: plan.id } }), audit]);
  }

  test(
    'a replica and its master become co-masters, by an account that needs a key, and that is taken back',
    async () => {
      const preview = await propose({ kind: 'make-co-master', replica: idOf('a') });
      expect(preview.checks.map(({ message }) => message.code)).toContain('connects-as-configured');
      expect(JSON.stringify(preview.rounds)).toContain(`_USER = '${ACCOUNT.user}'`);
      const made = await world.confirm(preview);
      expect(made).toMatchObject({ outcome: 'done', undoable: true });
      expect(await told(made)).not.toContain('other\\\\');
      expect([await sourceOf('m'), await sourceOf('a'), await sourceOf('b')]).toEqual(['a', 'm', 'm']);
      const row = await statusOf('m');
      expect(row?.['Source_User'] ?? row?.['Master_User']).toBe(ACCOUNT.user);
      if (isMysql) expect(row).toMatchObject({ Auto_Position: 1, Get_Source_public_key: 1 });
      else expect(row).toMatchObject({ Using_Gtid: 'Slave_Pos' });

      // What is written on either comes to all.
      await sandbox.server('a').query('SET GLOBAL read_only = 0');
      // MariaDB: two that write at once need a domain each, else their sequence numbers get in each other's way (1950).
      await sandbox.server('a').query(`${isMysql ? '' : 'SET gtid_domain_id = 2; '}INSERT INTO shop.t VALUES (1)`);
      await sandbox.server('m').query('INSERT INTO shop.t VALUES (2)');
      await everywhere(1);
      await everywhere(2);
      await sandbox.server('a').query('SET GLOBAL read_only = 1');
      const status = await statusOf('m');
      const applierRuns = status?.[isMysql ? 'Replica_SQL_Running' : 'Slave_SQL_Running'];
      expect([status?.[RECEIVER_RUNS], applierRuns]).toEqual(['Yes', 'Yes']);

      expect((await undo(made)).outcome).toBe('done');
      expect([await statusOf('m'), await sourceOf('a')]).toEqual([undefined, 'm']);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'by the old API it is made as well, and a second time refused',
    async () => {
      await look(...NAMES);
      const url = `${world.server.url}/api/make-co-master/${pathOf('a')}`;
      expect(JSON.parse((await compatGet(url)).text)).toMatchObject({ Code: 'OK' });
      expect(await sourceOf('m')).toBe('a');
      expect(JSON.parse((await compatGet(url)).text)).toMatchObject({ Code: 'ERROR' });
      await sandbox.server('m').query(isMysql ? 'STOP REPLICA; RESET REPLICA ALL' : 'STOP SLAVE; RESET SLAVE ALL');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'an account that is not let in leaves the master as it was',
    async () => {
      await sandbox.server('m').query(`ALTER USER ${ACCOUNT.user}@'%' IDENTIFIED BY 'changed'`);
      await look(...NAMES);
      const failed = await world.confirm(await propose({ kind: 'make-co-master', replica: idOf('a') }));
      expect(failed.outcome).not.toBe('done');
      expect(JSON.stringify(failed.rounds)).toContain('1045');
      expect(await statusOf('m')).toBeUndefined();
      await sandbox.server('m').query(`ALTER USER ${ACCOUNT.user}@'%' IDENTIFIED BY 'an''other\\\\password'`);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a replica takes the place of its dead master, and goes back once that lives',
    async () => {
      await look(...NAMES);
      await expect(propose({ kind: 'make-master', replica: idOf('a') })).rejects.toThrow('cannot be done');
      await sandbox.writer('one')?.stop();
      await sandbox.server('m').kill();
      await until(async () => (await healthOf('m')) === 'unreachable');
      await look('a', 'b');
      const made = await world.confirm(await propose({ kind: 'make-master', replica: idOf('a') }));
      expect(made).toMatchObject({ outcome: 'done' });
      expect([await statusOf('a'), await sourceOf('b'), await readOnlyOf('a')]).toEqual([undefined, 'a', 0]);
      expect((await statusOf('b'))?.[RECEIVER_RUNS]).toBe('Yes');

      await sandbox.server('m').start();
      await until(async () => (await healthOf('m')) === 'ok');
      const back = await undo(made);
      expect([await sourceOf('a'), await readOnlyOf('a'), back.outcome]).toEqual(['m', 1, 'done']);
      expect((await statusOf('a'))?.[RECEIVER_RUNS]).toBe('Yes');
      expect(await sourceOf('b')).toBe('m');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a new master that took writes does not go back below the old one, which lacks them',
    async () => {
      await sandbox.server('m').kill();
      await until(async () => (await healthOf('m')) === 'unreachable');
      await look('a', 'b');
      const made = await world.confirm(await propose({ kind: 'make-master', replica: idOf('a') }));
      expect(made.outcome).toBe('done');
      await sandbox.server('a').query('INSERT INTO shop.t VALUES (77)');
      await sandbox.server('m').start();
      await until(async () => (await healthOf('m')) === 'ok');
      const refusal = expect.objectContaining({ code: 'undo-leaves-alone' }) as unknown;
      await expect(undo(made)).rejects.toMatchObject({ reasons: expect.arrayContaining([refusal]) as unknown });
      expect([await statusOf('a'), await readOnlyOf('a'), await sourceOf('b')]).toEqual([undefined, 0, 'a']);
    },
    TEST_TIMEOUT_MS,
  );
});

/** Where the account is asked for, and where there are no GTIDs. */
describe.each(['mysql', 'mariadb'] as const)('on %s by file and position', (flavor) => {
  let world: RealWorld;
  let sandbox: Sandbox;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > a; gtid off; flavor ${flavor}`, writer: { rowsPerSecond: 50 } },
      seed: 'a',
      servers: 2,
      pollIntervalMs: POLL_INTERVAL_MS,
      configuration: { ReplicationCredentialsQuery: 'SELECT name, secret FROM meta.replication_account' },
    });
    ({ sandbox } = world);
    const [m, a] = [sandbox.server('m'), sandbox.server('a')];
    await m.query(`CREATE USER ${ACCOUNT.user}@'%' IDENTIFIED BY 'an''other\\\\password'`);
    await m.query(`GRANT REPLICATION SLAVE ON *.* TO ${ACCOUNT.user}@'%'`);
    await m.query('CREATE DATABASE shop; CREATE TABLE shop.t (i INT PRIMARY KEY); CREATE DATABASE meta');
    await m.query(`GRANT SELECT ON meta.* TO ${sandbox.credentials.topology.user}@'%'`);
    await until(async () => (await a.query("SHOW DATABASES LIKE 'meta'")).length === 1);
    // It is the replica that is asked; its master does not have the table.
    await a.query(
      'SET sql_log_bin = 0; SET GLOBAL read_only = 0; CREATE TABLE meta.replication_account (name TEXT, secret TEXT)',
    );
    await a.query(`SET sql_log_bin = 0; INSERT INTO meta.replication_account VALUES (?, ?)`, [
      ACCOUNT.user,
      ACCOUNT.password,
    ]);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  test(
    'a co-master is made with the account that the replica is asked for, and the master goes on where its log ends',
    async () => {
      const [m, a] = [sandbox.server('m'), sandbox.server('a')];
      const replica = instanceIdOf(a);
      await compatGet(`${world.server.url}/api/refresh/${a.host}/${a.port}`);
      const shape = { kind: 'make-co-master', replica } as const;
      const preview = await world.client.call('propose', { body: { kind: 'reshape', shape } });
      expect(JSON.stringify(preview)).toContain('<user of ReplicationCredentialsQuery>');
      const made = await world.confirm(preview);
      expect(made.outcome).toBe('done');
      expect(JSON.stringify(made)).not.toContain('other\\\\');
      const [row] = await m.query(m.sql.replicaStatus);
      expect(row?.['Source_User'] ?? row?.['Master_User']).toBe(ACCOUNT.user);
      await a.query('SET sql_log_bin = 1; INSERT INTO shop.t VALUES (1)');
      await until(async () => (await m.query('SELECT i FROM shop.t')).length === 1);
      const undo = await world.client.call('undo', { params: { plan: made.id } });
      expect((await world.confirm(undo)).outcome).toBe('done');
      expect(await m.query(m.sql.replicaStatus)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});
