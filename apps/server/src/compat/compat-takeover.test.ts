/** What is wrong, and what is done about it by hand, as orchestrator's API tells and does it. */
import { NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { compatGet } from '../testing/compat-client.ts';
import type { Envelope } from '../testing/compat-client.ts';
import { expectShape } from '../testing/expect-shape.ts';
import { killMaster } from '../testing/failures.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer, TestServerOptions } from '../testing/test-server.ts';

const running: TestServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

async function start(topology: string, options: TestServerOptions = {}) {
  const server = await startTestServer({ topology, ...options });
  running.push(server);
  await until(() => server.engine.status().acting.kind === 'self');
  const ask = async (path: string) => JSON.parse((await compatGet(`${server.url}/api/${path}`)).text) as Envelope;
  return { server, ask };
}

const entries = ({ Details }: Envelope) => Details as readonly Record<string, unknown>[];
const keyOf = (name: string) => ({ Hostname: name, Port: 3306 });
const EMPTY_KEY = { Hostname: '', Port: 0 };

async function untilFound(server: TestServer, code: string): Promise<void> {
  await until(() => [...server.engine.findings].some((finding) => finding.code === code));
}

describe('replication-analysis', () => {
  test('tells of each server what is wrong with it, in every key and the order of orchestrator', async () => {
    const { server, ask } = await start('m > a, b\nx > y');
    expect(entries(await ask('replication-analysis'))).toEqual([]);
    killMaster(server, 'm');
    await untilFound(server, 'DeadMaster');
    const told = await ask('replication-analysis');
    expect(told).toMatchObject({ Code: 'OK', Message: 'Analysis' });
    const [dead] = entries(told);
    expectShape('Analysis', dead);
    expect(dead).toMatchObject({
      AnalyzedInstanceKey: keyOf('m'),
      AnalyzedInstanceMasterKey: EMPTY_KEY,
      ClusterDetails: { ClusterName: 'm:3306', ClusterAlias: 'm:3306', ClusterDomain: 'm:3306', CountInstances: 0 },
      IsMaster: true,
      LastCheckValid: false,
      CountReplicas: 2,
      CountValidReplicas: 2,
      CountValidReplicatingReplicas: 0,
      CountReplicasFailingToConnectToMaster: 2,
      Replicas: [keyOf('a'), keyOf('b')],
      SlaveHosts: [keyOf('a'), keyOf('b')],
      Analysis: 'DeadMaster',
      StructureAnalysis: null,
      OracleGTIDImmediateTopology: true,
      CountLoggingReplicas: 2,
      GTIDMode: 'ON',
      MinReplicaGTIDMode: 'ON',
      SkippableDueToDowntime: false,
      CommandHint: '',
    });
    const all = entries(await ask('replication-analysis/m:3306')).map(({ Analysis }) => Analysis);
    expect(all[0]).toBe('DeadMaster');
    expect(entries(await ask('replication-analysis/nobody'))).toEqual([]);
    expect(entries(await ask('replication-analysis/x:3306'))).toEqual([]);
    expect(entries(await ask('replication-analysis/instance/m/3306'))).toHaveLength(1);
    expect(entries(await ask('replication-analysis/instance/y/3306'))).toEqual([]);
  });

  test('joins structure warnings to the verdict, and tells them alone where nothing failed', async () => {
    const { server, ask } = await start('m > a, b', { topologyOptions: { servers: { m: { readOnly: true } } } });
    await untilFound(server, 'NoWriteableMasterStructureWarning');
    expect(entries(await ask('replication-analysis'))).toMatchObject([
      { Analysis: 'NoProblem', Description: '', StructureAnalysis: ['NoWriteableMasterStructureWarning'] },
    ]);
  });
});

describe('a takeover by hand', () => {
  test('answers with the recovery and its successor, which takes the writes', async () => {
    const { server, ask } = await start('m > a, b');
    const several = await ask('graceful-master-takeover/m/3306');
    expect(several).toMatchObject({ Code: 'ERROR', Details: null });
    const done = await ask('graceful-master-takeover/m:3306/a/3306');
    expect(done).toMatchObject({
      Code: 'OK',
      Message: 'graceful-master-takeover: successor promoted',
      Details: {
        SuccessorKey: keyOf('a'),
        IsSuccessful: true,
        IsActive: false,
        AllErrors: [],
        Type: 'MasterRecovery',
        RecoveryType: 'MasterRecoveryGTID',
        AnalysisEntry: {
          AnalyzedInstanceKey: keyOf('m'),
          Analysis: 'DeadMaster',
          CommandHint: 'graceful-master-takeover',
        },
      },
    });
    expectShape('RunRecovery', done.Details);
    expect(server.servers.sourceOf(id('m'))).toBe('a:3306');
    expect(server.servers.threadsOf(id('m'))).toBe('stopped/stopped');
    const recorded = await server.engine.recoveries.list({ page: 0, pageSize: 5 });
    expect(recorded.items).toMatchObject([
      { forced: true, successor: 'a:3306', details: { command: 'graceful-master-takeover' } },
    ]);
    expect((await ask('graceful-master-takeover/nobody')).Code).toBe('ERROR');
  });

  test('chooses who takes over where it is left to it, and lets the old master replicate', async () => {
    const { server, ask } = await start('m > a, b');
    const done = await ask('graceful-master-takeover-auto/m/3306');
    expect(done.Code).toBe('OK');
    const { SuccessorKey } = done.Details as { SuccessorKey: { Hostname: string } };
    expect(server.servers.sourceOf(id('m'))).toBe(`${SuccessorKey.Hostname}:3306`);
    expect(server.servers.threadsOf(id('m'))).toBe('running/running');
  });

  test('may be forced, on the best replica or the one that is named', async () => {
    const one = await start('m > a, b');
    const failedOver = await one.ask('force-master-failover/m:3306');
    expect(failedOver).toMatchObject({ Code: 'OK', Message: 'Master failed over' });
    const other = await start('m > a, b');
    expect(await other.ask('force-master-takeover/m/3306/b/3306')).toMatchObject({
      Code: 'OK',
      Details: { SuccessorKey: keyOf('b'), AnalysisEntry: { CommandHint: 'force-master-takeover' } },
    });
    expect(await other.ask('force-master-takeover/b:3306/nobody/3306')).toMatchObject({
      Code: 'ERROR',
      Message: 'Instance not found',
    });
  });
});

describe('recover', () => {
  test('acts on what is found, whatever policy says, and tells the same again to who asks twice', async () => {
    const { server, ask } = await start('m > a, b');
    const idle = await ask('recover/m/3306');
    expect(idle).toMatchObject({ Code: 'ERROR', Details: keyOf('m') });
    expect(idle.Message).toMatch(/^Recovery not attempted: /);
    killMaster(server, 'm');
    await untilFound(server, 'DeadMaster');
    const done = await ask('recover-lite/m/3306/b/3306');
    expect(done).toMatchObject({ Code: 'OK', Details: keyOf('b') });
    expect(await ask('recover/m/3306')).toMatchObject({ Code: 'OK', Details: keyOf('b') });
  });
});

test('recover does not take an earlier takeover for what it was asked for: its master is back in its place', async () => {
  const { ask } = await start('m > a, b');
  for (const [master, successor] of [
    ['m', 'a'],
    ['a', 'm'],
  ] as const) {
    const done = await ask(`graceful-master-takeover-auto/${master}/3306/${successor}/3306`);
    expect(done).toMatchObject({ Code: 'OK', Details: { SuccessorKey: keyOf(successor) } });
  }
  expect(await ask('recover/m/3306')).toMatchObject({ Code: 'ERROR', Details: keyOf('m') });
});

test('cluster-info says what the lists of automatic recovery say of a cluster', async () => {
  const recovery = { ...NO_AUTOMATIC_RECOVERY, masters: [{ text: '*', matches: () => true }] };
  const { ask } = await start('m > a', { engine: { recovery } });
  expect(await ask('cluster-info/m:3306')).toMatchObject({
    HasAutomatedMasterRecovery: true,
    HasAutomatedIntermediateMasterRecovery: false,
  });
});
