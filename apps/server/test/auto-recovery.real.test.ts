/**
 * A master of real servers dies, and nobody is there: a replica takes its place by itself, hooks are told, the record says
 * what was done; and where somebody switched recovery off nothing is done until it is on again.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instanceIdOf } from '@topiary/contract';
import type { ClusterView } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_SOAK } from '../src/testing/real-world.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mariadb'] as const);
const NAMES = ['m', 'a', 'b'] as const;
type Name = (typeof NAMES)[number];
/** Longer than a recovery takes on a busy machine. */
const NOTHING_HAPPENS_MS = 2_000;
const starter = new TopiaryStarter();

describe.each(FLAVORS)('a master of %s that dies', (flavor) => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  let directory: string;
  const server = (name: Name): SandboxServer => sandbox.server(`x.${name}`);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'topiary-hooks-'));
    sandbox = await startSandbox({ clusters: [{ name: 'x', tree: `m > (a, b); flavor ${flavor}` }] });
    await server('m').query('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)');
    await server('m').query('INSERT INTO shop.orders VALUES (1), (2)');
    const tell = (what: string): string =>
      `echo ${what} {failureType} {failedHost}:{failedPort} {successorPort} >> ${directory}/told`;
    topiary = await starter.start({
      seeds: [server('m').address],
      account: sandbox.credentials.topology,
      config: {
        RecoverMasterClusterFilters: ['*'],
        RecoveryPeriodBlockSeconds: 1,
        OnFailureDetectionProcesses: [tell('detected')],
        PostMasterFailoverProcesses: [tell('replaced')],
      },
    });
    await topiary.clusterOf(server('m').address, NAMES.length);
  }, 120_000);

  afterAll(async () => {
    await starter.endAll();
    await sandbox.stop();
    await rm(directory, { recursive: true });
  });

  test('is replaced by itself, and not while somebody switched that off', async () => {
    const m = server('m').address;
    const rehearsal = await topiary.call('rehearse', {
      body: { kind: 'instance', instance: instanceIdOf(server('m')), how: 'process' },
    });
    server('m').killNow();
    const [first] = await eventually(() => replacedAmong(['a', 'b']));
    const second = first === 'a' ? 'b' : 'a';
    if (first === undefined) throw new Error('nobody takes writes');
    await server(first).query('INSERT INTO shop.orders VALUES (3)');
    await eventually(async () => expect(await idsOn(second)).toEqual([1, 2, 3]));
    const { items } = await eventually(() => ended(1));
    // What was rehearsed is what happened: who, what became of the tree, and that nothing was lost.
    expect(rehearsal.recoveries).toMatchObject([
      { recovery: { code: 'DeadMaster', instance: m, successor: server(first).address }, lost: [] },
    ]);
    const rolesIn = (cluster: Pick<ClusterView, 'nodes'> | undefined) =>
      cluster?.nodes.map(({ id, role, replicas }) => ({ id, role, replicas }));
    await eventually(async () =>
      expect(rolesIn(rehearsal.after[0])).toEqual(
        rolesIn(await topiary.clusterOf(server(first).address, NAMES.length)),
      ),
    );
    // The one that died is still looked for where it was.
    const { nodes, masters } = await topiary.clusterOf(server(first).address, NAMES.length);
    expect(masters).toEqual([server(first).address]);
    expect(nodes.find(({ id }) => id === m)?.role).toBe('replaced');
    expect(items[0]).toMatchObject({ code: 'DeadMaster', instance: m, successor: server(first).address });
    await eventually(async () =>
      expect((await readFile(`${directory}/told`, 'utf8')).trim().split('\n').slice(-2)).toEqual([
        // It may have been no more than unreachable before.
        expect.stringContaining(`detected DeadMaster ${m}`),
        `replaced DeadMaster ${m} ${server(first).address.split(':')[1] ?? ''}`,
      ]),
    );

    await topiary.call('switchRecovery', {
      body: { on: false, reason: 'a test' },
      idempotencyKey: crypto.randomUUID(),
    });
    server(first).killNow();
    await new Promise((resolve) => setTimeout(resolve, NOTHING_HAPPENS_MS));
    expect(await isOpen(second)).toBe(false);
    await topiary.call('switchRecovery', {
      body: { on: true },
      idempotencyKey: crypto.randomUUID(),
    });
    await eventually(async () => expect(await isOpen(second)).toBe(true));
    expect(await idsOn(second)).toEqual([1, 2, 3]);
  }, 60_000);

  async function ended(count: number) {
    const list = await topiary.call('recoveries', {});
    if (list.items.filter(({ endedAt }) => endedAt !== null).length < count) throw new Error('not ended yet');
    return list;
  }

  /** Once one of them takes writes, and only one. */
  async function replacedAmong(names: readonly Name[]): Promise<readonly Name[]> {
    const open = await Promise.all(names.map(async (name) => ((await isOpen(name)) ? [name] : [])));
    const found = open.flat();
    if (found.length !== 1) throw new Error(`${found.length} take writes`);
    return found;
  }

  async function isOpen(name: Name): Promise<boolean> {
    const [row] = await server(name).query('SELECT @@GLOBAL.read_only AS closed');
    return Number(row?.['closed']) === 0;
  }

  async function idsOn(name: Name): Promise<readonly number[]> {
    return (await server(name).query('SELECT id FROM shop.orders ORDER BY id')).map((row) => Number(row['id']));
  }
});
