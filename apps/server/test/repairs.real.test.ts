/**
 * What is repaired beside a master by GTID, on real servers: a master whose replicas go by file and position, an intermediate
 * master with those below it, a co-master, and a master that more replicas acknowledge than it waits for.
 */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mariadb'] as const);

describe.each(FLAVORS)('on %s', (flavor) => {
  const starter = new TopiaryStarter();
  let sandbox: Sandbox | null = null;

  afterEach(async () => {
    await starter.endAll();
    await sandbox?.stop();
    sandbox = null;
  });

  async function started(tree: string, config: Readonly<Record<string, unknown>> = {}): Promise<TopiaryProcess> {
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `${tree}; flavor ${flavor}` }] });
    const m = server('m');
    await m.query('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)');
    await m.query('INSERT INTO shop.orders VALUES (1), (2)');
    const topiary = await starter.start({
      seeds: [m.address],
      account: sandbox.credentials.topology,
      config: { RecoverMasterClusterFilters: ['*'], RecoverIntermediateMasterClusterFilters: ['*'], ...config },
    });
    await topiary.clusterOf(m.address, sandbox.servers.length);
    return topiary;
  }

  function server(name: string): SandboxServer {
    if (sandbox === null) throw new Error('no sandbox');
    return sandbox.server(`x.${name}`);
  }

  async function idsOn(name: string): Promise<readonly number[]> {
    return (await server(name).query('SELECT id FROM shop.orders ORDER BY id')).map((row) => Number(row['id']));
  }

  async function writers(names: readonly string[]): Promise<readonly string[]> {
    const open = await Promise.all(
      names.map(async (name) => {
        const [row] = await server(name).query('SELECT @@GLOBAL.read_only AS closed');
        return Number(row?.['closed']) === 0 ? [name] : [];
      }),
    );
    return open.flat();
  }

  test('a master is replaced where its replicas go by file and position, and nothing is lost or applied twice', async () => {
    await started('m > (a, b, c); gtid off');
    await eventually(async () =>
      expect(await Promise.all(['a', 'b', 'c'].map(idsOn))).toEqual([
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    );
    server('m').killNow();
    const found = await eventually(async () => {
      const open = await writers(['a', 'b', 'c']);
      expect(open).toHaveLength(1);
      return open;
    });
    const [first = ''] = found;
    await server(first).query('INSERT INTO shop.orders VALUES (3)');
    for (const name of ['a', 'b', 'c']) await eventually(async () => expect(await idsOn(name)).toEqual([1, 2, 3]));
  }, 120_000);

  test.runIf(IS_SOAK)(
    'replicas of an intermediate master that dies go to its sibling',
    async () => {
      await started('m > (i > (a, b), s)');
      await eventually(async () =>
        expect(await Promise.all(['a', 'b', 's'].map(idsOn))).toEqual([
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
      );
      server('i').killNow();
      await eventually(async () => {
        const rows = await server('s').query('SHOW PROCESSLIST');
        expect(rows.filter((row) => String(row['Command']).startsWith('Binlog Dump'))).toHaveLength(2);
      });
      await server('m').query('INSERT INTO shop.orders VALUES (3)');
      for (const name of ['a', 'b']) await eventually(async () => expect(await idsOn(name)).toEqual([1, 2, 3]));
    },
    120_000,
  );

  test.runIf(IS_SOAK)(
    'a co-master that dies is replaced by the other one',
    async () => {
      const topiary = await started('m > (a, b)');
      const shape = { kind: 'make-co-master', replica: server('a').address } as const;
      await topiary.confirm(await topiary.call('propose', { body: { kind: 'reshape', shape } }), true);
      await eventually(async () => {
        const rows = await server('a').query('SHOW PROCESSLIST');
        expect(rows.some((one) => String(one['Command']).startsWith('Binlog Dump'))).toBe(true);
      });
      server('m').killNow();
      await eventually(async () => expect(await writers(['a', 'b'])).toEqual(['a']));
      await server('a').query('INSERT INTO shop.orders VALUES (3)');
      await eventually(async () => expect(await idsOn('b')).toEqual([1, 2, 3]));
    },
    120_000,
  );

  test.runIf(IS_SOAK)(
    'as many replicas acknowledge as the master waits for, where exactly so many are wanted',
    async () => {
      await started('m > (a, b); semisync on', {
        EnforceExactSemiSyncReplicas: true,
        DetectSemiSyncEnforcedQuery: 'SELECT 1',
      });
      const side = flavor === 'mysql' ? 'replica' : 'slave';
      await eventually(async () => {
        const on = await Promise.all(
          ['a', 'b'].map(async (name) => {
            const [row] = await server(name).query(`SELECT @@GLOBAL.rpl_semi_sync_${side}_enabled AS enabled`);
            return Number(row?.['enabled']);
          }),
        );
        expect(on.filter((enabled) => enabled === 1)).toHaveLength(1);
      });
      await server('m').query('INSERT INTO shop.orders VALUES (3)');
      await eventually(async () => expect(await idsOn('b')).toEqual([1, 2, 3]));
    },
    120_000,
  );
});
