/** Acts on logs, GTIDs and semi-sync on real servers: each is asked for by the API, and what it did is read by SQL. */
import { utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { instanceIdOf } from '@topiary/contract';
import type { CallInput, Client, PlanView } from '@topiary/contract';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../src/testing/compat-client.ts';
import { IS_SOAK, START_TIMEOUT_MS, startRealWorld } from '../src/testing/real-world.ts';
import type { RealWorld } from '../src/testing/real-world.ts';
import { until } from '../src/testing/test-server.ts';

type Act = Extract<CallInput<'propose'>['body'], { kind: 'control' }>['act'];

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mysql'] as const);

describe.each(FLAVORS)('on %s', (flavor) => {
  let world: RealWorld;
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > (a, b); semisync on; flavor ${flavor}` },
      seed: 'm',
      servers: 3,
      pollIntervalMs: 200,
    });
    ({ sandbox, client } = world);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  const m = (): SandboxServer => sandbox.server('m');
  const a = (): SandboxServer => sandbox.server('a');
  const b = (): SandboxServer => sandbox.server('b');
  const STATUS = flavor === 'mysql' ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS';
  const [STOP, START] = flavor === 'mysql' ? ['STOP REPLICA', 'START REPLICA'] : ['STOP SLAVE', 'START SLAVE'];

  const propose = (one: SandboxServer, act: Act): Promise<PlanView> =>
    client.call('propose', { body: { kind: 'control', instance: instanceIdOf(one), act } });

  async function run(one: SandboxServer, act: Act): Promise<PlanView> {
    const ended = await world.confirm(await propose(one, act));
    expect({ outcome: ended.outcome, reason: ended.reason }).toEqual({ outcome: 'done', reason: null });
    return ended;
  }

  async function undo(plan: PlanView): Promise<void> {
    const back = await world.confirm(await client.call('undo', { params: { plan: plan.id } }));
    expect({ outcome: back.outcome, reason: back.reason }).toEqual({ outcome: 'done', reason: null });
  }

  async function refusalOf(one: SandboxServer, act: Act): Promise<readonly string[]> {
    const error: unknown = await propose(one, act).then(
      () => null,
      (reason: unknown) => reason,
    );
    const { reasons } = error as { readonly reasons: readonly { readonly code: string }[] };
    return reasons.map(({ code }) => code);
  }

  async function valueOf(one: SandboxServer, expression: string): Promise<string> {
    const [row] = await one.query(`SELECT ${expression} AS value`);
    return JSON.stringify(row?.['value'] ?? '').replaceAll(/\\n|[\s"]/g, '');
  }

  async function statusOf(one: SandboxServer): Promise<Readonly<Record<string, unknown>>> {
    return (await one.query(STATUS))[0] ?? {};
  }

  const filesOf = async (one: SandboxServer): Promise<readonly string[]> =>
    (await one.query('SHOW BINARY LOGS')).map((row) => String(row['Log_name']));

  async function write(one: SandboxServer, table: string): Promise<void> {
    await one.query(`CREATE DATABASE IF NOT EXISTS d; CREATE TABLE d.${table} (i INT PRIMARY KEY)`);
  }

  const arrived = (one: SandboxServer, table: string): Promise<void> =>
    until(async () =>
      one.query(`SELECT * FROM d.${table}`).then(
        () => true,
        () => false,
      ),
    );

  test('binary logs go, but for those that a stopped replica still needs, unless that is forced', async () => {
    await b().query(STOP);
    for (const table of ['t1', 't2']) {
      await write(m(), table);
      await m().query('FLUSH BINARY LOGS');
    }
    const before = await filesOf(m());
    await until(async () => (await refusalOf(m(), { kind: 'purge-binary-logs' })).includes('purge-replica-needs'));
    expect(await refusalOf(m(), { kind: 'purge-binary-logs', to: 'binlog.999999' })).toEqual(['no-such-binary-log']);
    expect(await filesOf(m())).toEqual(before);
    const forced = await propose(m(), { kind: 'purge-binary-logs', forced: true });
    expect(forced.checks.filter(({ verdict }) => verdict === 'warn').map(({ message }) => message.code)).toContain(
      'purge-replica-needs',
    );
    await b().query(START);
    await arrived(b(), 't2');
    const oldest = before[0] ?? '';
    const yesterday = Date.now() / 1000 - 86_400;
    await utimes(join(dirname(await valueOf(m(), '@@log_bin_basename')), oldest), yesterday, yesterday);
    // Refused until it was seen that everybody has everything.
    const purge = (act: { readonly olderThanSeconds?: number }): Promise<void> =>
      until(async () =>
        propose(m(), { kind: 'purge-binary-logs', ...act })
          .then((plan) => world.confirm(plan))
          .then(
            ({ outcome }) => outcome === 'done',
            () => false,
          ),
      );
    await purge({ olderThanSeconds: 3600 });
    expect(await filesOf(m())).toEqual(before.slice(1));
    await purge({});
    expect(await filesOf(m())).toEqual(before.slice(-1));
    const path = `${world.server.url}/api/purge-binary-logs/${m().host}/${m().port}/latest`;
    expect(JSON.parse((await compatGet(path)).text)).toMatchObject({ Code: 'OK' });
  }, 30_000);

  test('a channel follows GTIDs or files, goes on either way, and is taken back', async () => {
    const using = flavor === 'mysql' ? 'Auto_Position' : 'Using_Gtid';
    const was = (await statusOf(a()))[using];
    const off = await run(a(), { kind: 'disable-gtid' });
    expect(String((await statusOf(a()))[using])).toBe(flavor === 'mysql' ? '0' : 'No');
    await write(m(), 'by_file');
    await arrived(a(), 'by_file');
    await undo(off);
    expect((await statusOf(a()))[using]).toBe(was);
    await write(m(), 'by_gtid');
    await arrived(a(), 'by_gtid');
    expect(await refusalOf(a(), { kind: 'enable-gtid' })).toEqual(['gtid-on-already']);
  }, 20_000);

  test('a replica acknowledges, or does not, and a master waits, or does not', async () => {
    const like = (side: string) => `SHOW GLOBAL STATUS WHERE Variable_name IN (${side})`;
    const clients = async (): Promise<number> => {
      const [row] = await m().query(like("'Rpl_semi_sync_source_clients', 'Rpl_semi_sync_master_clients'"));
      return Number(row?.['Value']);
    };
    await until(async () => (await clients()) === 2);
    const off = await run(a(), { kind: 'set-semi-sync', side: 'replica', to: false });
    await until(async () => (await clients()) === 1);
    await until(async () =>
      (await propose(b(), { kind: 'set-semi-sync', side: 'replica', to: false })).checks.some(
        ({ message }) => message.code === 'too-few-acknowledge',
      ),
    );
    await undo(off);
    await until(async () => (await clients()) === 2);
    const variable =
      flavor === 'mysql' ? '@@global.rpl_semi_sync_source_enabled' : '@@global.rpl_semi_sync_master_enabled';
    const source = await run(m(), { kind: 'set-semi-sync', side: 'source', to: false });
    expect(await valueOf(m(), variable)).toBe('0');
    await undo(source);
    expect(await valueOf(m(), variable)).toBe('1');
  }, 20_000);

  test('binary logs begin anew, and a replica keeps what it has executed', async () => {
    expect(await refusalOf(m(), { kind: 'reset-master' })).toEqual(['reset-has-replicas']);
    const position = flavor === 'mysql' ? '@@global.gtid_executed' : '@@global.gtid_slave_pos';
    await b().query('FLUSH BINARY LOGS');
    const before = await valueOf(b(), position);
    await run(b(), { kind: 'reset-master' });
    expect(await filesOf(b())).toHaveLength(1);
    expect(await valueOf(b(), position)).toBe(before);
    await write(m(), 'after_reset');
    await arrived(b(), 'after_reset');
  }, 20_000);

  if (flavor === 'mariadb') return;

  const executed = (one: SandboxServer): Promise<string> => valueOf(one, '@@global.gtid_executed');

  const isErrant = async (one: SandboxServer): Promise<boolean> => {
    const { gtidFacts } = await client.call('instance', { params: { instance: instanceIdOf(one) } });
    return gtidFacts.errant.transactions !== '';
  };

  async function beErrant(one: SandboxServer, table: string): Promise<void> {
    await one.query('SET GLOBAL super_read_only = 0');
    // One transaction: of two, Topiary may have seen only the first when it is asked to answer them.
    await one.query(`CREATE TABLE d.${table} (i INT PRIMARY KEY)`);
    await until(() => isErrant(one));
  }

  test('errant transactions are answered by empty ones on the master, or counted as executed, or forgotten', async () => {
    await write(m(), 'before_errant');
    await arrived(a(), 'before_errant');
    await beErrant(a(), 'errant_1');
    const [uuid, others] = [await valueOf(a(), '@@server_uuid'), [m(), b()]];
    await run(a(), { kind: 'gtid-errant-inject-empty' });
    for (const one of others) await until(async () => (await executed(one)).includes(uuid));
    await until(async () => !(await isErrant(a())));

    await a().query('CREATE TABLE d.errant_2 (i INT PRIMARY KEY)');
    await until(() => isErrant(a()));
    await run(a(), { kind: 'gtid-errant-set-purged' });
    await until(async () => !(await isErrant(a())));
    for (const one of others)
      expect(await valueOf(one, `GTID_SUBSET('${await executed(a())}', @@global.gtid_executed)`)).toBe('1');

    await a().query('CREATE TABLE d.errant_3 (i INT PRIMARY KEY)');
    await until(() => isErrant(a()));
    const reset = await run(a(), { kind: 'gtid-errant-reset-master' });
    expect(reset.notes.map(({ code }) => code)).toContain('errant-advice-inject');
    expect(await valueOf(m(), `GTID_SUBSET('${await executed(a())}', @@global.gtid_executed)`)).toBe('1');
    await write(m(), 'after_errant');
    await arrived(a(), 'after_errant');
    for (const one of [m(), a(), b()]) await expect(statusOf(one)).resolves.not.toMatchObject({ Last_IO_Errno: 1236 });
  }, 30_000);

  test('transactions are counted as executed by hand, once', async () => {
    const gtids = '00000000-0000-0000-0000-0000000000ff:1-5';
    await run(b(), { kind: 'set-gtid-purged', gtids });
    expect(await executed(b())).toContain(gtids);
    await until(async () => (await refusalOf(b(), { kind: 'set-gtid-purged', gtids })).includes('purged-already'));
  }, 20_000);
});
