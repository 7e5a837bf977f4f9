/** What servers and clusters are called, where they stand and how far behind they are, as the old API tells it. */
import type { InstanceId, QueriedFact } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf, compatGet } from '../testing/compat-client.ts';
import { CLUSTER_INFO_SHAPE, INSTANCE_SHAPE, shapeOf } from '../testing/orchestrator-shapes.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

const FACTS = [
  'cluster-alias',
  'cluster-domain',
  'instance-alias',
  'data-center',
  'region',
  'promotion-rule',
  'semi-sync-priority',
] as const;
const ASK_EVERY_MS = 20;
const MASTER = { 'cluster-alias': '15958-1', 'cluster-domain': 'shop-writer.example', 'data-center': 'ams' };
const REPLICA = {
  'instance-alias': 'ams-b',
  'data-center': 'fra',
  region: 'eu',
  'promotion-rule': 'prefer',
  'semi-sync-priority': '2',
};
const ANSWERS: Readonly<Record<InstanceId, Readonly<Partial<Record<QueriedFact, string>>>>> = {
  [id('db-1')]: MASTER,
  [id('db-2')]: REPLICA,
  [id('twin-1')]: { 'cluster-alias': 'twin' },
  [id('twin-3')]: { 'cluster-alias': 'twin' },
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2\ntwin-1 > twin-2\ntwin-3 > twin-4',
    topologyOptions: {
      servers: {
        'db-2': { change: (found) => ({ ...found, measuredLag: { kind: 'value', seconds: 341.7 } }) },
      },
    },
    engine: {
      classification: { queries: FACTS.map((fact) => ({ fact, sql: `select ${fact}` })), intervalMs: ASK_EVERY_MS },
    },
  });
  server.servers.onAsk = (instance, { fact }) => ({ kind: 'value', text: ANSWERS[instance]?.[fact] ?? '' });
  await until(() => server.engine.snapshot().instances.get(id('db-2'))?.classification.region === 'eu');
  await until(() => [...server.engine.snapshot().clusters.values()].every(({ alias }) => alias !== null));
});
afterAll(() => server.close());

async function json(path: string): Promise<unknown> {
  return JSON.parse((await compatGet(`${server.url}/api/${path}`)).text);
}

test('an instance tells its place, its alias, its rule, its priority and its measured lag', async () => {
  const replica = await json('instance/db-2/3306');
  expect(shapeOf(replica)).toEqual(INSTANCE_SHAPE);
  expect(replica).toMatchObject({
    InstanceAlias: 'ams-b',
    DataCenter: 'fra',
    Region: 'eu',
    PhysicalEnvironment: '',
    SuggestedClusterAlias: '15958-1',
    PromotionRule: 'prefer',
    IsCandidate: true,
    SemiSyncPriority: 2,
    SecondsBehindMaster: { Int64: 0, Valid: true },
    SlaveLagSeconds: { Int64: 341, Valid: true },
    ReplicationLagSeconds: { Int64: 341, Valid: true },
    Problems: ['replication_lag'],
  });
  expect(await json('instance/db-1/3306')).toMatchObject({
    DataCenter: 'ams',
    PromotionRule: 'neutral',
    SemiSyncPriority: 0,
  });
});

test('a cluster tells its alias and its domain, and goes by its master’s address', async () => {
  const infos = await json('clusters-info');
  expect(infos).toMatchObject([
    { ClusterName: 'db-1:3306', ClusterAlias: '15958-1', ClusterDomain: 'shop-writer.example' },
    { ClusterName: 'twin-1:3306', ClusterAlias: 'twin', ClusterDomain: '' },
    { ClusterName: 'twin-3:3306', ClusterAlias: 'twin', ClusterDomain: '' },
  ]);
  expect(shapeOf((infos as readonly unknown[])[0])).toEqual(CLUSTER_INFO_SHAPE);
});

test.each(['cluster/alias/15958-1', 'cluster/15958-1', 'cluster/db-1:3306', 'cluster/alias/db-1:3306'])(
  '%s leads to its members',
  async (path) => {
    expect(addressesOf(await json(path))).toEqual(['db-1:3306', 'db-2:3306']);
  },
);

test('an alias that nobody has is refused', async () => {
  expect(await json('cluster/alias/15958-2')).toMatchObject({ Code: 'ERROR' });
  expect(await json('cluster-info/alias/15958-1')).toMatchObject({ ClusterAlias: '15958-1' });
  expect(await json('master/15958-1')).toMatchObject({ Key: { Hostname: 'db-1' } });
});

test.each(['cluster/twin', 'cluster/alias/twin', 'cluster-info/alias/twin', 'master/twin'])(
  'an alias that two clusters have names neither of them: %s',
  async (path) => {
    expect(await json(path)).toMatchObject({
      Code: 'ERROR',
      Message:
        'Unable to determine cluster name; hint: twin (several clusters have this alias: twin-1:3306, twin-3:3306)',
    });
  },
);
