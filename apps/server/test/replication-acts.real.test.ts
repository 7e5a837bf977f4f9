/** Every act on the replication of one server, on real servers: asked for by the API, and looked for by SQL on the server. */
import { instanceIdOf } from '@topiary/contract';
import type { CallInput, Client, PlanView } from '@topiary/contract';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../src/testing/compat-client.ts';
import { START_TIMEOUT_MS, startRealWorld } from '../src/testing/real-world.ts';
import type { RealWorld } from '../src/testing/real-world.ts';
import { until } from '../src/testing/test-server.ts';

const OTHER = { user: 'second', password: "an'other\\password" };
/** Sorts behind every real one: the last in the text of an executed set. */
const ER_DUP_ENTRY = 1062;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

type Act = Extract<CallInput<'propose'>['body'], { kind: 'control' }>['act'];
type Row = Readonly<Record<string, unknown>>;

describe.each(['mysql', 'mariadb'] as const)('on %s', (flavor) => {
  const isMysql = flavor === 'mysql';
  let world: RealWorld;
  let sandbox: Sandbox;
  let topiary: RealWorld['server'];
  let client: Client;
  let m: SandboxServer;
  let a: SandboxServer;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > a; flavor ${flavor}` },
      seed: 'a',
      servers: 2,
      pollIntervalMs: 200,
      configuration: { ReplicationCredentialsQuery: 'SELECT name, secret FROM meta.replication_account' },
    });
    ({ sandbox, client, server: topiary } = world);
    [m, a] = [sandbox.server('m'), sandbox.server('a')];
    const { user } = sandbox.credentials.topology;
    await m.query('CREATE DATABASE shop; CREATE TABLE shop.t (i INT PRIMARY KEY)');
    await m.query('CREATE DATABASE meta; CREATE TABLE meta.replication_account (name TEXT, secret TEXT)');
    await m.query('INSERT INTO meta.replication_account VALUES (?, ?)', [OTHER.user, OTHER.password]);
    await m.query(`CREATE USER ${OTHER.user}@'%' IDENTIFIED BY 'an''other\\\\password'`);
    await m.query(`GRANT REPLICATION SLAVE ON *.* TO ${OTHER.user}@'%'`);
    await m.query(`GRANT SELECT ON meta.* TO ${user}@'%'`);
    // Skipping by the counter needs it.
    if (!isMysql) await m.query(`GRANT SUPER ON *.* TO ${user}@'%'`);
    await caughtUp();
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  async function status(): Promise<Row> {
    const [row] = await a.query(isMysql ? 'SHOW REPLICA STATUS' : 'SHOW ALL SLAVES STATUS');
    return row ?? {};
  }

  /** By the newer name or the older. */
  function of(row: Row, mysql: string, mariadb: string): unknown {
    return row[isMysql ? mysql : mariadb];
  }

  async function threads(): Promise<string> {
    const row = await status();
    const io = of(row, 'Replica_IO_Running', 'Slave_IO_Running');
    return `${String(io)}/${String(of(row, 'Replica_SQL_Running', 'Slave_SQL_Running'))}`;
  }

  async function rowsOn(server: SandboxServer): Promise<readonly unknown[]> {
    return (await server.query('SELECT i FROM shop.t ORDER BY i')).map(({ i }) => i);
  }

  async function caughtUp(): Promise<void> {
    const set = isMysql ? '@@global.gtid_executed' : '@@global.gtid_binlog_pos';
    const [want] = await m.query(`SELECT ${set} AS at`);
    const at = String(want?.['at']);
    const wait = isMysql ? `WAIT_FOR_EXECUTED_GTID_SET('${at}', 10)` : `MASTER_GTID_WAIT('${at}', 10)`;
    expect((await a.query(`SELECT ${wait} AS late`))[0]?.['late']).toBe(0);
  }

  const id = () => instanceIdOf(a);
  const propose = (act: Act) => client.call('propose', { body: { kind: 'control', instance: id(), act } });

  async function confirm(plan: PlanView): Promise<PlanView> {
    const done = await world.confirm(plan);
    expect(
      done.rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps.map(({ reason }) => reason))),
    ).toEqual(done.rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps.map(() => null))));
    expect(done.outcome).toBe('done');
    return done;
  }

  const look = () => compatGet(`${topiary.url}/api/refresh/${a.host}/${a.port}`, {});

  /** By the newest observation, which the act before may have made old. */
  async function run(act: Act): Promise<PlanView> {
    await look();
    return confirm(await propose(act));
  }

  async function undo(plan: PlanView): Promise<void> {
    await look();
    await confirm(await client.call('undo', { params: { plan: plan.id } }));
  }

  const one = { channel: null } as const;

  test('threads are stopped, started and restarted, one or both, and that is undone', async () => {
    const stopped = await run({ kind: 'stop-replica', threads: 'applier', ...one });
    expect(await threads()).toBe('Yes/No');
    await undo(stopped);
    expect(await threads()).toBe('Yes/Yes');
    await run({ kind: 'stop-replica', threads: 'both', ...one });
    expect(await threads()).toBe('No/No');
    await run({ kind: 'start-replica', threads: 'applier', ...one });
    expect(await threads()).toBe('No/Yes');
    await run({ kind: 'restart-replica', threads: 'both', ...one });
    expect(await threads()).toBe('No/Yes');
    await run({ kind: 'start-replica', threads: 'both', ...one });
    await until(async () => (await threads()) === 'Yes/Yes');
  });

  test('a nice stop applies everything that was received', async () => {
    await run({ kind: 'stop-replica', threads: 'applier', ...one });
    await m.query('INSERT INTO shop.t VALUES (1), (2)');
    const written = (await m.query(isMysql ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS'))[0]?.['Position'];
    await until(async () => of(await status(), 'Read_Source_Log_Pos', 'Read_Master_Log_Pos') === written);
    expect(await rowsOn(a)).toEqual([]);
    const plan = await run({ kind: 'stop-replica-nice', ...one });
    expect(plan.checks.map(({ message }) => message.code)).toContain('applier-started-for-it');
    expect(await threads()).toBe('No/No');
    expect(await rowsOn(a)).toEqual([1, 2]);
    await run({ kind: 'start-replica', threads: 'both', ...one });
  });

  test('a delay is set and undone while the receiver goes on', async () => {
    const plan = await run({ kind: 'delay-replication', seconds: 3, ...one });
    const delayed = await status();
    expect(delayed['SQL_Delay']).toBe(3);
    expect(await threads()).toMatch(/\/Yes$/);
    await undo(plan);
    expect((await status())['SQL_Delay']).toBe(0);
    await until(async () => (await threads()) === 'Yes/Yes');
  });

  test('a place is waited for, and given up after the time', async () => {
    await m.query('INSERT INTO shop.t VALUES (3)');
    const [row] = await m.query(isMysql ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS');
    const at = { kind: 'coordinates', file: String(row?.['File']), position: Number(row?.['Position']) } as const;
    await run({ kind: 'wait-for-position', at, seconds: 10, ...one });
    expect(await rowsOn(a)).toEqual([1, 2, 3]);
    const never = await propose({ kind: 'wait-for-position', at: { ...at, position: 99_999_999 }, seconds: 1, ...one });
    expect((await world.confirm(never)).outcome).not.toBe('done');
    const gtids = String(
      (await m.query(`SELECT @@global.${isMysql ? 'gtid_executed' : 'gtid_binlog_pos'} AS at`))[0]?.['at'],
    );
    await run({ kind: 'wait-for-position', at: { kind: 'gtids', gtids }, seconds: 10, ...one });
  });

  test('the transaction that fails is skipped, and no other', async () => {
    await writeOnReplica('INSERT INTO shop.t VALUES (10)');
    if (isMysql) await a.query(`SET gtid_next='${LAST_UUID}:1'; BEGIN; COMMIT; SET gtid_next=AUTOMATIC`);
    await m.query('INSERT INTO shop.t VALUES (10)');
    await m.query('INSERT INTO shop.t VALUES (11)');
    await until(async () => (await threads()) === 'Yes/No');
    const before = String(
      (await a.query(`SELECT @@global.${isMysql ? 'gtid_executed' : 'gtid_slave_pos'} AS at`))[0]?.['at'],
    );
    // Of several workers the last to stop is named, which may only have waited for the one that fails.
    const isNamed = Number(of(await status(), 'Last_SQL_Errno', 'Last_SQL_Errno')) === ER_DUP_ENTRY;
    const plan = await run({ kind: 'skip-query', ...one });
    await caughtUp();
    expect(await threads()).toBe('Yes/Yes');
    expect(await rowsOn(a)).toEqual([1, 2, 3, 10, 11]);
    const does = plan.notes.find(({ code }) => code === 'skipped-does');
    expect(does === undefined).toBe(!isNamed);
    if (isNamed) expect(does?.params['what']).toMatch(/INSERT shop\.t/);
    if (!isMysql) return;
    const [uuid] = await m.query('SELECT @@server_uuid AS uuid');
    expect(before).toContain(`${LAST_UUID}:1`);
    const shown = plan.rounds.flatMap(({ stages }) =>
      stages.flatMap(({ steps }) => steps.flatMap((step) => step.statements)),
    );
    expect(shown.join('\n')).toMatch(new RegExp(`gtid_next = '${String(uuid?.['uuid'])}:\\d+'`));
    const [extra] = await a.query(
      `SELECT GTID_SUBTRACT(@@global.gtid_executed, '${String((await m.query('SELECT @@global.gtid_executed AS at'))[0]?.['at'])}') AS own`,
    );
    const [own] = await a.query('SELECT @@server_uuid AS uuid');
    expect(String(extra?.['own']).replaceAll('\n', '')).toBe(
      [`${String(own?.['uuid'])}:1`, `${LAST_UUID}:1`].toSorted().join(','),
    );
  });

  async function writeOnReplica(sql: string): Promise<void> {
    const off = isMysql ? 'SET GLOBAL super_read_only = 0' : 'SET GLOBAL read_only = 0';
    // A GTID of its own would stop a strict MariaDB before the row does.
    const [before, after] = isMysql ? ['', ''] : ['SET sql_log_bin = 0;', '; SET sql_log_bin = 1'];
    await a.query(`${off}; ${before} ${sql}${after}; SET GLOBAL read_only = 1`);
  }

  test('a replica without an error has nothing to skip', async () => {
    await expect(propose({ kind: 'skip-query', ...one })).rejects.toMatchObject({ code: 'plan-refused' });
  });

  test('a replica is detached, seen to be, and attached again where it stood', async () => {
    const host = of(await status(), 'Source_Host', 'Master_Host');
    const heartbeat = await heartbeatPeriod();
    const plan = await run({ kind: 'detach-replica', ...one });
    expect(of(await status(), 'Source_Host', 'Master_Host')).toBe(`//${String(host)}`);
    await m.query('INSERT INTO shop.t VALUES (20)');
    const seen = await compatGet(`${topiary.url}/api/instance/${a.host}/${a.port}`, {});
    expect(JSON.parse(seen.text)).toMatchObject({
      IsDetachedMaster: true,
      MasterKey: { Hostname: `//${String(host)}` },
    });
    await run({ kind: 'reattach-replica', ...one });
    await caughtUp();
    expect(of(await status(), 'Source_Host', 'Master_Host')).toBe(host);
    expect(await heartbeatPeriod()).toEqual(heartbeat);
    expect(plan.undoable).toBe(true);
    await until(async () => (await threads()) === 'Yes/Yes');
  });

  async function heartbeatPeriod(): Promise<unknown> {
    if (!isMysql) return (await status())['Slave_heartbeat_period'];
    return (
      await a.query('SELECT HEARTBEAT_INTERVAL AS h FROM performance_schema.replication_connection_configuration')
    )[0]?.['h'];
  }

  test('the account to replicate by comes from the query, and its password is shown nowhere', async () => {
    const proposed = await propose({ kind: 'change-credentials', ...one });
    const done = await confirm(proposed);
    expect(of(await status(), 'Source_User', 'Master_User')).toBe(OTHER.user);
    expect(JSON.stringify([proposed, done])).not.toContain('other');
    await m.query('INSERT INTO shop.t VALUES (21)');
    await caughtUp();
    const dumps = await m.query(
      "SELECT USER AS name FROM information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%'",
    );
    expect(dumps.map(({ name }) => name)).toContain(OTHER.user);
  });

  test('TLS is turned and turned back', async () => {
    const enabled = async () => of(await status(), 'Source_SSL_Allowed', 'Master_SSL_Allowed') === 'Yes';
    const was = await enabled();
    if (!isMysql) return expect(was).toBe(false);
    const plan = await run({ kind: 'change-tls', enabled: !was, ...one });
    expect(await enabled()).toBe(!was);
    await undo(plan);
    expect(await enabled()).toBe(was);
  });

  test('a reset forgets the master and tells what it forgets', async () => {
    const plan = await run({ kind: 'reset-replica', ...one });
    expect(await status()).toEqual({});
    expect(plan.notes.map(({ code }) => code)).toEqual([
      'forgotten-source',
      'forgotten-coordinates',
      'forgotten-gtids',
    ]);
    expect(plan.undoable).toBe(false);
  });
});
