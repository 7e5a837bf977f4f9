/** Trees of real servers are reshaped while somebody writes; asserted by SQL, and all tables compared in the end. */
import { instanceIdOf } from '@topiary/contract';
import type { CallInput, Client, PlanView } from '@topiary/contract';
import type { Sandbox } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import { IS_SOAK, START_TIMEOUT_MS, startRealWorld } from '../testing/real-world.ts';
import type { RealWorld } from '../testing/real-world.ts';
import { until } from '../testing/test-server.ts';

const TEST_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 500;
const NAMES = ['m', 'a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];
type Shape = Extract<CallInput<'propose'>['body'], { kind: 'reshape' }>['shape'];

const FLAVORS = IS_SOAK ? (['mysql', 'mariadb'] as const) : (['mysql'] as const);

describe.each(FLAVORS)('on %s, under a writer', (flavor) => {
  let world: RealWorld;
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `m > a > (b, c); flavor ${flavor}`, writer: { rowsPerSecond: 50 } },
      seed: 'c',
      servers: NAMES.length,
      pollIntervalMs: POLL_INTERVAL_MS,
    });
    ({ sandbox, client } = world);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  const idOf = (name: Name) => instanceIdOf(sandbox.server(name));

  async function reshape(shape: Shape): Promise<PlanView> {
    return world.confirm(await client.call('propose', { body: { kind: 'reshape', shape } }));
  }

  async function statusOf(name: Name) {
    const [row] = await sandbox
      .server(name)
      .query(flavor === 'mysql' ? 'SHOW REPLICA STATUS' : 'SHOW ALL SLAVES STATUS');
    return row;
  }

  /** Where each replica reads from, by what it says itself. */
  async function tree(): Promise<Readonly<Partial<Record<Name, Name>>>> {
    const byPort = new Map(NAMES.map((name) => [sandbox.server(name).port, name]));
    const found: Partial<Record<Name, Name>> = {};
    for (const name of ['a', 'b', 'c'] as const) {
      const row = await statusOf(name);
      const master = byPort.get(Number(row?.['Source_Port'] ?? row?.['Master_Port']));
      if (master !== undefined) found[name] = master;
    }
    return found;
  }

  const sumOn = async (name: Name): Promise<string> =>
    JSON.stringify(await sandbox.server(name).query('CHECKSUM TABLE topiary_writer.slots EXTENDED'));

  test(
    'a replica swaps with its master, and the swap is taken back, in an order that closes no circle',
    async () => {
      const swapped = await reshape({ kind: 'take-master', replica: idOf('b') });
      expect(swapped).toMatchObject({ outcome: 'done', undoable: true });
      expect(await tree()).toEqual({ a: 'b', b: 'm', c: 'a' });
      const undo = await client.call('undo', { params: { plan: swapped.id } });
      expect((await world.confirm(undo)).outcome).toBe('done');
      expect(await tree()).toEqual({ a: 'm', b: 'a', c: 'a' });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'the receivers of all replicas are pointed anew, and those of one server move up',
    async () => {
      expect((await reshape({ kind: 'repoint-replicas', source: idOf('a'), target: null })).outcome).toBe('done');
      expect(await tree()).toEqual({ a: 'm', b: 'a', c: 'a' });
      expect((await reshape({ kind: 'move-up-replicas', source: idOf('a') })).outcome).toBe('done');
      expect(await tree()).toEqual({ a: 'm', b: 'm', c: 'm' });
      expect((await reshape({ kind: 'move-below', replica: idOf('b'), sibling: idOf('a') })).outcome).toBe('done');
      expect((await reshape({ kind: 'move-below', replica: idOf('c'), sibling: idOf('a') })).outcome).toBe('done');
      expect(await tree()).toEqual({ a: 'm', b: 'a', c: 'a' });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'below a dead master the one that has most goes above a laggard, and in the end all have the same',
    async () => {
      const lagging = sandbox.server('c');
      await lagging.query(flavor === 'mysql' ? 'STOP REPLICA SQL_THREAD' : 'STOP SLAVE SQL_THREAD');
      const behind = await sumOn('c');
      await until(async () => {
        const { observation } = await client.call('instance', { params: { instance: idOf('c') } });
        return observation?.channels[0]?.applier === 'stopped';
      });
      await until(async () => (await sumOn('b')) !== behind);
      await sandbox.server('a').kill();
      await until(async () => {
        const { node } = await client.call('instance', { params: { instance: idOf('a') } });
        return node.health === 'unreachable';
      });
      // Samples of before its death and of after it say nothing of who has more.
      for (const { host, port } of [sandbox.server('b'), lagging])
        await compatGet(`${world.server.url}/api/refresh/${host}/${port}`);
      const view = await client.call('candidateReplicas', { params: { instance: idOf('a') } });
      expect(view.candidate).toBe(idOf('b'));
      expect((await reshape({ kind: 'regroup-replicas', source: idOf('a') })).outcome).toBe('done');
      expect((await statusOf('c'))?.[flavor === 'mysql' ? 'Replica_SQL_Running' : 'Slave_SQL_Running']).toBe('No');
      await lagging.query(flavor === 'mysql' ? 'START REPLICA SQL_THREAD' : 'START SLAVE SQL_THREAD');
      await sandbox.server('a').start();
      await sandbox.writer('one')?.stop();
      await until(async () => new Set(await Promise.all(NAMES.map(sumOn))).size === 1);
      expect(await tree()).toEqual({ a: 'm', b: 'a', c: 'b' });
    },
    TEST_TIMEOUT_MS,
  );
});
