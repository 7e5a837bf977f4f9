/** Names, who is who, and forgetting, over the API. */
import type { NamesView } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
let keys = 0;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-3' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const post = (path: string, body: unknown) => {
  keys += 1;
  return server.post(`/api/v1${path}`, body, { 'idempotency-key': `names-${keys}` });
};
const json = async (response: Promise<Response>): Promise<unknown> => (await response).json();
const names = async (): Promise<NamesView> => (await server.request('/api/v1/names')).json() as Promise<NamesView>;
const register = (body: unknown) => json(post('/registry', body));

describe('forgetting', () => {
  test('is seen, who named it too, and is taken back', async () => {
    expect(await register({ kind: 'forget', instance: id('db-3'), duration: '2h' })).toEqual({
      instances: [id('db-3')],
    });
    expect(server.engine.snapshot().instances.has(id('db-3'))).toBe(false);
    expect((await names()).forgotten).toMatchObject({ total: 1, items: [{ instance: id('db-3'), by: 'anonymous' }] });
    expect(await register({ kind: 'remember', instance: id('db-3') })).toEqual({ instances: [id('db-3')] });
    await until(() => server.engine.snapshot().instances.has(id('db-3')));
    expect((await names()).forgotten).toEqual({ total: 0, items: [] });
  });

  test('what nobody knows is not found', async () => {
    expect(await register({ kind: 'forget', instance: id('nobody') })).toMatchObject({
      error: { code: 'instance-unknown' },
    });
    expect(await register({ kind: 'forget-cluster', cluster: 'none' })).toMatchObject({
      error: { code: 'cluster-unknown' },
    });
  });
});

test('a virtual name is listed with whether it is proved, and refuses what is no name', async () => {
  await register({ kind: 'set-virtual-name', instance: id('db-2'), name: 'writer' });
  expect((await names()).virtualNames.items).toMatchObject([{ instance: id('db-2'), name: 'writer', isProved: false }]);
  const panel = await json(server.request(`/api/v1/instances/${encodeURIComponent(id('db-2'))}`));
  expect(panel).toMatchObject({ node: { registered: { virtualName: { host: 'writer' } } } });
  expect(await register({ kind: 'set-virtual-name', instance: id('db-2'), name: 'a b' })).toMatchObject({
    error: { code: 'registration-refused', reasons: [{ code: 'virtual-name-invalid' }] },
  });
  await register({ kind: 'remove-virtual-name', instance: id('db-2') });
});

test('what a person declares makes one server of two addresses, and is listed', async () => {
  await register({ kind: 'declare-same', instance: id('tunnel'), kept: id('db-2') });
  const view = await names();
  expect(view.addresses.items).toEqual([{ address: id('tunnel'), instance: id('db-2'), origin: 'declared' }]);
  expect(view.declarations.items).toMatchObject([{ kind: 'same', instance: id('tunnel'), other: id('db-2') }]);
  const panel = await json(server.request(`/api/v1/instances/${encodeURIComponent(id('tunnel'))}`));
  expect(panel).toMatchObject({ node: { id: id('db-2') }, names: { others: [id('tunnel')] } });
  await register({ kind: 'withdraw-declaration', instance: id('tunnel'), other: id('db-2') });
  expect((await names()).addresses.items).toEqual([]);
});

test('an address is resolved, a mistyped one refused', async () => {
  const resolve = (address: string) =>
    json(server.request(`/api/v1/names/resolve?address=${encodeURIComponent(address)}`));
  expect(await resolve('db-1')).toMatchObject({
    asked: id('db-1'),
    instance: id('db-1'),
    isKnown: true,
    name: { outcome: 'not-asked' },
    failure: 'NO_RESOLVER',
  });
  expect(await resolve('1:2:3')).toMatchObject({ error: { code: 'invalid-input' } });
});

test('the cache of names is reset, which is audited', async () => {
  expect(await json(post('/names/reset', undefined))).toEqual({ count: 0 });
  const [entry] = (await server.engine.audit({ page: 0, pageSize: 1 })).items;
  expect(entry?.action).toBe('reset-hostname-resolve-cache');
});

test('a cluster’s id is split off and given back', async () => {
  const clusterOf = (name: string) => server.engine.snapshot().instances.get(id(name))?.cluster;
  const before = clusterOf('db-1');
  expect(await json(post('/names/place-cluster', { kind: 'split-cluster', instance: id('db-2') }))).toMatchObject({
    instances: expect.arrayContaining([id('db-1'), id('db-2')]),
  });
  expect(clusterOf('db-2')).not.toBe(before);
  await post('/names/place-cluster', { kind: 'continue-cluster', instance: id('db-2'), cluster: before });
  expect(clusterOf('db-1')).toBe(before);
});
