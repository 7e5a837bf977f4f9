import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesOf, compatGet, NOT_FOUND } from '../testing/compat-client.ts';
import type { CompatInstance, CompatRequest, Envelope } from '../testing/compat-client.ts';
import { CLUSTER_INFO_SHAPE, HEALTH_SHAPE, INSTANCE_SHAPE, shapeOf } from '../testing/orchestrator-shapes.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2, db-30; db-2 > db-4\n10.0.0.1:3307 > 10.0.0.2:3307',
    http: { urlPrefix: '/orc' },
  });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const get = (path: string, options: CompatRequest = {}) => compatGet(`${server.url}/api/${path}`, options);

async function json(path: string): Promise<unknown> {
  return JSON.parse((await get(path)).text);
}

describe('objects', () => {
  test('an instance has its 102 keys in order, each of its type', async () => {
    expect(INSTANCE_SHAPE).toHaveLength(102);
    for (const name of ['db-1', 'db-2']) expect(shapeOf(await json(`instance/${name}/3306`))).toEqual(INSTANCE_SHAPE);
  });

  test('a master and a replica tell what they are', async () => {
    expect(await json('instance/db-1/3306')).toMatchObject({
      ReadOnly: false,
      MasterKey: { Hostname: '', Port: 0 },
      ReplicationSQLThreadState: -1,
      ReplicationIOThreadState: -1,
      ReplicationDepth: 0,
      SecondsBehindMaster: { Int64: 0, Valid: false },
      Replicas: [
        { Hostname: 'db-2', Port: 3306 },
        { Hostname: 'db-30', Port: 3306 },
      ],
      Problems: [],
    });
    expect(await json('instance/db-4/3306')).toMatchObject({
      ReadOnly: true,
      MasterKey: { Hostname: 'db-2', Port: 3306 },
      Slave_SQL_Running: true,
      Slave_IO_Running: true,
      ReplicationSQLThreadState: 1,
      UsingOracleGTID: true,
      SupportsOracleGTID: true,
      GTIDMode: 'ON',
      ReplicationDepth: 2,
      ClusterName: 'db-1:3306',
      FlavorName: 'MySQL',
      PromotionRule: 'neutral',
      IsLastCheckValid: true,
      IsUpToDate: true,
      IsRecentlyChecked: true,
      RelaylogCoordinates: { Type: 1 },
      Replicas: [],
    });
  });

  test('ancestry runs from the root to the instance itself', async () => {
    const [root, middle, leaf] = (await Promise.all(
      ['db-1', 'db-2', 'db-4'].map((name) => json(`instance/${name}/3306`)),
    )) as CompatInstance[];
    expect(leaf?.['AncestryUUID']).toBe([root, middle, leaf].map((one) => one?.['ServerUUID']).join(','));
  });

  test('a summary of a cluster has its keys in order', async () => {
    const infos = (await json('clusters-info')) as unknown[];
    for (const info of infos) expect(shapeOf(info)).toEqual(CLUSTER_INFO_SHAPE);
    expect(infos).toMatchObject([
      { ClusterName: '10.0.0.1:3307', ClusterAlias: '10.0.0.1:3307', CountInstances: 2 },
      { ClusterName: 'db-1:3306', ClusterAlias: 'db-1:3306', ClusterDomain: '', CountInstances: 4, HeuristicLag: 0 },
    ]);
  });

  test('health tells who acts', async () => {
    for (const path of ['health', 'status']) {
      const envelope = (await json(path)) as Envelope & { readonly Details: { readonly Token: string } };
      expect(Object.keys(envelope)).toEqual(['Code', 'Message', 'Details']);
      expect(envelope.Code).toBe('OK');
      expect(shapeOf(envelope.Details)).toEqual(HEALTH_SHAPE);
      expect(envelope.Details).toMatchObject({ Healthy: true, IsActiveNode: true, RaftHealthyMembers: null });
      expect(envelope.Details.Token).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe('lists', () => {
  test('clusters are the addresses of their masters', async () => {
    expect(await json('clusters')).toEqual(['10.0.0.1:3307', 'db-1:3306']);
  });

  test.each([
    ['cluster/db-1:3306'],
    ['cluster/db-4:3306'],
    ['cluster/db-4'],
    ['cluster/b-30'],
    ['cluster/alias/db-1:3306'],
    ['cluster/instance/db-2/3306'],
  ])('%s is the cluster, ordered by host and port', async (path) => {
    expect(addressesOf(await json(path))).toEqual(['db-1:3306', 'db-2:3306', 'db-30:3306', 'db-4:3306']);
  });

  test('all instances come shallow first, busy before idle', async () => {
    const all = addressesOf(await json('all-instances'));
    expect(all).toHaveLength(6);
    expect(all.slice(0, 2)).toEqual(['db-1:3306', '10.0.0.1:3307']);
    expect(all.indexOf('db-2:3306')).toBeLessThan(all.indexOf('db-30:3306'));
    expect(all.at(-1)).toBe('db-4:3306');
  });

  test('masters, master, replicas', async () => {
    expect(addressesOf(await json('masters'))).toEqual(['10.0.0.1:3307', 'db-1:3306']);
    expect(await json('master/db-4')).toMatchObject({ Key: { Hostname: 'db-1', Port: 3306 } });
    expect(addressesOf(await json('instance-replicas/db-1/3306'))).toEqual(['db-2:3306', 'db-30:3306']);
    expect(await json('instance-replicas/db-4/3306')).toEqual([]);
  });

  test('an empty fleet gives empty lists', async () => {
    const empty = await startTestServer({ topology: '' });
    try {
      for (const path of ['clusters', 'clusters-info', 'all-instances', 'masters', 'audit']) {
        expect(await (await empty.request(`/api/${path}`)).text()).toBe('[]');
      }
    } finally {
      await empty.close();
    }
  });
});

describe('names', () => {
  test('a part of a host name is enough when one instance has it', async () => {
    expect(await json('instance/b-30/3306')).toMatchObject({ Key: { Hostname: 'db-30' } });
  });

  test.each([
    ['instance/db-/3306', 'Cannot read instance: db-:3306'],
    ['instance/0.0.0.1/3307', 'Cannot read instance: 0.0.0.1:3307'],
    ['instance/db-1/x', 'Invalid port: x'],
    ['instance/none/1', 'Cannot read instance: none:1'],
    ['cluster/none', 'Unable to determine cluster name; hint: none'],
    ['cluster-info/none', 'Unable to determine cluster name; hint: none'],
    ['master/none', 'Unable to determine cluster name; hint: none'],
  ])('%s is an error: %s', async (path, Message) => {
    const answer = await get(path);
    expect([answer.status, answer.type]).toEqual([500, 'application/json; charset=UTF-8']);
    expect(JSON.parse(answer.text)).toEqual({ Code: 'ERROR', Message, Details: null });
  });

  test('a newline at the end, which the public client sends, is taken off', async () => {
    expect(await json('instance/db-1/3306%0A')).toMatchObject({ Key: { Hostname: 'db-1' } });
  });
});

describe('transport', () => {
  test('one trailing slash is accepted, two are not', async () => {
    expect((await get('clusters/')).status).toBe(200);
    expect(await get('clusters//')).toEqual(NOT_FOUND);
    expect(await get('instance//3306')).toEqual(NOT_FOUND);
  });

  test('HEAD works where GET does', async () => {
    expect(await get('clusters', { method: 'HEAD' })).toEqual({
      status: 200,
      type: 'application/json; charset=UTF-8',
      text: '',
    });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is a 404', async (method) => {
    expect(await get('clusters', { method })).toEqual(NOT_FOUND);
  });

  test('what is unknown is an envelope too, so that the public client does not repeat it', async () => {
    for (const path of ['', 'nope', 'Clusters', 'instance/db-1', 'cluster/%23', 'cluster/a%3Fb', 'cluster/%E0%A4%A'])
      expect(await get(path)).toEqual(NOT_FOUND);
  });

  test('the decoded path is matched: an encoded slash separates', async () => {
    expect(await json('instance/db-1%2F3306')).toMatchObject({ Key: { Hostname: 'db-1' } });
    expect(await json('%69nstance/db-1/3306')).toMatchObject({ Key: { Hostname: 'db-1' } });
  });

  test('angle brackets and ampersands are escaped as Go does', async () => {
    expect((await get('cluster/%3Ca%3E%26')).text).toBe(
      String.raw`{"Code":"ERROR","Message":"Unable to determine cluster name; hint: \u003ca\u003e\u0026","Details":null}`,
    );
  });

  test('answers are compressed for who wants it, small ones too', async () => {
    const response = await fetch(`${server.url}/api/lb-check`, { headers: { 'accept-encoding': 'gzip' } });
    expect([response.headers.get('content-encoding'), response.headers.get('vary'), await response.text()]).toEqual([
      'gzip',
      'Accept-Encoding',
      '"OK"',
    ]);
  });

  test('a load balancer gets a text in JSON', async () => {
    for (const path of ['lb-check', '_ping'])
      expect(await get(path)).toEqual({ status: 200, type: 'application/json; charset=UTF-8', text: '"OK"' });
  });
});

describe('what is wrong with an instance', () => {
  test('follows the order of orchestrator', async () => {
    const broken = await startTestServer({
      topology: 'a > b, c, d',
      topologyOptions: {
        servers: {
          b: {
            change: (observation) => ({
              ...observation,
              channels: observation.channels.map((channel) => ({
                ...channel,
                applier: 'stopped',
                applierError: { number: 1062, text: "Duplicate entry 'é'" },
              })),
            }),
          },
          c: {
            change: (observation) => ({
              ...observation,
              channels: observation.channels.map((channel) => ({ ...channel, lagSeconds: 100, delaySeconds: 30 })),
            }),
          },
        },
      },
    });
    try {
      broken.servers.kill(id('d'));
      await until(() => broken.engine.snapshot().instances.get(id('d'))?.health === 'unreachable');
      const of = async (name: string) =>
        (await (await broken.request(`/api/instance/${name}/3306`)).json()) as Record<string, unknown>;
      expect((await of('a'))['Problems']).toEqual([]);
      expect(await of('b')).toMatchObject({
        Problems: ['not_replicating'],
        LastSQLError: String.raw`"Duplicate entry '\u00e9'"`,
        LastIOError: '',
      });
      expect(await of('c')).toMatchObject({
        Problems: ['replication_lag'],
        SecondsBehindMaster: { Int64: 100, Valid: true },
        SQLDelay: 30,
      });
      expect(await of('d')).toMatchObject({ Problems: ['last_check_invalid'], IsLastCheckValid: false });
    } finally {
      await broken.close();
    }
  });
});
