/** Sources through the API: what they bring, what they do not, and how they fail. */
import type { ApiErrorBody, SourcesView, SourceView } from '@topiary/contract';
import { addressOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { NO_FILTERS } from '@topiary/engine';
import { MemoryDisk } from '@topiary/store';
import { afterEach, describe, expect, test } from 'vitest';
import { namedServers } from '../sources/named-servers.ts';
import { SourceFailure } from '../sources/source-failure.ts';
import type { SourceSettings } from '../sources/source-settings.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';

const running: TestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

const SOURCE: SourceSettings = {
  name: 'cmdb',
  intervalMs: 3_600_000,
  deadlineMs: 60_000,
  defaultPort: 3306,
  reading: { kind: 'srv', record: '_mysql._tcp.example', dnsServers: [] },
};

/** What the source names next; an error is thrown. */
class Named {
  names: readonly string[] | Error | 'hangs' = [];
  reads = 0;

  readonly read = async () => {
    this.reads += 1;
    if (this.names === 'hangs') return new Promise<never>(() => undefined);
    if (this.names instanceof Error) throw this.names;
    return namedServers(
      this.names.map((host) => ({ host, port: null })),
      3306,
    );
  };
}

/** `a > b` is known by a seed; `m > r` and `n` are not. */
async function start(names: Named['names'], options: TestServerOptions = {}) {
  const named = new Named();
  named.names = names;
  const server = await startTestServer({
    topology: 'a > b; m > r; n',
    seeds: [addressOf(id('a'))],
    sources: { settings: [SOURCE], read: named.read },
    ...options,
  });
  running.push(server);
  return { server, named };
}

const listOf = async (server: TestServer) => (await (await server.request('/api/v1/sources')).json()) as SourcesView;
const idsOf = (server: TestServer) => [...server.engine.snapshot().instances.keys()].toSorted();

async function firstRead(server: TestServer): Promise<SourceView> {
  await until(async () => (await listOf(server)).sources[0]?.lastReadAt !== null);
  return (await listOf(server)).sources[0] ?? expect.fail();
}

let keys = 0;
async function readNow(server: TestServer, name = 'cmdb'): Promise<Response> {
  keys += 1;
  return server.post(`/api/v1/sources/${name}/read`, {}, { 'idempotency-key': `read-${keys}` });
}

test('what a source does not name any more is known over a restart, also when it left while nobody looked', async () => {
  const disk = new MemoryDisk();
  const first = await start(['n', 'm'], { disk });
  await firstRead(first.server);
  first.named.names = ['n'];
  await readNow(first.server);
  const goneOf = async (server: TestServer) => (await listOf(server)).sources[0]?.noLongerNamed ?? [];
  const [m] = await goneOf(first.server);
  expect(m).toMatchObject({ instance: id('m') });
  await Promise.all(running.splice(0).map((server) => server.close()));
  const second = await start('hangs', { disk });
  expect(await goneOf(second.server)).toEqual([m]);
  expect((await listOf(second.server)).sources[0]).toMatchObject({ lastSuccessAt: null, counts: { given: 0 } });
  await Promise.all(running.splice(0).map((server) => server.close()));
  const third = await start([], { disk });
  await firstRead(third.server);
  expect((await goneOf(third.server)).map(({ instance }) => instance)).toEqual([id('m'), id('n')]);
});

test('a store that cannot say what was named keeps no source from being read', async () => {
  const disk = new MemoryDisk();
  disk.sources.values = () => {
    throw new Error('disk gone');
  };
  const { server } = await start(['n'], { disk });
  expect((await firstRead(server)).counts.added).toBe(1);
  expect(server.log.map(({ event }) => event)).toContain('source.memory-failed');
});

describe('a source', () => {
  test('adds the servers that answer, with one entry of the audit', async () => {
    const { server } = await start(['a', 'n', 'm', 'nobody', 'db one']);
    const source = await firstRead(server);
    expect(source.counts).toEqual({
      given: 4,
      added: 2,
      known: 1,
      ignored: 0,
      forgotten: 0,
      unreachable: 1,
      unusable: 1,
      waiting: 0,
    });
    expect(source).toMatchObject({
      name: 'cmdb',
      kind: 'srv',
      from: '_mysql._tcp.example',
      failure: null,
      addedInAll: 2,
    });
    expect(source.problems).toEqual([
      { text: 'db one', why: 'unusable', failure: null },
      { text: 'nobody:3306', why: 'unreachable', failure: expect.objectContaining({ kind: 'refused' }) },
    ]);
    await until(() => idsOf(server).length === 5);
    expect(idsOf(server)).toEqual(['a', 'b', 'm', 'n', 'r'].map(id));
    expect(await (await server.request('/api/v1/audit')).json()).toMatchObject({
      total: 1,
      items: [
        { action: 'source', actor: { user: 'topiary' }, summary: [{ params: { source: 'cmdb', count: 2 } }, {}] },
      ],
    });
    await readNow(server);
    expect(await (await server.request('/api/v1/audit')).json()).toMatchObject({ total: 1 });
  });

  test('adds a server with the read by which it answers', async () => {
    const { server, named } = await start([]);
    server.servers.kill(id('n'));
    named.names = ['n'];
    expect(((await (await readNow(server)).json()) as SourceView).counts).toMatchObject({ added: 0, unreachable: 1 });
    server.servers.revive(id('n'));
    expect(((await (await readNow(server)).json()) as SourceView).counts).toMatchObject({ added: 1, unreachable: 0 });
  });

  test('that fails keeps what it brought, says why, and goes on when it answers again', async () => {
    const { server, named } = await start(['n']);
    await firstRead(server);
    named.names = new SourceFailure('source-dns-failed', { code: 'ESERVFAIL' });
    expect(await (await readNow(server)).json()).toMatchObject({
      failures: 1,
      failure: { code: 'source-dns-failed', params: { code: 'ESERVFAIL' } },
      counts: { given: 1 },
      noLongerNamedCount: 0,
    });
    await readNow(server);
    expect(idsOf(server)).toContain(id('n'));
    expect(server.log.filter(({ event }) => event === 'source.failed')).toHaveLength(1);
    named.names = ['n'];
    expect(await (await readNow(server)).json()).toMatchObject({ failures: 0, failure: null });
  });

  test('that meets a bug says so without its text', async () => {
    const { server } = await start(new TypeError('secret words'));
    expect(await firstRead(server)).toMatchObject({ failure: { code: 'source-internal', params: {} } });
  });

  test('is read again by itself', async () => {
    const named = new Named();
    named.names = new SourceFailure('source-not-json');
    const server = await startTestServer({ sources: { settings: [{ ...SOURCE, intervalMs: 30 }], read: named.read } });
    running.push(server);
    await until(() => named.reads >= 3);
    named.names = [];
    await until(async () => (await listOf(server)).sources[0]?.failures === 0);
    const { reads } = named;
    await until(() => named.reads >= reads + 2);
    expect((await listOf(server)).sources[0]?.failure).toBeNull();
  });

  test('takes no server away that it does not name any more', async () => {
    const { server, named } = await start(['a', 'n']);
    await firstRead(server);
    named.names = ['a'];
    expect(await (await readNow(server)).json()).toMatchObject({
      counts: { given: 1 },
      noLongerNamed: [{ instance: id('n') }],
      noLongerNamedCount: 1,
    });
    expect(idsOf(server)).toContain(id('n'));
    named.names = ['a', 'n'];
    expect(await (await readNow(server)).json()).toMatchObject({ noLongerNamed: [], counts: { known: 2, added: 0 } });
  });

  test('obeys the filters', async () => {
    const filters = { ...NO_FILTERS, ignores: (one: InstanceId) => (one === id('n') ? '^ignored' : null) };
    const { server } = await start(['n'], { engine: { filters } });
    expect((await firstRead(server)).counts).toMatchObject({ ignored: 1, added: 0 });
    expect(server.servers.probes.get(id('n'))).toBeUndefined();
  });

  test('brings no server back that was forgotten', async () => {
    const { server } = await start(['n']);
    await firstRead(server);
    await until(() => server.engine.status().acting.kind === 'self');
    const headers = { 'idempotency-key': 'forget' };
    const forgotten = await server.post('/api/v1/registry', { kind: 'forget', instance: id('n') }, headers);
    expect(forgotten.status).toBe(200);
    expect(((await (await readNow(server)).json()) as SourceView).counts).toMatchObject({ forgotten: 1, added: 0 });
    expect(idsOf(server)).not.toContain(id('n'));
  });

  test('asks for many dead addresses in turns, and for those that live among them', async () => {
    const dead = Array.from({ length: 600 }, (_, at) => `dead-${at}`);
    const { server } = await start([...dead, 'n']);
    const first = await firstRead(server);
    expect(first.counts).toMatchObject({ given: 601, unreachable: 500, waiting: 101, added: 0 });
    const second = (await (await readNow(server)).json()) as SourceView;
    expect(second.counts).toMatchObject({ added: 1, unreachable: 499, waiting: 101 });
  });
});

describe('reading now', () => {
  test('waits for a read that is under way instead of beginning another', async () => {
    const { server, named } = await start('hangs');
    await until(() => named.reads === 1);
    const answered = await Promise.race([readNow(server), new Promise((resolve) => setTimeout(resolve, 100, 'waits'))]);
    expect([answered, named.reads]).toEqual(['waits', 1]);
    expect(await listOf(server)).toMatchObject({ sources: [{ isReading: true, lastReadAt: null }] });
  });

  test('is for those who may change things, of sources that there are', async () => {
    const { server } = await start([]);
    const unknown = await readNow(server, 'other');
    expect([unknown.status, ((await unknown.json()) as ApiErrorBody).error.code]).toEqual([404, 'source-unknown']);
    const { server: closed } = await start([], { http: { readOnly: true } });
    expect((await readNow(closed)).status).toBe(403);
    expect((await closed.request('/api/v1/sources')).status).toBe(200);
  });
});

test('seeds are listed with whether they are known', async () => {
  const { server } = await start([]);
  expect((await listOf(server)).seeds).toEqual([{ instance: id('a'), isKnown: true }]);
});
