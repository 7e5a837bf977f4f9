/** Lists of servers through the API: what is said of each line, what is added, and what is not. */
import type { ApiErrorBody, ImportLineView, ImportView } from '@topiary/contract';
import { addressOf } from '@topiary/domain';
import type { InstanceId, Observation } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { NO_FILTERS } from '@topiary/engine';
import { afterEach, describe, expect, test } from 'vitest';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';

const running: TestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

/** `a > b` is known; `m > r1, r2` and `n` are not. */
async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const topology = 'a > b; m > r1, r2; n';
  const server = await startTestServer({ topology, seeds: [addressOf(id('a'))], ...options });
  running.push(server);
  await until(() => server.engine.status().acting.kind === 'self');
  return server;
}

let keys = 0;

async function ask(server: TestServer, path: 'import' | 'import/preview', text: string): Promise<Response> {
  keys += 1;
  return server.post(`/api/v1/${path}`, { text }, { 'idempotency-key': `import-${keys}` });
}

async function viewOf(response: Promise<Response>): Promise<ImportView> {
  const answered = await response;
  expect(answered.status).toBe(200);
  return (await answered.json()) as ImportView;
}

async function errorOf(response: Promise<Response>): Promise<readonly unknown[]> {
  const answered = await response;
  const { error } = (await answered.json()) as ApiErrorBody;
  return [answered.status, error.code, ...error.reasons.map(({ code }) => code)];
}

const preview = (server: TestServer, text: string) => viewOf(ask(server, 'import/preview', text));
const add = (server: TestServer, text: string) => viewOf(ask(server, 'import', text));
const verdicts = ({ lines }: ImportView) =>
  lines.map(({ line, verdict, instance }) => `${line} ${verdict} ${instance}`);
const codes = ({ notes }: ImportLineView) => notes.map(({ code }) => code);
const idsOf = (server: TestServer) => [...server.engine.snapshot().instances.keys()].toSorted();

const LIST = 'm\n\na:3306\nnobody\nM:3306\nn:mysql\nn';

describe('a preview', () => {
  test('says of each line what would become of it, and changes nothing', async () => {
    const server = await start();
    const view = await preview(server, LIST);
    expect(verdicts(view)).toEqual([
      '1 new m:3306',
      '3 known a:3306',
      '4 unreachable nobody:3306',
      '5 twice m:3306',
      '6 wrong null',
      '7 new n:3306',
    ]);
    expect(view.lines.map(codes)).toEqual([[], [], [], ['import-twice'], ['import-address-port-not-a-number'], []]);
    expect(view.lines[2]?.failure).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' });
    expect(view.lines[1]?.cluster).toMatchObject({ name: 'a:3306' });
    expect(idsOf(server)).toEqual(['a', 'b'].map(id));
    expect(await (await server.request('/api/v1/audit')).json()).toMatchObject({ total: 0 });
  });

  test('tells what a server is, and the cluster that it will hang in', async () => {
    const server = await start();
    server.servers.moveByHand(id('r1'), id('b'));
    const view = await preview(server, 'r1\nr2');
    expect(view.lines[0]).toMatchObject({
      server: { flavor: 'mysql', replicatesFrom: [id('b')], ownName: expect.stringContaining('r1') },
      cluster: { name: 'a:3306' },
    });
    expect(view.lines[1]).toMatchObject({ server: { replicatesFrom: [id('m')] }, cluster: null });
  });

  test('names the GRANT for what Topiary may not read there', async () => {
    const server = await start();
    const grant = "GRANT REPLICATION CLIENT ON *.* TO 'topiary'@'%'";
    const lacking = (found: Observation): Observation => ({
      ...found,
      unreadable: [{ fact: 'binlog-position', errorNumber: 1227, grant }],
    });
    server.servers.change(id('n'), lacking);
    expect((await preview(server, 'n\nm')).lines.map(({ grants }) => grants)).toEqual([
      [{ fact: 'binlog-position', grant }],
      [],
    ]);
  });

  test('recognises a known server behind another name, and two lines that may be one server', async () => {
    const server = await start();
    server.servers.addAddress(id('vip'), id('a'));
    server.servers.addAddress(id('m2'), id('m'));
    const view = await preview(server, 'vip\nm\nm2');
    expect(verdicts(view)).toEqual(['1 known a:3306', '2 new m:3306', '3 new m2:3306']);
    expect(view.lines.map(codes)).toEqual([['import-known-as'], [], ['import-shares-identity']]);
  });

  test('leaves alone what a filter ignores', async () => {
    const filters = { ...NO_FILTERS, ignores: (one: InstanceId) => (one === id('n') ? '^ignored' : null) };
    const server = await start({ engine: { filters } });
    const view = await preview(server, 'n');
    expect([verdicts(view), codes(view.lines[0] ?? expect.fail())]).toEqual([['1 ignored n:3306'], ['import-ignored']]);
    expect(server.servers.probes.get(id('n'))).toBeUndefined();
  });

  test('does not offer to bring back what was forgotten', async () => {
    const server = await start({ seeds: [addressOf(id('a')), addressOf(id('n'))] });
    const headers = { 'idempotency-key': 'forget' };
    await server.post('/api/v1/registry', { kind: 'forget', instance: id('n') }, headers);
    for (const view of [await preview(server, 'n'), await add(server, 'n')]) {
      expect(verdicts(view)).toEqual(['1 forgotten n:3306']);
      expect(codes(view.lines[0] ?? expect.fail())).toEqual(['import-forgotten']);
    }
    expect(idsOf(server)).not.toContain(id('n'));
  });

  test('is for those who may add servers', async () => {
    const server = await start({ http: { readOnly: true } });
    expect(await errorOf(ask(server, 'import/preview', 'n'))).toEqual([403, 'forbidden']);
    expect(server.servers.probes.get(id('n'))).toBeUndefined();
  });
});

describe('an import', () => {
  test('adds what answers, and is one entry of the audit', async () => {
    const server = await start();
    const view = await add(server, LIST);
    expect(verdicts(view).map((text) => text.split(' ')[1])).toEqual([
      'added',
      'known',
      'unreachable',
      'twice',
      'wrong',
      'added',
    ]);
    expect(view.lines[0]?.cluster).toMatchObject({ name: 'm:3306' });
    await until(() => idsOf(server).length === 6);
    expect(idsOf(server)).toEqual(['a', 'b', 'm', 'n', 'r1', 'r2'].map(id));
    expect(await (await server.request('/api/v1/audit')).json()).toMatchObject({
      total: 1,
      items: [
        {
          action: 'import',
          result: 'ok',
          summary: [
            { code: 'audit-imported', params: { given: 4, count: 2 } },
            { code: 'audit-added-names', params: { instances: 'm:3306, n:3306' } },
          ],
        },
      ],
    });
  });

  test('again adds nothing and takes nothing away', async () => {
    const server = await start();
    await add(server, 'm\nn');
    await until(() => idsOf(server).length === 6);
    const clusters = [...server.engine.snapshot().clusters.keys()];
    expect(verdicts(await add(server, 'm\nn'))).toEqual(['1 known m:3306', '2 known n:3306']);
    expect([...server.engine.snapshot().clusters.keys()]).toEqual(clusters);
  });

  test('registers what the columns say, also of known servers, and keeps the members that a pool had', async () => {
    const server = await start();
    const text = 'host,tags,pool,promotion_rule\na,role=old,readers,\nn,role=new|canary,readers,prefer';
    await server.engine.register(
      { kind: 'submit-pool', pool: 'readers', instances: [id('b')], durationMs: null },
      { user: 'li', address: '', via: 'api' },
    );
    const view = await add(server, text);
    expect(view.lines.map(({ verdict, notes }) => [verdict, notes])).toEqual([
      ['known', []],
      ['added', []],
    ]);
    const registered = (name: string) => server.engine.snapshot().instances.get(id(name))?.registered;
    expect(registered('n')).toMatchObject({
      tags: [
        { name: 'canary', value: '' },
        { name: 'role', value: 'new' },
      ],
      pools: ['readers'],
      promotion: { rule: 'prefer' },
    });
    expect([registered('a')?.pools, registered('b')?.pools]).toEqual([['readers'], ['readers']]);
    const { total } = (await (await server.request('/api/v1/audit')).json()) as { total: number };
    await add(server, text);
    // What held already was not registered again: only the second import itself is new.
    expect(await (await server.request('/api/v1/audit')).json()).toMatchObject({ total: total + 1 });
  });

  test('adds the servers and says so where nothing can be registered', async () => {
    const only = await startTestServer({
      topology: 'a > b; n',
      seeds: [addressOf(id('a'))],
      engine: { observeOnlyReason: 'a test' },
    });
    running.push(only);
    const view = await add(only, 'host,tags\nn,canary');
    expect(view.lines[0]?.verdict).toBe('added');
    expect(codes(view.lines[0] ?? expect.fail())).toEqual(['import-not-registered', 'import-only-reads']);
  });

  test('is refused to those who may only read, and when it cannot be read', async () => {
    const server = await start({ http: { readOnly: true } });
    expect(await errorOf(ask(server, 'import', 'n'))).toEqual([403, 'forbidden']);
    const other = await start();
    expect(await errorOf(ask(other, 'import', '# nothing'))).toEqual([422, 'import-refused', 'import-empty']);
    expect(await errorOf(ask(other, 'import/preview', 'host\n"a'))).toEqual([422, 'import-refused', 'import-no-csv']);
  });

  test('of the same key is done once', async () => {
    const server = await start();
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = await Promise.all([
      server.post('/api/v1/import', { text: 'n' }, headers),
      server.post('/api/v1/import', { text: 'n' }, headers),
    ]);
    expect(await first?.json()).toEqual(await second?.json());
    expect(await (await server.request('/api/v1/audit')).json()).toMatchObject({ total: 1 });
  });
});

test('only so many lists are read at the same time, and a hanging server holds up only its own', async () => {
  const server = await start();
  server.servers.silence(id('n'));
  const lists = [1, 2, 3].map(() => preview(server, 'n'));
  await until(() => (server.servers.probes.get(id('n')) ?? 0) > 0);
  expect(await errorOf(ask(server, 'import/preview', 'm'))).toEqual([503, 'too-many-imports']);
  for (const view of await Promise.all(lists)) expect(view.lines[0]?.failure?.kind).toBe('timeout');
  expect(verdicts(await preview(server, 'm'))).toEqual(['1 new m:3306']);
});
