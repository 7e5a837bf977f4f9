/** What a plan foresees and offers, on real servers: who will be let in, GTIDs with a move, and a restored server of MariaDB. */
import { ApiError, instanceIdOf } from '@topiary/contract';
import type { CallInput, Client, PlanView } from '@topiary/contract';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK, START_TIMEOUT_MS, startRealWorld } from '../src/testing/real-world.ts';
import type { RealWorld } from '../src/testing/real-world.ts';
import { until } from '../src/testing/test-server.ts';

type Ask = CallInput<'propose'>['body'];

const FLAVORS = ['mysql', 'mariadb'] as const;

describe.skipIf(!IS_SOAK).each(FLAVORS)('on %s', (flavor) => {
  let world: RealWorld;
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > (a, b); flavor ${flavor}` },
      seed: 'm',
      servers: 3,
      pollIntervalMs: 200,
    });
    ({ sandbox, client } = world);
    await sandbox.server('m').query(`GRANT SELECT ON mysql.user TO '${sandbox.credentials.topology.user}'@'%'`);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  const at = (name: string): SandboxServer => sandbox.server(name);
  const STATUS = flavor === 'mysql' ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS';
  const propose = (body: Ask): Promise<PlanView> => client.call('propose', { body });
  const move = (more: Partial<Ask> = {}): Ask =>
    ({
      kind: 'relocate',
      replica: instanceIdOf(at('a')),
      channel: null,
      target: instanceIdOf(at('b')),
      ...more,
    }) as Ask;
  const codes = ({ checks }: PlanView): readonly string[] =>
    checks.flatMap(({ verdict, message: { code } }) => (code.startsWith('account-') ? [`${verdict} ${code}`] : []));

  /** Proposed again where the cluster changed meanwhile, as people do: what was done before may not have been seen yet. */
  async function run(body: Ask, tries = 5): Promise<PlanView> {
    const plan = await propose(body);
    const ended = await world.confirm(plan).catch((error: unknown) => {
      if (tries > 1 && error instanceof ApiError && error.code === 'plan-stale') return null;
      throw error;
    });
    if (ended === null) return run(body, tries - 1);
    expect({ outcome: ended.outcome, reason: ended.reason }).toEqual({ outcome: 'done', reason: null });
    return ended;
  }

  async function refusalOf(body: Ask): Promise<readonly string[]> {
    const error: unknown = await propose(body).then(
      () => null,
      (reason: unknown) => reason,
    );
    const { reasons } = error as { readonly reasons: readonly { readonly code: string }[] };
    return reasons.map(({ code }) => code);
  }

  async function statusOf(name: string): Promise<Readonly<Record<string, unknown>>> {
    return (await at(name).query(STATUS))[0] ?? {};
  }

  async function comesTo(name: string, table: string): Promise<void> {
    await at('m').query(`CREATE DATABASE IF NOT EXISTS d; CREATE TABLE d.${table} (i INT PRIMARY KEY)`);
    await until(async () =>
      at(name)
        .query(`SELECT * FROM d.${table}`)
        .then(
          () => true,
          () => false,
        ),
    );
  }

  test('a replica by file is switched to GTIDs with its move, and goes on below its new source', async () => {
    const byFile: Ask = { kind: 'control', instance: instanceIdOf(at('a')), act: { kind: 'disable-gtid' } };
    // Refused until it has applied all that it received.
    await until(async () =>
      run(byFile).then(
        () => true,
        () => false,
      ),
    );
    await comesTo('a', 'by_file');
    const offered = await propose({
      kind: 'reshape',
      shape: { kind: 'repoint', replica: instanceIdOf(at('a')), channel: null, target: null },
    });
    expect(offered.notes.map(({ code }) => code)).toContain('switch-possible');
    const ended = await run(move({ method: 'switch-to-gtid' }));
    const status = await statusOf('a');
    expect(String(status[flavor === 'mysql' ? 'Auto_Position' : 'Using_Gtid'])).toBe(
      flavor === 'mysql' ? '1' : 'Slave_Pos',
    );
    expect(Number(status['Source_Port'] ?? status['Master_Port'])).toBe(at('b').port);
    await comesTo('a', 'by_gtid');
    const back = await world.confirm(await client.call('undo', { params: { plan: ended.id } }));
    expect({ outcome: back.outcome, reason: back.reason }).toEqual({ outcome: 'done', reason: null });
    await comesTo('a', 'back');
  }, 60_000);

  test('the account by which a replica will connect is looked up where it is going', async () => {
    await until(async () => codes(await propose(move())).length === 1);
    expect(codes(await propose(move()))).toEqual([
      expect.stringMatching(/^(pass account-is-there|warn account-needs-cache)$/),
    ]);
    // Without being logged, so that the other servers keep it.
    const { user } = sandbox.credentials.replication;
    const rename = (from: string, to: string): string =>
      `SET SESSION sql_log_bin = 0; SET GLOBAL read_only = 0; RENAME USER '${from}'@'%' TO '${to}'@'%'; SET SESSION sql_log_bin = 1`;
    await at('b').query(rename(user, 'somebody_else'));
    expect(await refusalOf(move())).toEqual(['account-missing']);
    await at('b').query(rename('somebody_else', user));
    expect(codes(await propose(move()))).not.toContain('fail account-missing');
  }, 30_000);

  test.runIf(flavor === 'mysql')(
    'that caching_sha2_password may not let it in without TLS is a warning',
    async () => {
      const { user, password } = sandbox.credentials.replication;
      await at('b').query(
        `SET SESSION sql_log_bin = 0; ALTER USER '${user}'@'%' IDENTIFIED WITH caching_sha2_password BY '${password}'; SET SESSION sql_log_bin = 1`,
      );
      await at('a').query(
        'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_SSL = 0, GET_SOURCE_PUBLIC_KEY = 0; START REPLICA',
      );
      await until(async () => codes(await propose(move())).includes('warn account-needs-cache'));
      // The cache of b is empty: what was foreseen is what happens, and the replica is put back.
      const ended = await world.confirm(await propose(move()));
      expect(ended.outcome).toBe('put-back');
      await at('a').query('STOP REPLICA; CHANGE REPLICATION SOURCE TO GET_SOURCE_PUBLIC_KEY = 1; START REPLICA');
      await until(async () => codes(await propose(move())).includes('pass account-is-there'));
      await run(move());
    },
    60_000,
  );

  test.runIf(flavor === 'mariadb')(
    'a server that stands alone goes below another from where its own log ends',
    async () => {
      await at('b').query('STOP ALL SLAVES; RESET SLAVE ALL');
      const rejoin: Ask = {
        kind: 'control',
        instance: instanceIdOf(at('b')),
        act: { kind: 'rejoin', below: instanceIdOf(at('m')), own: 'refuse' },
      };
      await until(async () =>
        propose(rejoin).then(
          () => true,
          () => false,
        ),
      );
      await run(rejoin);
      await comesTo('b', 'rejoined');
      // As after a restore: an empty log, and gtid_slave_pos as the backup told it.
      const [row] = await at('b').query('SELECT @@global.gtid_slave_pos AS position');
      await at('b').query('STOP ALL SLAVES; RESET SLAVE ALL');
      await at('b').query(`RESET MASTER; SET GLOBAL gtid_slave_pos = '${String(row?.['position'])}'`);
      await until(async () =>
        propose(rejoin).then(
          ({ checks }) => checks.some(({ message: { code } }) => code === 'goes-on-from-applied'),
          () => false,
        ),
      );
      await run(rejoin);
      await comesTo('b', 'restored');
      expect(await statusOf('b')).toMatchObject({ Using_Gtid: 'Slave_Pos', Slave_SQL_Running: 'Yes' });
    },
    60_000,
  );
});
