/** What people get wrong, tried on real servers through the API: every answer says what was wrong, and nothing is half done. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { API_PREFIX, ApiError, say } from '@topiary/contract';
import { MODEST_GRANTS, startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, sourceIn, TopiaryStarter, TOPIARY_COMMAND } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const starter = new TopiaryStarter();
const listeners: Server[] = [];
let sandbox: Sandbox;
let topiary: TopiaryProcess;
const address = (name: string): string => sandbox.server(name).address;

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [
      { name: 'shop', tree: 'm > (a > (c), b)' },
      { name: 'crm', tree: 'm > a; flavor mariadb' },
    ],
    extraAccounts: [
      { user: 'modest', password: 'modest-secret', grants: MODEST_GRANTS },
      { user: 'nothing', password: 'nothing-secret', grants: [] },
    ],
  });
  topiary = await starter.start({
    seeds: [address('shop.m'), address('crm.m')],
    account: sandbox.credentials.topology,
  });
  await topiary.clusterOf(address('shop.m'), 4);
  await topiary.clusterOf(address('crm.m'), 2);
}, 90_000);

afterAll(async () => {
  await starter.endAll();
  for (const listener of listeners) listener.close();
  await sandbox.stop();
});

describe('an address to discover', () => {
  const discover = (text: string, by: TopiaryProcess = topiary) =>
    by.call('discover', { body: { address: text }, idempotencyKey: crypto.randomUUID() });

  test('where nobody listens is refused, and not kept', async () => {
    const result = await discover('127.0.0.1:1');
    expect(result).toMatchObject({ outcome: 'failed', failure: { kind: 'refused', code: 'ECONNREFUSED' } });
    const { clusters } = await topiary.call('fleet', {});
    expect(clusters).toHaveLength(2);
  });

  test('of a name that does not exist says so', async () => {
    expect(await discover('no-such-host.invalid:3306')).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'name-not-found' },
    });
  }, 20_000);

  test.each(['', 'host:port', 'host:99999', 'a b', 'host:3306; DROP TABLE x'])(
    'that is no address (%j) is refused as input',
    async (text) => {
      await expect(discover(text)).rejects.toMatchObject({ code: 'invalid-input' });
    },
  );

  test('that accepts and never answers is called frozen within the deadline', async () => {
    const silent = await listen(createServer(() => undefined));
    const startedMs = performance.now();
    expect(await discover(silent)).toMatchObject({ outcome: 'failed', failure: { kind: 'frozen' } });
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  }, 30_000);

  test('of a web server is not taken for MySQL', async () => {
    const web = await listen(createHttpServer((_, response) => void response.end('hello')));
    expect(await discover(web)).toMatchObject({ outcome: 'failed', failure: { kind: 'not-mysql' } });
  }, 30_000);

  test('of a known server is known, and no second one appears', async () => {
    expect(await discover(address('shop.a'))).toMatchObject({ outcome: 'already-known' });
    const port = sandbox.server('shop.a').port;
    await discover(`localhost:${port}`);
    await eventually(async () => {
      const { clusters } = await topiary.call('fleet', {});
      expect(clusters.map(({ instances }) => instances).toSorted((left, right) => left - right)).toEqual([2, 4]);
    });
  }, 30_000);

  test('whose server wants another password says that access was denied, without the password', async () => {
    const stranger = await starter.start({ seeds: [], account: { user: 'topiary', password: 'not-the-password' } });
    const result = await discover(address('shop.m'), stranger);
    expect(result).toMatchObject({ outcome: 'failed', failure: { kind: 'access-denied' } });
    expect(JSON.stringify(result) + stranger.output.join('')).not.toContain('not-the-password');
  }, 30_000);

  test('whose server grants nothing names the missing GRANT', async () => {
    const poor = await starter.start({ seeds: [], account: { user: 'nothing', password: 'nothing-secret' } });
    const result = await discover(address('shop.m'), poor);
    expect(result.failure).toMatchObject({ kind: 'missing-grant' });
    expect(result.failure?.grant).toMatch(/^GRANT .* TO /);
  }, 30_000);
});

describe('with the modest grants of production', () => {
  test('everything is seen that they allow, and a move says what it cannot read', async () => {
    const modest = await starter.start({
      seeds: [address('shop.m')],
      account: { user: 'modest', password: 'modest-secret' },
    });
    await modest.clusterOf(address('shop.m'), 4);
    const plan = await modest.relocation(address('shop.b'), address('shop.a'));
    expect(plan.notes.map(({ code }) => code)).toContain('heartbeat-will-reset');
    const configured = await starter.start({
      seeds: [address('shop.m')],
      account: { user: 'modest', password: 'modest-secret' },
      config: { TopiaryReplicationHeartbeatSeconds: 1.5 },
    });
    await configured.clusterOf(address('shop.m'), 4);
    const restated = await configured.relocation(address('shop.b'), address('shop.a'));
    expect(restated.notes.map(({ code }) => code)).toContain('heartbeat-from-configuration');
    expect(JSON.stringify(restated.rounds)).toContain('SOURCE_HEARTBEAT_PERIOD = 1.5');
  }, 60_000);
});

describe('a move', () => {
  const reasons = async (replica: string, target: string): Promise<readonly string[]> =>
    topiary.relocation(address(replica), address(target)).then(
      () => [],
      (error: unknown) => codesOf(error),
    );

  test('onto itself is refused', async () => {
    expect(await reasons('shop.a', 'shop.a')).toEqual(['plan-refused', 'same-server']);
  });

  test('onto its own replica is refused', async () => {
    expect(await reasons('shop.a', 'shop.c')).toEqual(['plan-refused', 'own-descendant']);
  });

  test('into another cluster is refused', async () => {
    const codes = await reasons('shop.b', 'crm.m');
    expect(codes.slice(0, 2)).toEqual(['plan-refused', 'other-cluster']);
  });

  test('of a master is refused', async () => {
    expect(await reasons('shop.m', 'shop.a')).toEqual(['plan-refused', 'not-a-replica']);
  });

  test('to where it is already is refused', async () => {
    expect(await reasons('shop.a', 'shop.m')).toEqual(['plan-refused', 'already-there']);
  });

  test('of a server that nobody knows is refused by name', async () => {
    await expect(topiary.relocation('10.9.8.7:3306', address('shop.m'))).rejects.toMatchObject({
      code: 'instance-unknown',
    });
  });

  test('has its refusal in both languages', async () => {
    const error: unknown = await topiary
      .relocation(address('shop.a'), address('shop.c'))
      .catch((refusal: unknown) => refusal);
    const [reason] = error instanceof ApiError ? error.reasons : [];
    expect(reason).toBeDefined();
    if (reason === undefined) return;
    expect(say(reason, 'en')).toContain('close a circle');
    expect(say(reason, 'zh')).toContain('形成环');
  });

  test('confirmed twice runs once, and the second confirmation says who was first', async () => {
    const plan = await topiary.relocation(address('shop.b'), address('shop.a'));
    const outcomes = await Promise.allSettled([topiary.confirm(plan, true), topiary.confirm(plan, true)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'plan-already-confirmed' },
    });
    expect(sourceIn(await topiary.clusterOf(address('shop.b'), 4), address('shop.b'))).toBe(address('shop.a'));
  }, 30_000);

  test('asked for by two people at once is done for one; the other hears of the first', async () => {
    const up = await topiary.relocation(address('shop.b'), address('shop.m'));
    const down = await topiary.relocation(address('shop.b'), address('shop.c'));
    const outcomes = await Promise.allSettled([topiary.confirm(up, true), topiary.confirm(down, true)]);
    const refused = outcomes.find(({ status }) => status === 'rejected');
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(refused).toMatchObject({ reason: { code: expect.stringMatching(/^(cluster-busy|plan-stale)$/) } });
  }, 30_000);
});

describe('a request', () => {
  const post = (path: string, init: RequestInit): Promise<Response> =>
    fetch(topiary.url + API_PREFIX + path, { method: 'POST', ...init });

  test('with malformed JSON is refused and says where', async () => {
    const response = await post('/plans', { headers: { 'content-type': 'application/json' }, body: '{"kind": ' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'malformed-json' } });
  });

  test('with the wrong shape names the field', async () => {
    const response = await post('/plans', {
      headers: { 'content-type': 'application/json' },
      body: '{"kind":"relocate","replica":7}',
    });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('replica');
  });

  test('that changes something without an idempotency key is refused', async () => {
    const response = await post('/discover', {
      headers: { 'content-type': 'application/json' },
      body: `{"address":"${address('shop.m')}"}`,
    });
    expect(await response.json()).toMatchObject({ error: { code: 'idempotency-key-missing' } });
  });
});

describe('a configuration', () => {
  const startWith = async (text: string): Promise<{ readonly status: number | null; readonly stderr: string }> => {
    const file = join(await starter.directory(), 'topiary.json');
    await writeFile(file, text);
    const { status, stderr } = spawnSync(TOPIARY_COMMAND, ['serve', '--config', file], {
      encoding: 'utf8',
      timeout: 15_000,
    });
    return { status, stderr };
  };

  test('that is no JSON stops the start with line and column', async () => {
    const { status, stderr } = await startWith('{\n  "ListenAddress": "127.0.0.1:0",\n  oops\n}');
    expect(status).toBe(1);
    expect(stderr).toMatch(/line 3/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('with an ill-typed key stops the start and names key, what is wanted and what was given', async () => {
    const { status, stderr } = await startWith('{"InstancePollSeconds": "often"}');
    expect(status).toBe(1);
    expect(stderr).toMatch(/InstancePollSeconds/);
  });
});

function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiError)) throw error;
  return [error.code, ...error.reasons.map(({ code }) => code)];
}

async function listen(server: Server): Promise<string> {
  listeners.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
