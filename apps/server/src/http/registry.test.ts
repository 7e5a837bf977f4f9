import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { LiveReader } from '../testing/live-reader.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
let keys = 0;
beforeAll(async () => {
  server = await startTestServer({ topology: 'a > b, c' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

async function register(body: unknown, key?: string): Promise<Reply> {
  keys += 1;
  const response = await server.post('/api/v1/registry', body, { 'idempotency-key': key ?? `key-${keys}` });
  return { status: response.status, body: await response.json() };
}

async function read(path: string): Promise<unknown> {
  return (await server.request(`/api/v1/${path}`)).json();
}

const downtime = { kind: 'begin-downtime', instance: id('b'), owner: 'jo', reason: 'kernel', duration: '30m' };
const errorOf = ({ body }: Reply) =>
  (body as { error: { code: string; reasons: { code: string }[]; params: unknown } }).error;

describe('registering', () => {
  test('is seen in the instance, in the cluster and in the audit', async () => {
    expect(await register(downtime)).toEqual({ status: 200, body: { instances: [id('b')] } });
    const { node } = (await read(`instances/${id('b')}`)) as { node: { registered: unknown } };
    expect(node.registered).toMatchObject({ downtime: { owner: 'jo', reason: 'kernel' }, maintenance: null, tags: [] });
    expect(await read('audit?action=begin-downtime')).toMatchObject({
      items: [{ instance: id('b'), summary: [{ code: 'audit-begin-downtime', params: { duration: '30m' } }] }],
    });
  });

  test('downtime and maintenance of all servers are one list, those that end first before the others', async () => {
    const maintenance = { kind: 'begin-maintenance', instance: id('c'), owner: 'li', reason: 'disk', duration: '10m' };
    await register(downtime);
    await register(maintenance);
    const { notes } = (await read('registry/notes')) as { notes: readonly { kind: string; instance: string }[] };
    expect(notes).toMatchObject([
      { kind: 'maintenance', instance: id('c'), owner: 'li', reason: 'disk', clusterName: id('a') },
      { kind: 'downtime', instance: id('b'), owner: 'jo' },
    ]);
    await register({ kind: 'end-maintenance', instance: id('c') });
    expect(await read('registry/notes')).toMatchObject({ notes: [{ kind: 'downtime' }] });
  });

  test('the same key twice is done once', async () => {
    const tag = { kind: 'set-tag', instance: id('c'), name: 'once' };
    expect(await register(tag, 'again')).toEqual(await register(tag, 'again'));
    expect(await read('audit?action=tag')).toMatchObject({ total: 1 });
  });

  test('a promotion rule holds as long as configured, as asked, or for ever', async () => {
    const rule = { kind: 'register-candidate', instance: id('c'), rule: 'prefer_not' };
    const lasts = async (duration?: string) => {
      await register({ ...rule, ...(duration !== undefined && { duration }) });
      const { promotion } = server.engine.snapshot().instances.get(id('c'))?.registered ?? {};
      return promotion?.expiresAt === null ? null : (promotion?.expiresAt ?? 0) - (promotion?.registeredAt ?? 0);
    };
    expect([await lasts(), await lasts('2h'), await lasts('never')]).toEqual([3_600_000, 7_200_000, null]);
  });

  test('that a replica is written to on purpose holds until it is withdrawn, and the audit says who said so', async () => {
    const said = { kind: 'declare-own-writes', instance: id('b'), owner: 'jo', reason: 'reports' };
    const ownWrites = () => server.engine.snapshot().instances.get(id('b'))?.registered.ownWrites;
    expect(await register(said)).toMatchObject({ status: 200 });
    expect(ownWrites()).toMatchObject({ owner: 'jo', reason: 'reports', expiresAt: null });
    expect(await read('audit?action=declare-own-writes')).toMatchObject({
      items: [{ instance: id('b'), summary: [{ code: 'audit-own-writes', params: { owner: 'jo' } }] }],
    });
    await register({ kind: 'withdraw-own-writes', instance: id('b') });
    expect(ownWrites()).toBeNull();
  });

  test('tags are found by an expression, and pools listed', async () => {
    await register({ kind: 'set-tag', instance: id('b'), name: 'role', value: 'backup' });
    await register({ kind: 'submit-pool', pool: 'readers', instances: [id('b'), id('c')] });
    expect(await read('registry/tagged?tag=role%3Dbackup,~once')).toEqual({ instances: [id('b')] });
    expect(await read('registry/pools')).toEqual({ pools: [{ name: 'readers', instances: [id('b'), id('c')] }] });
    expect(await read('registry/pools?cluster=nobody')).toEqual({ pools: [] });
  });

  test('an alias names the cluster', async () => {
    const [cluster] = [...server.engine.snapshot().clusters.keys()];
    expect(await register({ kind: 'set-cluster-alias', cluster, alias: 'shop' })).toMatchObject({ status: 200 });
    expect(await read('fleet')).toMatchObject({ clusters: [{ name: 'shop', alias: 'shop' }] });
  });
});

describe('what cannot be registered', () => {
  test.each([
    [{ ...downtime, owner: ' ' }, 'owner-empty'],
    [{ ...downtime, reason: '' }, 'reason-empty'],
    [{ kind: 'set-tag', instance: id('b'), name: 'a,b' }, 'tag-name-has-a-separator'],
    [{ kind: 'submit-pool', pool: 'a/b', instances: [id('b')] }, 'pool-name-invalid'],
  ])('%o is refused with its reason', async (body, reason) => {
    const reply = await register(body);
    expect([reply.status, errorOf(reply).code, errorOf(reply).reasons.map(({ code }) => code)]).toEqual([
      422,
      'registration-refused',
      [reason],
    ]);
  });

  test.each([
    [{ ...downtime, duration: 'soon' }, /duration: write a whole number and a unit/],
    [{ ...downtime, duration: '400d' }, /duration: at most/],
    [{ ...downtime, kind: 'begin-nothing' }, /kind/],
    [{ kind: 'register-candidate', instance: id('b'), rule: 'must' }, /rule/],
    [{ ...downtime, owner: 5 }, /owner/],
  ])('%o is not valid', async (body, detail) => {
    const reply = await register(body);
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'invalid-input']);
    expect((errorOf(reply).params as { detail: string }).detail).toMatch(detail);
  });

  test('a server or a cluster that nobody knows is named', async () => {
    expect(errorOf(await register({ ...downtime, instance: id('q') }))).toMatchObject({
      code: 'instance-unknown',
      params: { instance: id('q') },
    });
    expect(errorOf(await register({ kind: 'set-cluster-alias', cluster: 'gone', alias: 'x' })).code).toBe(
      'cluster-unknown',
    );
    expect(await (await server.request('/api/v1/registry/tagged?tag=,')).json()).toMatchObject({
      error: { code: 'registration-refused', reasons: [{ code: 'tag-empty-name' }] },
    });
  });

  test('without an idempotency key nothing is done', async () => {
    const response = await server.post('/api/v1/registry', downtime);
    expect(await response.json()).toMatchObject({ error: { code: 'idempotency-key-missing' } });
  });
});

test('a process that only observes says so', async () => {
  const observer = await startTestServer({ topology: 'a > b', engine: { observeOnlyReason: 'several nodes' } });
  const response = await observer.post('/api/v1/registry', downtime, { 'idempotency-key': 'one' });
  expect([response.status, await response.json()]).toMatchObject([
    409,
    { error: { code: 'not-the-actor', params: { holder: 'several nodes' } } },
  ]);
  await observer.close();
});

test('somebody who looks on sees it at once', async () => {
  const [cluster] = [...server.engine.snapshot().clusters.keys()];
  if (cluster === undefined) throw new Error('no cluster');
  const reader = await LiveReader.open(server.url);
  await server.post(`/api/v1/live/${reader.connection}/subscription`, { clusters: [cluster] });
  await reader.first('cluster');
  await register({ ...downtime, instance: id('c'), reason: 'seen' });
  const shown = () => reader.clusters.get(cluster)?.nodes.find((node) => node.id === id('c'))?.registered.downtime;
  await until(() => shown()?.reason === 'seen', 1_000);
  expect(shown()).toMatchObject({ owner: 'jo', reason: 'seen' });
  reader.close();
});
