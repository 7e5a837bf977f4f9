/** Finding servers, texts of clusters, and what the node tells of itself, by the old API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesOf, compatGet } from '../testing/compat-client.ts';
import type { CompatRequest, Envelope } from '../testing/compat-client.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';
import { likePattern } from './routes/search.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2, db-30; db-2 > db-4\nx_1 > x_2',
    topologyOptions: {
      servers: {
        'db-4': { change: (observation) => ({ ...observation, channels: observation.channels.map(standing) }) },
        'db-2': { change: (observation) => ({ ...observation, channels: observation.channels.map(behind) }) },
        'db-30': { change: (observation) => ({ ...observation, channels: observation.channels.map(late) }) },
        x_2: { change: (observation) => ({ ...observation, channels: observation.channels.map(standing) }) },
      },
    },
    problemFilter: (id) => (id.startsWith('x_') ? '^x_' : null),
    controlReplicaFilter: (id) => (id.startsWith('db-30') ? '^db-30' : null),
  });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const standing = <Channel extends object>(channel: Channel) => ({ ...channel, applier: 'stopped' as const });
const behind = <Channel extends object>(channel: Channel) => ({ ...channel, lagSeconds: 7 });
const late = <Channel extends object>(channel: Channel) => ({ ...channel, lagSeconds: 9 });
const get = (path: string, options: CompatRequest = {}) => compatGet(`${server.url}/api/${path}`, options);
const json = async (path: string): Promise<unknown> => JSON.parse((await get(path)).text);
const found = async (path: string) => addressesOf(await json(path));

describe('a search', () => {
  test.each([
    ['search/b-3', ['db-30:3306']],
    ['search?s=B-3%0A', ['db-30:3306']],
    ['search/db-1:3306', ['db-1:3306', 'db-2:3306', 'db-30:3306', 'db-4:3306']],
    ['search?s=nobody', []],
  ])('%s finds %s', async (path, wanted) => {
    expect(await found(path)).toEqual(wanted);
  });

  test('finds a server by its id or port, which have to be whole', async () => {
    const { ServerID } = (await json('instance/db-4/3306')) as { readonly ServerID: number };
    expect(await found(`search/${ServerID}`)).toContain('db-4:3306');
    expect(await found('search/3306')).toHaveLength(6);
    expect(await found('search/')).toHaveLength(6);
    expect(await found('search?s=')).toHaveLength(6);
  });
});

describe('problems', () => {
  test('leave out what is filtered or in downtime', async () => {
    expect(await found('problems')).toEqual(['db-4:3306']);
    expect(await found('problems/db%25')).toEqual(['db-4:3306']);
    expect(await found('problems/x%25')).toEqual([]);
    expect((await get('begin-downtime/db-4/3306/jo/why')).status).toBe(200);
    expect(await json('problems')).toEqual([]);
    expect((await get('end-downtime/db-4/3306')).status).toBe(200);
  });

  test.each([
    ['db-%', 'db-1:3306', true],
    ['DB-_:3306', 'db-1:3306', true],
    ['db-_', 'db-1:3306', false],
    ['db.1:3306', 'db-1:3306', false],
    [String.raw`db\_1`, 'db_1', true],
    [String.raw`db\_1`, 'db-1', false],
    ['%[', 'a[', true],
  ])('are of clusters like %s: %s', (pattern, name, matches) => {
    expect(likePattern(pattern).test(name)).toBe(matches);
  });
});

test('control replicas of a schema change leave out those of the configuration', async () => {
  expect(await found('cluster-osc-replicas/db-1')).toEqual(['db-2:3306', 'db-4:3306']);
  expect(await found('cluster-osc-slaves/db-1')).toEqual(['db-2:3306', 'db-4:3306']);
  expect(await json('cluster-osc-slaves/none')).toMatchObject({ Code: 'ERROR' });
});

test('a cluster is drawn by its name or a member', async () => {
  const { Message, Details } = (await json('topology/db-1:3306')) as Envelope;
  expect(Message).toBe('Topology for cluster db-1:3306');
  const lines = String(Details).split('\n');
  expect(lines.map((line) => line.split(' [')[0]?.trimEnd())).toEqual([
    'db-1:3306',
    '+ db-2:3306',
    '  - db-4:3306',
    '+ db-30:3306',
  ]);
  expect(await json('topology/db-4/3306')).toMatchObject({ Code: 'OK', Details });
  expect((await get('topology/db-1')).text).toContain(String.raw`\u003e\u003e,GTID`);
  expect(await json('topology-tags/db-1')).toMatchObject({ Details: expect.stringMatching(/\] \[\]$/) as string });
  expect(await json('topology-tabulated/none')).toMatchObject({ Code: 'ERROR', Details: null });
});

test('everything at once is keys in order, and promotion rules with their end', async () => {
  const keys = (await json('bulk-instances')) as readonly { Hostname: string; Port: number }[];
  expect(keys.map(({ Hostname }) => Hostname)).toEqual(['db-1', 'db-2', 'db-30', 'db-4', 'x_1', 'x_2']);
  expect(await json('bulk-promotion-rules')).toEqual([]);
  expect((await get('register-candidate/db-2/3306/must_not')).status).toBe(200);
  const day = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string;
  expect(await json('bulk-promotion-rules')).toEqual([
    { Hostname: 'db-2', Port: 3306, PromotionRule: 'must_not', LastSuggestedString: day, PromotionRuleExpiry: day },
  ]);
});

test('a discovery may be waited for or not', async () => {
  expect(await json('async-discover/db-2/3306')).toEqual({
    Code: 'OK',
    Message: 'Asynchronous discovery initiated for Instance: db-2:3306',
    Details: null,
  });
  await until(() => server.log.some(({ event }) => event === 'compat.discovered-later'));
  expect(await json('async-discover/db-2/x')).toMatchObject({ Code: 'ERROR', Message: 'Invalid port: x' });
});

describe('what is measured', () => {
  test('is told of probes, writes and the queue, for the seconds that are asked for', async () => {
    const [probe] = (await json('discovery-metrics-raw/60')) as readonly { readonly Err: unknown }[];
    expect(probe).toMatchObject({ Hostname: expect.any(String) as string, Port: 3306, Err: null });
    expect(await json('discovery-metrics-aggregated/60')).toMatchObject({ CountDistinctInstanceKeys: 6 });
    const [queue] = (await json('discovery-queue-metrics-raw/DEFAULT/60')) as readonly unknown[];
    expect(queue).toMatchObject({ Active: expect.any(Number) as number, Queued: 0 });
    expect(await json('backend-query-metrics-aggregated/60')).toMatchObject({ MaxWaitSeconds: 0 });
    const { LastDiscoveryLatency } = (await json('instance/db-1/3306')) as { readonly LastDiscoveryLatency: number };
    expect(Number.isInteger(LastDiscoveryLatency) && LastDiscoveryLatency > 0).toBe(true);
  });

  test('is told of what is written behind, servers alone', async () => {
    const at = server.services.clock.now();
    const note = server.services.metrics.writtenBehind;
    note({ at, instances: 40, waitedMs: 500, tookMs: 2.5 });
    note({ at, instances: 0, waitedMs: 500, tookMs: 900 });
    note({ at, instances: 60, waitedMs: 700, tookMs: 7.5 });
    expect(await json('write-buffer-metrics-raw/60')).toEqual([
      { Timestamp: new Date(at).toISOString(), Instances: 40, WaitLatency: 500_000_000, WriteLatency: 2_500_000 },
      { Timestamp: new Date(at).toISOString(), Instances: 60, WaitLatency: 700_000_000, WriteLatency: 7_500_000 },
    ]);
    expect(await json('write-buffer-metrics-aggregated/60')).toEqual({
      InstanceWriteBufferSize: 500,
      InstanceFlushIntervalMilliseconds: 500,
      CountInstances: 100,
      MaxInstances: 60,
      MeanInstances: 50,
      MedianInstances: 50,
      P95Instances: 60,
      MaxWaitSeconds: 0.7,
      MeanWaitSeconds: 0.6,
      MedianWaitSeconds: 0.6,
      P95WaitSeconds: 0.7,
      MaxWriteSeconds: 0.0075,
      MeanWriteSeconds: 0.005,
      MedianWriteSeconds: 0.005,
      P95WriteSeconds: 0.0075,
    });
  });

  test.each(['discovery-metrics-raw/0', 'write-buffer-metrics-raw/x', 'discovery-queue-metrics-raw/OTHER/60'])(
    '%s is refused',
    async (path) => expect(await json(path)).toMatchObject({ Code: 'ERROR', Details: null }),
  );
});

describe('the node', () => {
  test('echoes headers, and none that lets somebody in', async () => {
    const headers = { authorization: 'Basic c2VjcmV0', cookie: 'access-token=secret', 'x-forwarded-user': 'jo' };
    const { text } = await get('headers', { headers });
    expect(JSON.parse(text)).toEqual({
      Authorization: ['(not shown)'],
      Connection: [expect.any(String)],
      Cookie: ['(not shown)'],
      'X-Forwarded-User': ['jo'],
    });
  });

  test('acts already, and has nobody to hand over to', async () => {
    expect(await json('grab-election')).toEqual({ Code: 'OK', Message: 'Node elected as leader', Details: null });
    const goesOn = expect.stringContaining('no other Topiary is known to wait') as string;
    expect(await json('reelect')).toEqual({ Code: 'ERROR', Message: goesOn, Details: null });
    expect(await json('reload-cluster-alias')).toMatchObject({ Code: 'ERROR', Details: null });
  });
});

describe('snapshots of topologies', () => {
  const drawn = async (path: string): Promise<Envelope> => (await json(path)) as Envelope;

  test('are drawn by names alone, the newest whose time matches, in every form', async () => {
    const none = await drawn('topology/db-4:3306?pattern=.');
    expect(none).toMatchObject({ Code: 'ERROR', Message: expect.stringContaining('None is kept') });
    expect(await json('snapshot-topologies')).toEqual({
      Code: 'OK',
      Message: 'Topology Snapshot completed',
      Details: expect.stringMatching(/^Took [\d.]+(?:s|ms|µs)$/),
    });
    const tree = 'db-1:3306\n- db-2:3306\n  - db-4:3306\n- db-30:3306';
    for (const path of ['topology/db-4:3306', 'topology-tabulated/db-1/3306', 'topology-tags/db-1:3306'])
      expect(await drawn(`${path}?pattern=${encodeURIComponent('^\\d{10}$')}`)).toEqual({
        Code: 'OK',
        Message: expect.stringMatching(/^Topology for cluster db-1:3306 at \d{10}$/),
        Details: tree,
      });
    expect((await drawn('topology/x_2:3306?pattern=^1')).Details).toBe('x_1:3306\n- x_2:3306');
  });

  test('none of which matches: with the times of those that are kept', async () => {
    const [at] = await server.engine.pictures.times(null);
    expect((await drawn('topology/db-1:3306?pattern=^9')).Message).toContain(
      `1 are kept, the newest of ${String(at).slice(0, 10)} (`,
    );
    expect((await drawn('topology/db-1:3306?pattern=(')).Message).toBe('Not a regular expression: (');
  });
});

test('the lag of a cluster is that of the replicas that a schema change watches', async () => {
  // db-30 lags more, and is left out by its name.
  expect(await json('cluster-info/db-1:3306')).toMatchObject({ ClusterName: 'db-1:3306', HeuristicLag: 7 });
  expect(await json('clusters-info')).toMatchObject([{ HeuristicLag: 7 }, { HeuristicLag: 0 }]);
});
