import { API_ERRORS, apiErrorBody, clusterView, createClient, fleetView, instanceIdOf } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'a > b, c; b > d' });
});
afterAll(() => server.close());

const [a, b, c, d] = [id('a'), id('b'), id('c'), id('d')];

async function errorOf(response: Response) {
  return { status: response.status, ...apiErrorBody.parse(await response.json()).error };
}

function client(headers: Record<string, string> = {}) {
  return createClient({ baseUrl: server.url, fetch, headers });
}

describe('reads', () => {
  test('the fleet has a line for the cluster', async () => {
    const { clusters } = fleetView.parse(await (await server.request('/api/v1/fleet')).json());
    expect(clusters).toHaveLength(1);
    expect(clusters[0]).toMatchObject({ instances: 4, critical: 0, shape: 'tree', masters: [a], flavors: ['mysql'] });
  });

  test('long answers are compressed for who accepts that, and are the same', async () => {
    const [line] = (await client().call('fleet', {})).clusters;
    const path = `/api/v1/clusters/${line?.id}`;
    const asked = (encoding: string) => server.request(path, { headers: { 'accept-encoding': encoding } });
    const [zipped, plain] = [await asked('gzip'), await asked('identity')];
    const short = await server.request('/api/v1/instances/nowhere', { headers: { 'accept-encoding': 'gzip' } });
    expect([zipped, plain, short].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null, null]);
    expect([zipped, plain].map(({ headers }) => headers.get('vary'))).toEqual(['Accept-Encoding', 'Accept-Encoding']);
    const idsOf = async (response: Response) => clusterView.parse(await response.json()).nodes.map((node) => node.id);
    expect(await idsOf(zipped)).toEqual([a, b, c, d]);
    expect(await idsOf(plain)).toEqual([a, b, c, d]);
  });

  test('a cluster has its nodes and edges', async () => {
    const [line] = (await client().call('fleet', {})).clusters;
    const response = await server.request(`/api/v1/clusters/${line?.id}`);
    const cluster = clusterView.parse(await response.json());
    expect(cluster.nodes.map((node) => [node.id, node.role, node.depth, node.replicas])).toEqual([
      [a, 'master', 0, 2],
      [b, 'intermediate', 1, 1],
      [c, 'replica', 1, 0],
      [d, 'replica', 2, 0],
    ]);
    expect(cluster.edges.map(({ replica, source, state }) => [replica, source, state])).toEqual([
      [b, a, 'replicating'],
      [c, a, 'replicating'],
      [d, b, 'replicating'],
    ]);
    expect(cluster.running).toBeNull();
  });

  test('an instance has every fact', async () => {
    const view = await client().call('instance', { params: { instance: b } });
    expect(view.node).toMatchObject({ id: b, gtid: 'used', readOnly: true });
    expect(view.observation?.channels[0]).toMatchObject({ name: '', source: { host: 'a', port: 3306 } });
    expect(view.failure).toBeNull();
  });

  test('every address of a server leads to it', async () => {
    const other = id('b-by-another-name');
    server.servers.addAddress(other, b);
    await client().call('discover', { body: { address: other }, idempotencyKey: crypto.randomUUID() });
    await until(() => server.engine.snapshot().aliases.get(other) === b);
    expect((await client().call('instance', { params: { instance: other } })).node.id).toBe(b);
    const plan = await client().call('propose', {
      body: { kind: 'relocate', replica: c, channel: null, target: other },
    });
    expect(plan.changes).toMatchObject([{ replica: c, from: a, to: b }]);
  });

  test('what is unknown is a typed 404', async () => {
    expect(await errorOf(await server.request('/api/v1/instances/nobody:1'))).toMatchObject({
      status: 404,
      code: 'instance-unknown',
      params: { instance: 'nobody:1' },
    });
    expect(await errorOf(await server.request('/api/v1/clusters/none'))).toMatchObject({
      status: 404,
      code: 'cluster-unknown',
    });
    expect(await errorOf(await server.request('/api/v1/plans/none'))).toMatchObject({
      status: 404,
      code: 'plan-unknown',
    });
    expect(await errorOf(await server.request('/api/v1/none'))).toMatchObject({ status: 404, code: 'route-unknown' });
    expect(await errorOf(await server.request('/api/v1/fleet', { method: 'DELETE' }))).toMatchObject({
      status: 404,
      code: 'route-unknown',
    });
  });

  test('status says who acts and who asks', async () => {
    await until(() => server.engine.status().acting.kind === 'self');
    expect(await client().call('status', {})).toMatchObject({
      actor: { kind: 'self' },
      user: 'anonymous',
      mayChange: true,
      banners: [],
    });
  });
});

describe('bad requests', () => {
  test.each([
    ['{', 'malformed-json'],
    ['{}', 'invalid-input'],
    ['[]', 'invalid-input'],
    ['{"kind":"relocate","replica":5,"target":"a:1"}', 'invalid-input'],
    [JSON.stringify({ kind: 'relocate', replica: 'x'.repeat(301), target: 'a:1' }), 'invalid-input'],
    [JSON.stringify({ kind: 'x'.repeat(300_000) }), 'body-too-large'],
  ] as const)('the body %.30s is refused', async (body, code) => {
    expect(await errorOf(await server.post('/api/v1/plans', body))).toMatchObject({
      status: API_ERRORS[code].status,
      code,
    });
  });

  test('a body of another type is refused', async () => {
    const response = await server.request('/api/v1/plans', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(await errorOf(response)).toMatchObject({ status: 415, code: 'wrong-content-type' });
  });

  test('a page size beyond the bound is refused with the field', async () => {
    const error = await errorOf(await server.request('/api/v1/audit?pageSize=1000'));
    expect(error).toMatchObject({ status: 400, code: 'invalid-input' });
    expect(String(error.params['detail'])).toMatch(/^pageSize: /);
  });

  test('a malformed escape in the path is refused', async () => {
    expect(await errorOf(await server.request('/api/v1/instances/%E0%A4%A'))).toMatchObject({
      status: 400,
      code: 'invalid-input',
    });
  });

  test('an address that is none is refused by discover', async () => {
    const response = await server.post('/api/v1/discover', { address: 'a:b' }, { 'idempotency-key': 'bad-address' });
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid-input' });
  });

  test('every error bears the id of its request', async () => {
    const response = await server.request('/api/v1/none');
    expect((await errorOf(response)).request).toBe(response.headers.get('x-request-id'));
  });
});

describe('moving', () => {
  test('targets, proposal, confirmation, undo', async () => {
    const verdicts = (await client().call('candidates', { body: { kind: 'relocate', replica: d } })).verdicts;
    expect(verdicts.filter(({ allowed }) => allowed).map(({ target }) => target)).toEqual([a, c]);
    const proposed = await client().call('propose', { body: { kind: 'relocate', replica: d, target: c } });
    expect(proposed).toMatchObject({
      status: 'proposed',
      changes: [{ replica: d, channel: '', from: b, to: c }],
      undoes: null,
    });
    expect(proposed.equivalents.cli).toBe('topiary relocate d:3306 --below c:3306');
    expect(proposed.methods).toMatchObject([{ method: 'gtid', why: { code: 'moved-by-gtid' } }]);
    const { methods } = await client().call('methods', { body: { kind: 'relocate', replica: d, target: c } });
    expect(methods.filter(({ allowed }) => allowed)).toMatchObject([{ method: 'gtid', isAutomatic: true }]);
    const done = await client().call('confirm', {
      params: { plan: proposed.id },
      query: { wait: 'true' },
      idempotencyKey: 'move-d',
    });
    expect(done).toMatchObject({
      status: 'finished',
      outcome: 'done',
      undoable: true,
      actor: { user: 'anonymous', address: '127.0.0.1', via: 'api' },
    });
    expect(server.servers.sourceOf(d)).toBe(c);
    const undo = await client().call('undo', { params: { plan: proposed.id } });
    expect(undo).toMatchObject({ intent: 'undo', undoes: proposed.id, changes: [{ from: c, to: b }] });
    await client().call('confirm', { params: { plan: undo.id }, query: { wait: 'true' }, idempotencyKey: 'undo-d' });
    expect(server.servers.sourceOf(d)).toBe(b);
    const twice = await errorOf(await server.post(`/api/v1/plans/${proposed.id}/undo`, {}));
    expect([twice.code, twice.reasons.map(({ code }) => code)]).toEqual(['plan-not-undoable', ['undo-moved-on']]);
    expect(await client().call('whyNotUndone', { params: { plan: undo.id } })).toEqual({ reasons: [] });
    expect((await client().call('whyNotUndone', { params: { plan: proposed.id } })).reasons).toEqual(twice.reasons);
    const listed = await client().call('plans', {});
    expect(listed.items.slice(0, 2).map((item) => [item.id, item.outcome])).toEqual([
      [undo.id, 'done'],
      [proposed.id, 'done'],
    ]);
    const audited = await client().call('audit', { query: { action: 'relocate' } });
    expect(audited.items[0]).toMatchObject({ action: 'relocate', result: 'ok', plan: proposed.id });
  });

  test('a plan says what it does to each server, and what the tree would be, and changes nothing', async () => {
    const proposed = await client().call('propose', { body: { kind: 'relocate', replica: d, target: c } });
    expect(proposed.effects).toEqual([{ instance: d, effects: ['replication-pauses'] }]);
    const { clusters } = await client().call('predicted', { params: { plan: proposed.id } });
    const [predicted] = clusters;
    const [now] = (await client().call('fleet', {})).clusters;
    expect(clusters.map(({ id }) => id)).toEqual([now?.id]);
    expect(predicted?.edges.find(({ replica }) => replica === d)?.source).toBe(c);
    expect(predicted?.nodes.find(({ id }) => id === b)?.replicas).toBe(0);
    expect(server.servers.sourceOf(d)).toBe(b);
    expect((await errorOf(await server.request('/api/v1/plans/none/predicted'))).code).toBe('plan-unknown');
  });

  test('a cluster goes back to how it stood at a moment, or says why it cannot', async () => {
    const at = Date.now();
    const [cluster] = (await client().call('fleet', {})).clusters;
    const params = { cluster: cluster?.id ?? '' };
    const move = await client().call('propose', { body: { kind: 'relocate', replica: d, target: c } });
    await client().call('confirm', { params: { plan: move.id }, query: { wait: 'true' }, idempotencyKey: 'away' });
    const back = await client().call('restoreAt', { params, body: { at } });
    expect(back).toMatchObject({ intent: 'reshape', changes: [{ replica: d, from: c, to: b }] });
    await client().call('confirm', { params: { plan: back.id }, query: { wait: 'true' }, idempotencyKey: 'back' });
    expect(server.servers.sourceOf(d)).toBe(b);
    const restored = await server.post(`/api/v1/clusters/${params.cluster}/restore`, { at: Date.now() + 9e6 });
    const refused = await errorOf(restored);
    expect([refused.code, refused.reasons.map(({ code }) => code)]).toEqual(['plan-refused', ['moment-not-yet']]);
    expect((await errorOf(await server.post('/api/v1/clusters/none/restore', { at }))).code).toBe('cluster-unknown');
  });

  test('a refused move says every reason', async () => {
    const response = await server.post('/api/v1/plans', { kind: 'relocate', replica: b, target: d });
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 422, code: 'plan-refused' });
    expect(error.reasons.map(({ code }) => code)).toContain('own-descendant');
  });

  test('a plan confirmed twice is refused the second time', async () => {
    const proposed = await client().call('propose', { body: { kind: 'relocate', replica: d, target: a } });
    await client().call('confirm', { params: { plan: proposed.id }, query: { wait: 'true' }, idempotencyKey: 'first' });
    const again = await server.post(`/api/v1/plans/${proposed.id}/confirm`, {}, { 'idempotency-key': 'second' });
    expect(await errorOf(again)).toMatchObject({ status: 409, code: 'plan-already-confirmed' });
    const stop = await server.post(`/api/v1/plans/${proposed.id}/stop`, {}, { 'idempotency-key': 'third' });
    expect(await errorOf(stop)).toMatchObject({ status: 409, code: 'plan-not-running' });
  });

  test('the client that says who it is is believed in the record', async () => {
    const proposed = await client().call('propose', { body: { kind: 'relocate', replica: d, target: b } });
    const done = await client({ 'x-topiary-client': 'cli' }).call('confirm', {
      params: { plan: proposed.id },
      query: { wait: 'true' },
      idempotencyKey: 'as-cli',
    });
    expect(done.actor?.via).toBe('cli');
  });
});

describe('idempotency', () => {
  const discover = (key: string | null, address: string) =>
    server.post('/api/v1/discover', { address }, key === null ? {} : { 'idempotency-key': key });

  test('a change without a key is refused', async () => {
    expect(await errorOf(await discover(null, 'a'))).toMatchObject({ status: 400, code: 'idempotency-key-missing' });
  });

  test('the same key and request is answered again and not done again', async () => {
    const audited = async () => (await client().call('audit', { query: { action: 'discover' } })).total;
    const before = await audited();
    const answers = await Promise.all([discover('same', 'a:3306'), discover('same', 'a:3306')]);
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies[0]).toMatchObject({ instance: instanceIdOf({ host: 'a', port: 3306 }), outcome: 'already-known' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(await (await discover('same', 'a:3306')).json()).toEqual(bodies[0]);
    expect(await audited()).toBe(before + 1);
  });

  test('the same key for another request is an error', async () => {
    await discover('reused', 'a:3306');
    expect(await errorOf(await discover('reused', 'b:3306'))).toMatchObject({
      status: 409,
      code: 'idempotency-key-reused',
    });
  });

  test('a key without end is refused', async () => {
    expect(await errorOf(await discover('k'.repeat(201), 'a'))).toMatchObject({ status: 400, code: 'invalid-input' });
  });
});
