/** The production set-up as it is written (spec/production), on a real server, through the process that its users start. */
import { MODEST_GRANTS, startSandbox } from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { META, PRODUCTION_KEYS, TOPOLOGY_ACCOUNT } from './production-set-up.ts';
import { eventually, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const CONFIG = {
  ...PRODUCTION_KEYS,
  DataCenterPattern: String.raw`^(127)[.]`,
  TopiaryClassificationIntervalSeconds: 1,
  // Not of production: what changes is seen by the next poll, which the test would wait for.
  TopiaryPollIntervalMilliseconds: 500,
};
const HEARTBEAT = `CREATE DATABASE meta; CREATE TABLE meta.heartbeat (ts TIMESTAMP(6) NOT NULL);
  INSERT INTO meta.heartbeat VALUES (NOW(6) - INTERVAL 100 SECOND);
  CREATE VIEW meta.heartbeat_view AS
    SELECT TIMESTAMPDIFF(SECOND, MAX(ts), NOW(6)) AS absolute_lag FROM meta.heartbeat`;

const starter = new TopiaryStarter();
let sandbox: Sandbox;
let m: SandboxServer;
let a: SandboxServer;

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [{ name: 'x', tree: 'm > a' }],
    extraAccounts: [{ ...TOPOLOGY_ACCOUNT, grants: MODEST_GRANTS }],
  });
  m = sandbox.server('x.m');
  a = sandbox.server('x.a');
  await m.query(META);
  await m.query(HEARTBEAT);
}, 120_000);

afterAll(() => sandbox.stop());
afterEach(() => starter.endAll());

async function compat(topiary: TopiaryProcess, path: string): Promise<unknown> {
  const response = await fetch(`${topiary.url}/api/${path}`);
  return response.json();
}

test('cluster alias, domain, lag and place, with the modest grants, and the GRANT that is missing first', async () => {
  const directory = await starter.directory();
  const options = { seeds: [m.address], account: TOPOLOGY_ACCOUNT, config: CONFIG, directory };
  const topiary = await starter.start(options);
  await topiary.clusterOf(a.address, 2);
  const missing = await eventually(async () => {
    const { unknownFacts, observation } = await topiary.call('instance', { params: { instance: m.address } });
    expect(unknownFacts.map(({ fact, code }) => [fact, code])).toEqual([
      ['cluster-alias', '1142'],
      ['cluster-domain', '1142'],
    ]);
    expect(observation?.measuredLag).toMatchObject({ kind: 'unknown', problem: { code: '1142' } });
    return [
      ...unknownFacts.map(({ grant }) => grant),
      observation?.unreadable.find(({ fact }) => fact === 'replication-lag')?.grant,
    ];
  });
  // The account is on every server, so its grants are replicated.
  for (const grant of new Set(missing)) await m.query(grant ?? '');
  await eventually(async () => {
    expect(await compat(topiary, 'clusters-info')).toMatchObject([
      { ClusterName: m.address, ClusterAlias: '15958-1', ClusterDomain: 'shop.example', CountInstances: 2 },
    ]);
    const members = (await compat(topiary, 'cluster/alias/15958-1')) as readonly {
      readonly ReplicationLagSeconds: { Int64: number };
    }[];
    expect(members).toMatchObject([
      { DataCenter: '127', SuggestedClusterAlias: '15958-1' },
      { DataCenter: '127', SuggestedClusterAlias: '15958-1' },
    ]);
    for (const { ReplicationLagSeconds } of members) expect(ReplicationLagSeconds.Int64).toBeGreaterThan(99);
  });
  const lagging = await topiary.call('instance', { params: { instance: a.address } });
  expect(lagging.node.problems.map(({ code }) => code)).toContain('replication-lagging');
  const { clusters } = await topiary.call('fleet', {});
  expect(clusters).toMatchObject([{ name: '15958-1', alias: '15958-1', domain: 'shop.example', dataCenters: ['127'] }]);

  await m.query("UPDATE orch_meta.cluster SET cluster_name = '15958-2'");
  await eventually(async () =>
    expect((await topiary.call('fleet', {})).clusters).toMatchObject([{ alias: '15958-2' }]),
  );
  expect(await topiary.terminate()).toBe(0);
}, 120_000);

test('a restart while the servers are frozen knows the names at once', async () => {
  const directory = await starter.directory();
  await m.query(`GRANT SELECT ON orch_meta.* TO '${TOPOLOGY_ACCOUNT.user}'@'%'`);
  const options = { seeds: [m.address], account: TOPOLOGY_ACCOUNT, config: CONFIG, directory };
  const first = await starter.start(options);
  const known = await eventually(async () => {
    const { clusters } = await first.call('fleet', {});
    expect(clusters).toMatchObject([{ instances: 2, domain: 'shop.example' }]);
    return clusters[0]?.alias;
  });
  expect(await first.terminate()).toBe(0);
  await m.freeze();
  await a.freeze();
  try {
    const second = await starter.start(options);
    expect((await second.call('fleet', {})).clusters).toMatchObject([{ alias: known, domain: 'shop.example' }]);
  } finally {
    await m.thaw();
    await a.thaw();
  }
}, 120_000);
