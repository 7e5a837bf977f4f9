import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, EngineStatus } from '@topiary/engine';
import { compatGet, NOT_FOUND } from '../testing/compat-client.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
let acting: EngineStatus['acting'] | null = null;
beforeAll(async () => {
  const wrap = (engine: Engine): Engine =>
    new Proxy(engine, {
      get: (target, name) => {
        if (name === 'status' && acting !== null) return () => ({ ...target.status(), acting });
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  server = await startTestServer({ topology: 'db-1 > db-2; 10.0.0.1', wrap });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const get = (path: string) => compatGet(`${server.url}/api/${path}`);

async function statusAndBody(path: string): Promise<readonly [number, unknown]> {
  const { status, text } = await get(path);
  return [status, JSON.parse(text)];
}

describe('who acts', () => {
  test.each(['leader-check', 'leader-check/503', 'leader-check/abc', 'routed-leader-check'])(
    '%s: this one',
    async (path) => {
      acting = null;
      expect(await statusAndBody(path)).toEqual([200, 'OK']);
    },
  );

  test.each([
    ['leader-check', 404],
    ['routed-leader-check', 404],
    ['leader-check/503', 503],
    ['leader-check/200', 200],
    ['leader-check/-1', 404],
    ['leader-check/abc', 404],
    ['leader-check/99', 404],
    ['leader-check/100', 404],
    ['leader-check/600', 404],
    ['leader-check/99999999999999999999', 404],
  ] as const)('%s of one that only observes is %i', async (path, status) => {
    acting = { kind: 'observe-only', reason: 'several nodes are configured' };
    expect(await statusAndBody(path)).toEqual([status, 'Not leader']);
    acting = null;
  });
});

test.each([
  ['raft-add-peer/10.0.0.9', 'raft-add-peer'],
  ['raft-remove-peer/10.0.0.9', 'raft-remove-peer'],
  ['raft-yield/10.0.0.9', 'raft-yield'],
  ['raft-yield-hint/ams', 'raft-yield-hint'],
  ['raft-peers', 'raft-nodes'],
  ['raft-state', 'raft-state'],
  ['raft-leader', 'raft-leader'],
  ['raft-health', 'raft-state'],
  ['raft-status', 'raft-state'],
  ['raft-snapshot', 'raft-leader'],
  ['raft-follower-health-report/token/10.0.0.9/10.0.0.9', 'raft-state'],
])('%s is refused as by an orchestrator without raft', async (path, name) => {
  expect(await statusAndBody(path)).toEqual([
    500,
    { Code: 'ERROR', Message: `${name}: not running with raft setup`, Details: null },
  ]);
});

test.each([
  'agents',
  'agent/db-1',
  'agent-umount/db-1',
  'agent-mount/db-1?lv=/dev/vg/snap',
  'agent-create-snapshot/db-1',
  'agent-removelv/db-1?lv=/dev/vg/snap',
  'agent-mysql-stop/db-1',
  'agent-mysql-start/db-1',
  'agent-seed/db-1/db-2',
  'agent-active-seeds/db-1',
  'agent-recent-seeds/db-1',
  'agent-seed-details/1',
  'agent-seed-states/1',
  'agent-abort-seed/1',
  'agent-custom-command/db-1/reboot',
  'seeds',
])('%s says that there are no agents', async (path) => {
  expect(await statusAndBody(path)).toEqual([
    500,
    { Code: 'ERROR', Message: 'Agents not served: Topiary does not support orchestrator-agent', Details: null },
  ]);
});

describe('masters for key-value stores', () => {
  const pairsOf = (key: string, host: string, ipv4: string) => [
    { Key: `mysql/master/${key}`, Value: `${host}:3306` },
    { Key: `mysql/master/${key}/hostname`, Value: host },
    { Key: `mysql/master/${key}/port`, Value: '3306' },
    { Key: `mysql/master/${key}/ipv4`, Value: ipv4 },
    { Key: `mysql/master/${key}/ipv6`, Value: '' },
  ];
  const Message = 'Submitted 0 masters: no key-value store is configured';

  test('are shown where no store is configured, all of them or those of a cluster', async () => {
    const [first, second] = [pairsOf('10.0.0.1:3306', '10.0.0.1', '10.0.0.1'), pairsOf('db-1:3306', 'db-1', '')];
    expect(await statusAndBody('submit-masters-to-kv-stores')).toEqual([
      200,
      { Code: 'OK', Message, Details: [...first, ...second] },
    ]);
    expect(await statusAndBody('submit-masters-to-kv-stores/db-2')).toEqual([
      200,
      { Code: 'OK', Message, Details: second },
    ]);
    expect(await statusAndBody('submit-masters-to-kv-stores/nobody')).toEqual([
      500,
      { Code: 'ERROR', Message: 'Unable to determine cluster name; hint: nobody', Details: null },
    ]);
  });

  test('are not written to a store: where one is configured that is said', async () => {
    const keyValue = { prefix: 'mysql/master/', stores: ['Consul', 'ZooKeeper'] } as const;
    const configured = await startTestServer({ topology: 'db-1 > db-2', keyValue });
    try {
      const { status, text } = await compatGet(`${configured.url}/api/submit-masters-to-kv-stores`);
      expect([status, JSON.parse(text)]).toEqual([
        500,
        {
          Code: 'ERROR',
          Message: 'Not submitted: Topiary does not write to key-value stores yet (configured: Consul, ZooKeeper)',
          Details: null,
        },
      ]);
    } finally {
      await configured.close();
    }
  });
});

describe('StatusEndpoint', () => {
  test('answers where it says, without the prefix, and no longer at /api/status', async () => {
    const own = await startTestServer({ topology: 'db-1', http: { urlPrefix: '/orc', statusPath: '/my_status' } });
    try {
      const { origin } = new URL(own.url);
      const healthy = { Code: 'OK', Message: 'Application node is healthy', Details: { Healthy: true } };
      for (const path of ['/my_status', '/my_status/', '/orc/api/health']) {
        const reply = await compatGet(`${origin}${path}`);
        expect([path, reply.status]).toEqual([path, 200]);
        expect(JSON.parse(reply.text)).toMatchObject(healthy);
      }
      expect(await compatGet(`${origin}/orc/api/status`)).toEqual(NOT_FOUND);
      expect((await compatGet(`${origin}/my_status`, { method: 'HEAD' })).status).toBe(200);
      expect((await compatGet(`${origin}/my_status`, { method: 'POST' })).status).toBe(404);
      expect((await compatGet(`${origin}/my_status/x`)).status).toBe(404);
    } finally {
      await own.close();
    }
  });

  test('asks for a password where everything does', async () => {
    const authentication = { kind: 'basic', user: 'dba', password: 'secret' } as const;
    const own = await startTestServer({ topology: 'db-1', http: { authentication, statusPath: '/my_status' } });
    try {
      expect((await compatGet(`${own.url}/my_status`)).status).toBe(401);
    } finally {
      await own.close();
    }
  });
});

test('messages name who speaks where that is wanted, but for a status that fails', async () => {
  const messageIdentity = { kind: 'custom', name: 'ams' } as const;
  const broken = { ...server.engine.status(), storeFailure: 'disk full' };
  let fails = false;
  const own = await startTestServer({
    topology: 'db-1',
    http: { messageIdentity },
    wrap: (engine) =>
      Object.assign(Object.create(engine) as Engine, { status: () => (fails ? broken : engine.status()) }),
  });
  const message = async (path: string): Promise<unknown> =>
    (JSON.parse((await compatGet(`${own.url}/api/${path}`)).text) as { readonly Message?: unknown }).Message;
  try {
    expect(await message('status')).toBe('Orchestrator ams says: Application node is healthy');
    expect(await message('instance/gone/1')).toMatch(/^Orchestrator ams says: Cannot read instance/);
    expect(await compatGet(`${own.url}/api/lb-check`)).toMatchObject({ text: '"OK"' });
    expect(await compatGet(`${own.url}/api/no-such-thing`)).toEqual(NOT_FOUND);
    fails = true;
    expect(await message('health')).toBe('Orchestrator ams says: Application node is unhealthy: disk full');
    expect(await message('status')).toBe('Application node is unhealthy: disk full');
  } finally {
    await own.close();
  }
});
