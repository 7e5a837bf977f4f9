import { createClient, hostPage, hostView } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveReader } from '../testing/live-reader.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'x:1 > y:1, z:1\nx:2 > x:3\ny:2' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const client = () => createClient({ baseUrl: server.url, fetch });
const hosts = (query: Record<string, string | number> = {}) => client().call('hosts', { query });

async function down(): Promise<void> {
  for (const name of ['x:1', 'x:2', 'x:3']) server.servers.kill(id(name));
  await until(() => server.engine.hostsDown().length === 1);
}

async function up(): Promise<void> {
  for (const name of ['x:1', 'x:2', 'x:3']) server.servers.revive(id(name));
  const all = () => [...server.engine.snapshot().instances.values()];
  await until(() => server.engine.hostsDown().length === 0 && all().every(({ health }) => health === 'ok'), 20_000);
}

describe('hosts', () => {
  test('are listed with what lives there', async () => {
    const page = hostPage.parse(await (await server.request('/api/v1/hosts')).json());
    expect(page.items.map(({ host, instances, masters, clusters }) => [host, instances, masters, clusters])).toEqual([
      ['x', 3, 2, 2],
      ['y', 2, 1, 2],
      ['z', 1, 0, 1],
    ]);
  });

  test('are searched, and come a page at a time', async () => {
    expect((await hosts({ text: 'Z' })).items.map(({ host }) => host)).toEqual(['z']);
    expect((await hosts({ text: 'x:2' })).items.map(({ host }) => host)).toEqual(['x']);
    expect(await hosts({ page: 1, pageSize: 2 })).toMatchObject({ total: 3, items: [{ host: 'z' }] });
    expect((await server.request('/api/v1/hosts?pageSize=100000')).status).toBe(400);
  });

  test('come in the order in which people count', async () => {
    const many = await startTestServer({ topology: 'db-10 > db-9, db-2' });
    try {
      const { items } = await createClient({ baseUrl: many.url, fetch }).call('hosts', { query: {} });
      expect(items.map(({ host }) => host)).toEqual(['db-2', 'db-9', 'db-10']);
    } finally {
      await many.close();
    }
  });

  test('have a view of their own: servers by port, and what their death would do', async () => {
    const view = hostView.parse(await (await server.request('/api/v1/hosts/X')).json());
    expect(view.servers.map(({ id: server, role, clusterName }) => [server, role, clusterName])).toEqual([
      ['x:1', 'master', 'x:1'],
      ['x:2', 'master', 'x:2'],
      ['x:3', 'replica', 'x:2'],
    ]);
    expect(view.death).toMatchObject({ loseMaster: 2, loseReplicas: 1, loseEverything: 1, loseLastReplica: 1 });
    expect(view.death.clusters).toMatchObject([
      { name: 'x:1', cutOff: ['y:1', 'z:1'], replicasLeft: 2 },
      { whole: true },
    ]);
    expect(view.down).toBeNull();
  });

  test('that nobody knows are named', async () => {
    const response = await server.request('/api/v1/hosts/q');
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { code: 'host-unknown', params: { host: 'q' } } },
    ]);
  });
});

describe('a host that dies', () => {
  test('is one problem, one banner and one line of the audit, and all of it ends when it is back', async () => {
    await down();
    const { clusters } = await client().call('fleet', {});
    const said = clusters.flatMap(({ problems }) => problems.map(({ problem }) => problem));
    expect(said.filter(({ code }) => code === 'unreachable')).toEqual([]);
    expect(said.filter(({ code }) => code === 'host-down')).toHaveLength(2);
    expect(said[0]).toMatchObject({ params: { host: 'x', instances: 3, masters: 2 } });
    const status = await client().call('status', {});
    expect(status.banners).toContainEqual({ code: 'host-down', params: { host: 'x', instances: '3', masters: '2' } });
    expect((await hosts()).items[0]).toMatchObject({ host: 'x', unreachable: 3, down: { instances: 3, masters: 2 } });
    const view = await client().call('host', { params: { host: 'x' } });
    expect(view.servers.every(({ problems }) => problems.some(({ code }) => code === 'unreachable'))).toBe(true);
    await up();
    expect((await client().call('status', {})).banners.filter(({ code }) => code === 'host-down')).toEqual([]);
    const audit = await client().call('audit', { query: {} });
    // What the death leads to in each cluster is detected beside it.
    const ofHosts = audit.items.filter(({ action }) => action.startsWith('host-'));
    expect(ofHosts.map(({ action, result }) => [action, result])).toEqual([
      ['host-up', 'ok'],
      ['host-down', 'failed'],
    ]);
  });

  test('is seen by those who look on, on every line that it touches', async () => {
    const reader = await LiveReader.open(server.url);
    await reader.first('fleet');
    await down();
    const touched = () =>
      (reader.fleet?.clusters ?? []).filter(({ problems }) =>
        problems.some(({ problem }) => problem.code === 'host-down'),
      );
    await until(() => touched().length === 2, 3_000);
    expect(touched().flatMap(({ problems }) => problems)).toHaveLength(2);
    await up();
    await until(() => touched().length === 0, 3_000);
    reader.close();
  });
});

test('a server in downtime is not counted with its problems, but apart', async () => {
  const body = { kind: 'begin-downtime', instance: id('y:2'), owner: 'jo', reason: 'disk' };
  await server.post('/api/v1/registry', body, { 'idempotency-key': 'down' });
  server.servers.kill(id('y:2'));
  const line = async () => (await client().call('fleet', {})).clusters.find(({ name }) => name === 'y:2');
  await until(() => server.engine.snapshot().instances.get(id('y:2'))?.health === 'unreachable');
  expect(await line()).toMatchObject({ critical: 0, warning: 0, downtimed: 1, problems: [] });
  expect((await hosts({ text: 'y' })).items).toContainEqual(
    expect.objectContaining({ host: 'y', critical: 0, downtimed: 1 }),
  );
  await server.post('/api/v1/registry', { kind: 'end-downtime', instance: id('y:2') }, { 'idempotency-key': 'end' });
  expect(await line()).toMatchObject({ critical: 1, downtimed: 0, problems: [{ problem: { code: 'unreachable' } }] });
});

test('problems of servers that a filter names are left out of lines of hosts as of the fleet', async () => {
  const filtered = await startTestServer({
    topology: 'x:1 > y:1, z:1',
    problemFilter: (server) => (server.startsWith('y:') ? '^y:' : null),
  });
  try {
    for (const name of ['y:1', 'z:1']) filtered.servers.kill(id(name));
    const healthOf = (name: string) => filtered.engine.snapshot().instances.get(id(name))?.health;
    await until(() => healthOf('y:1') === 'unreachable' && healthOf('z:1') === 'unreachable');
    const asked = createClient({ baseUrl: filtered.url, fetch });
    const { items } = await asked.call('hosts', { query: {} });
    expect(items.map(({ host, critical, unreachable }) => [host, critical, unreachable])).toEqual([
      ['z', 1, 1],
      ['x', 0, 0],
      ['y', 0, 1],
    ]);
    expect((await asked.call('fleet', {})).clusters[0]).toMatchObject({ critical: 1 });
  } finally {
    await filtered.close();
  }
});
