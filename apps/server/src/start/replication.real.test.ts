/** The whole of Topiary on real servers: discovered from one seed, moved and moved back by API, and seen to die. */
import { instanceIdOf } from '@topiary/contract';
import type { Client } from '@topiary/contract';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import { LiveReader } from '../testing/live-reader.ts';
import { INSTANCE_SHAPE, shapeOf } from '../testing/orchestrator-shapes.ts';
import { START_TIMEOUT_MS, startRealWorld } from '../testing/real-world.ts';
import type { RealWorld } from '../testing/real-world.ts';
import { until } from '../testing/test-server.ts';

const TREE = 'm > a, b > c';
/** Far beyond the test: what it sees comes from events and acts, not from a poll that was due. */
const POLL_INTERVAL_MS = 60_000;

describe.each(['mysql', 'mariadb'] as const)('on %s', (flavor) => {
  let world: RealWorld;
  let sandbox: Sandbox;
  let server: RealWorld['server'];
  let client: Client;

  beforeAll(async () => {
    world = await startRealWorld({
      cluster: { tree: `${TREE}; flavor ${flavor}` },
      seed: 'c',
      servers: 4,
      pollIntervalMs: POLL_INTERVAL_MS,
    });
    ({ sandbox, client, server } = world);
  }, START_TIMEOUT_MS);
  afterAll(() => world.end());

  const idOf = (name: string) => instanceIdOf(sandbox.server(name));

  async function sourcePortOf(one: SandboxServer): Promise<number> {
    const [row] = await one.query(flavor === 'mysql' ? 'SHOW REPLICA STATUS' : 'SHOW ALL SLAVES STATUS');
    return Number(row?.['Source_Port'] ?? row?.['Master_Port']);
  }

  test('a replica is moved, replicates from its new master, and is moved back', async () => {
    const { a, c } = { a: sandbox.server('a'), c: sandbox.server('c') };
    const proposed = await client.call('propose', {
      body: { kind: 'relocate', replica: idOf('c'), target: idOf('a') },
    });
    expect(await sourcePortOf(c)).toBe(sandbox.server('b').port);
    const done = await client.call('confirm', {
      params: { plan: proposed.id },
      query: { wait: 'true' },
      idempotencyKey: 'move',
    });
    expect(done).toMatchObject({ outcome: 'done', undoable: true });
    expect(await sourcePortOf(c)).toBe(a.port);
    await sandbox
      .server('m')
      .query('CREATE DATABASE moved; CREATE TABLE moved.t (i INT PRIMARY KEY); INSERT INTO moved.t VALUES (7)');
    await until(async () => (await c.query('SELECT i FROM moved.t').catch(() => [])).length === 1);
    const undo = await client.call('undo', { params: { plan: proposed.id } });
    await client.call('confirm', { params: { plan: undo.id }, query: { wait: 'true' }, idempotencyKey: 'undo' });
    expect(await sourcePortOf(c)).toBe(sandbox.server('b').port);
  });

  test('the old API moves it too, and gives the instance as orchestrator does', async () => {
    const { a, c } = { a: sandbox.server('a'), c: sandbox.server('c') };
    const path = `${server.url}/api/relocate/${c.host}/${c.port}/${a.host}/${a.port}`;
    const answer = JSON.parse((await compatGet(path)).text) as { Code: string; Details: Record<string, unknown> };
    expect(answer.Code).toBe('OK');
    expect(shapeOf(answer.Details)).toEqual(INSTANCE_SHAPE);
    expect(answer.Details).toMatchObject({
      MasterKey: { Port: a.port },
      Slave_IO_Running: true,
      Slave_SQL_Running: true,
    });
    expect(await sourcePortOf(c)).toBe(a.port);
  });

  test('a server killed with -9 is red for a reader of the live stream within a second', async () => {
    const reader = await LiveReader.open(server.url);
    const [cluster] = (await client.call('fleet', {})).clusters;
    await client.call('subscribe', {
      params: { connection: reader.connection },
      body: { clusters: cluster === undefined ? [] : [cluster.id] },
    });
    const nodeOf = (name: string) =>
      cluster === undefined ? undefined : reader.clusters.get(cluster.id)?.nodes.find((node) => node.id === idOf(name));
    await until(() => nodeOf('b')?.health === 'ok');
    await sandbox.server('b').kill();
    const killedAt = performance.now();
    await until(() => nodeOf('b')?.health === 'unreachable');
    expect(performance.now() - killedAt).toBeLessThan(1_000);
    await sandbox.server('b').start();
    reader.close();
  });
});
