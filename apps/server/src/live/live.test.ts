import { once } from 'node:events';
import { connect } from 'node:net';
import { apiErrorBody, createClient, subscribeInput } from '@topiary/contract';
import type { ClusterView } from '@topiary/contract';
import type { ClusterId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LiveReader } from '../testing/live-reader.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';
import { MAX_LIVE_CONNECTIONS } from './live-hub.ts';

let server: TestServer;
const readers: LiveReader[] = [];
beforeEach(async () => {
  server = await startTestServer({ topology: 'a > b, c; b > d\nx > y' });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await server.close();
});

const [b, c, d, y] = [id('b'), id('c'), id('d'), id('y')];

async function open(): Promise<LiveReader> {
  const reader = await LiveReader.open(server.url);
  readers.push(reader);
  return reader;
}

async function subscribe(reader: LiveReader, clusters: readonly ClusterId[]): Promise<void> {
  const response = await server.post(`/api/v1/live/${reader.connection}/subscription`, { clusters });
  expect(response.status).toBe(200);
}

function clusterOf(instance: ReturnType<typeof id>): ClusterId {
  const found = server.engine.snapshot().instances.get(instance);
  if (found === undefined) throw new Error(`unknown: ${instance}`);
  return found.cluster;
}

describe('a connection', () => {
  test('begins with hello, status and the fleet', async () => {
    const reader = await open();
    expect(reader.events.slice(0, 3).map(({ type }) => type)).toEqual(['hello', 'status', 'fleet']);
    expect(reader.fleet?.clusters.map(({ instances }) => instances).toSorted()).toEqual([2, 4]);
  });

  test('gets the whole of what it subscribes to, and the patches after it', async () => {
    const reader = await open();
    const cluster = clusterOf(b);
    await subscribe(reader, [cluster]);
    await reader.first('cluster');
    server.servers.change(d, (observation) => ({
      ...observation,
      settings: { ...observation.settings, readOnly: false },
    }));
    await until(() => reader.clusters.get(cluster)?.nodes.find((node) => node.id === d)?.readOnly === false);
    expect(reader.all('cluster')).toHaveLength(1);
  });

  test('ends up with exactly what a read gives', async () => {
    const reader = await open();
    const cluster = clusterOf(b);
    await subscribe(reader, [cluster]);
    server.servers.kill(c);
    await until(() => reader.clusters.get(cluster)?.nodes.find((node) => node.id === c)?.health === 'unreachable');
    const timeless = (view: ClusterView | undefined) => ({
      ...view,
      nodes: view?.nodes.map(({ observedAt: _, ...node }) => node),
    });
    const read = await createClient({ baseUrl: server.url, fetch }).call('cluster', { params: { cluster } });
    await until(() => reader.clusters.get(cluster)?.revision === read.revision);
    expect(timeless(reader.clusters.get(cluster))).toEqual(timeless(read));
  });

  test('is told only of the clusters it wants', async () => {
    const reader = await open();
    await subscribe(reader, [clusterOf(y)]);
    server.servers.kill(c);
    await until(() => reader.fleet?.clusters.some(({ critical }) => critical > 0) ?? false);
    expect(reader.all('cluster-patch').filter((patch) => patch.id !== clusterOf(y))).toEqual([]);
    await subscribe(reader, []);
    const before = reader.all('cluster-patch').length;
    server.servers.kill(y);
    await until(() => server.engine.snapshot().instances.get(y)?.health === 'unreachable');
    expect(reader.all('cluster-patch')).toHaveLength(before);
  });

  test('gets the whole again when it repeats its subscription, which mends a gap', async () => {
    const reader = await open();
    const cluster = clusterOf(y);
    await subscribe(reader, [cluster]);
    await subscribe(reader, [cluster]);
    await until(() => reader.all('cluster').length === 2);
    await subscribe(reader, [cluster, clusterOf(b)]);
    await until(() => reader.all('cluster').length === 3);
    expect(reader.all('cluster').at(-1)?.cluster.id).toBe(clusterOf(b));
  });

  test('is told of a cluster that is not there', async () => {
    const reader = await open();
    await subscribe(reader, ['nowhere' as ClusterId]);
    expect((await reader.first('cluster-gone')).id).toBe('nowhere');
  });

  test('that does not exist cannot subscribe', async () => {
    const response = await server.post('/api/v1/live/none/subscription', { clusters: [] });
    expect(apiErrorBody.parse(await response.json()).error.code).toBe('connection-unknown');
  });

  test('cannot subscribe to more clusters than the bound', async () => {
    expect(subscribeInput.safeParse({ clusters: Array.from({ length: 51 }, (_, at) => `c${at}`) }).success).toBe(false);
    const reader = await open();
    const response = await server.post(`/api/v1/live/${reader.connection}/subscription`, {
      clusters: Array.from({ length: 51 }, (_, at) => `c${at}`),
    });
    expect(response.status).toBe(400);
  });

  test('that comes after a time when nobody listened begins with what is so now', async () => {
    const first = await open();
    first.close();
    await until(() => server.services.live.connections() === 0);
    server.servers.kill(c);
    await until(() => server.engine.snapshot().instances.get(c)?.health === 'unreachable');
    const second = await open();
    expect(second.fleet?.clusters.find((line) => line.id === clusterOf(c))?.critical).toBe(1);
  });

  test('is forgotten when its reader goes', async () => {
    const reader = await open();
    expect(server.services.live.connections()).toBe(1);
    reader.close();
    await until(() => server.services.live.connections() === 0);
  });
});

describe('changes', () => {
  test('a server that dies is red for every reader, in the cluster and in the fleet', async () => {
    const both = [await open(), await open()];
    const cluster = clusterOf(c);
    for (const reader of both) await subscribe(reader, [cluster]);
    server.servers.kill(c);
    const isRed = (reader: LiveReader) =>
      reader.clusters.get(cluster)?.nodes.find((node) => node.id === c)?.health === 'unreachable' &&
      reader.fleet?.clusters.find((line) => line.id === cluster)?.critical === 1;
    await expect.poll(() => both.map(isRed)).toEqual([true, true]);
  });

  test('of data alone are gathered: at most one patch in 100 ms', async () => {
    const reader = await open();
    const cluster = clusterOf(b);
    await subscribe(reader, [cluster]);
    await reader.first('cluster');
    const before = reader.all('cluster-patch').length;
    const startedAt = performance.now();
    const patches = () => reader.all('cluster-patch').length - before;
    // Four servers are probed every 50 ms, and each probe brings a new time.
    await until(() => patches() >= 8);
    // One may have been on its way, and one is sent at once.
    expect(patches() - 2).toBeLessThanOrEqual((performance.now() - startedAt) / 100);
  });

  test('nodes that did not change are not sent', async () => {
    const still = await startTestServer({ topology: 'a > b, c', engine: { pollIntervalMs: 3_600_000 } });
    try {
      const reader = await LiveReader.open(still.url);
      readers.push(reader);
      const cluster = still.engine.snapshot().instances.get(b)?.cluster ?? ('' as ClusterId);
      await still.post(`/api/v1/live/${reader.connection}/subscription`, { clusters: [cluster] });
      await reader.first('cluster');
      still.servers.change(b, (observation) => ({
        ...observation,
        settings: { ...observation.settings, readOnly: false },
      }));
      await still.engine.refresh(b);
      const patch = await reader.first('cluster-patch');
      expect(patch.nodes.map((node) => node.id)).toEqual([b]);
      expect(patch.removedNodes).toEqual([]);
    } finally {
      await still.close();
    }
  });

  test('of a plan are told step by step, and the cluster says what runs on it', async () => {
    const reader = await open();
    const cluster = clusterOf(d);
    await subscribe(reader, [cluster]);
    const client = createClient({ baseUrl: server.url, fetch });
    const { id: plan } = await client.call('propose', { body: { kind: 'relocate', replica: d, target: c } });
    await client.call('confirm', { params: { plan }, query: { wait: 'true' }, idempotencyKey: 'k' });
    await until(() => reader.all('plan').some((event) => event.plan.id === plan && event.plan.undoable));
    expect(reader.all('plan').map((event) => event.plan.status)).toContain('running');
    await until(() => reader.clusters.get(cluster)?.edges.find((edge) => edge.replica === d)?.source === c);
    await until(() => reader.clusters.get(cluster)?.running === null);
  });
});

describe('bounds', () => {
  test('connections beyond the bound are turned away', async () => {
    const port = Number(new URL(server.url).port);
    const sockets = await Promise.all(
      Array.from({ length: MAX_LIVE_CONNECTIONS }, async () => {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.write('GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await once(socket, 'data');
        socket.resume();
        return socket;
      }),
    );
    expect(server.services.live.connections()).toBe(MAX_LIVE_CONNECTIONS);
    const response = await server.request('/api/v1/live');
    expect([response.status, apiErrorBody.parse(await response.json()).error.code]).toEqual([
      503,
      'too-many-connections',
    ]);
    for (const socket of sockets) socket.destroy();
    await until(() => server.services.live.connections() === 0);
  });

  test('a close ends every stream', async () => {
    const reader = await open();
    server.services.live.close();
    await until(() => reader.isEnded);
    expect(server.services.live.connections()).toBe(0);
  });
});
