/**
 * A replica of real MySQL servers with transactions of its own is filled anew from another one: nothing begins without
 * agreement and plug-in, how far it is is told, and it replicates afterwards without what was its own.
 */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
const starter = new TopiaryStarter();

// A copy takes seconds, and the restart after it: of all of it only the statements are tested with every run.
describe.skipIf(!IS_SOAK)('a server of MySQL that is filled anew', () => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: 'm > (a, b); flavor mysql' }] });
    await server('m').query('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)');
    await server('m').query('INSERT INTO shop.orders VALUES (1), (2)');
    await server('m').query(`GRANT CLONE_ADMIN, BACKUP_ADMIN ON *.* TO '${sandbox.credentials.topology.user}'@'%'`);
    const { user, password } = sandbox.credentials.replication;
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: { TopiaryReplicationUser: user, TopiaryReplicationPassword: password },
    });
    await topiary.clusterOf(server('m').address, NAMES.length);
  }, 120_000);

  afterAll(async () => {
    await starter.endAll();
    await sandbox.stop();
  });

  const propose = (on: Name, donor: Name, replacesAllData: boolean) =>
    topiary.call('propose', {
      body: {
        kind: 'control',
        instance: server(on).address,
        act: { kind: 'clone-from', donor: server(donor).address, replacesAllData },
      },
    });

  test('says that all of its data goes, and needs the plug-in', async () => {
    await expect(propose('a', 'm', false)).rejects.toMatchObject({ reasons: [{ code: 'clone-not-confirmed' }] });
    const plan = await propose('a', 'm', true);
    const statements = plan.rounds.flatMap(({ stages }) =>
      stages.flatMap(({ steps }) => steps.flatMap((step) => step.statements)),
    );
    expect(statements).toContain(`SET GLOBAL clone_valid_donor_list = '${server('m').address}'`);
    expect(statements.join('\n')).not.toContain(sandbox.credentials.topology.password);
    const ended = await topiary.confirm(plan, true);
    expect(ended.reason).toMatchObject({ code: 'clone-plugin-missing' });
    expect(await idsOn('a')).toEqual([1, 2]);
  }, 60_000);

  test.each(['m', 'b'] as const)(
    'from %s has the data of that one, none of its own, and replicates',
    async (donor) => {
      for (const name of ['a', donor] as const) {
        const [row] = await server(name).query(
          "SELECT COUNT(*) AS found FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone'",
        );
        if (Number(row?.['found']) === 0) await openly(name, "INSTALL PLUGIN clone SONAME 'mysql_clone.so'");
      }
      await openly('a', 'INSERT INTO shop.orders VALUES (77)');
      const plan = await eventually(() => propose('a', donor, true));
      const ended = await topiary.confirm(plan, true);
      const reasons = ended.rounds.flatMap(({ stages }) =>
        stages.flatMap(({ steps }) => steps.flatMap(({ reason }) => reason ?? [])),
      );
      expect({ outcome: ended.outcome, reasons }).toEqual({ outcome: 'done', reasons: [] });
      const before = await idsOn('m');
      await server('m').query('INSERT INTO shop.orders VALUES (?)', [before.length + 1]);
      await eventually(async () => expect(await idsOn('a')).toEqual(await idsOn('m')));
      const [row] = await server('a').query('SELECT @@GLOBAL.super_read_only AS closed');
      expect(Number(row?.['closed'])).toBe(1);
      const view = await topiary.clusterOf(server('m').address, NAMES.length);
      expect(view.edges.find(({ replica }) => replica === server('a').address)?.source).toBe(server('m').address);
    },
    180_000,
  );

  /** What a server takes only while it is open. */
  async function openly(name: Name, sql: string): Promise<void> {
    const [row] = await server(name).query('SELECT @@GLOBAL.super_read_only AS closed');
    await server(name).query('SET GLOBAL super_read_only = 0');
    await server(name).query(sql);
    await server(name).query(`SET GLOBAL super_read_only = ${Number(row?.['closed'])}`);
  }

  async function idsOn(name: Name): Promise<readonly number[]> {
    return (await server(name).query('SELECT id FROM shop.orders ORDER BY id')).map((row) => Number(row['id']));
  }
});
