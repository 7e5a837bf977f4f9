import { describe, expect, test } from 'vitest';
import { NOTHING_REGISTERED } from '../registry/registered.ts';
import { asInstant } from '../shared/time.ts';
import { recordsOf, REFUSED, TEST_TIME, withHealth } from '../testing/records.ts';
import { id } from '../testing/topology-text.ts';
import { snapshotOf, topology, withChannel, withInstance } from '../testing/topology.ts';
import type { Observation, ProbeFailure, SemiSyncState } from '../topology/observation.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { analyse } from './analyse.ts';
import { analysisContext, DEFAULT_ANALYSIS_SETTINGS } from './finding.ts';
import type { AnalysisContext, AnalysisSettings } from './finding.ts';

const STOPPED = { change: withChannel({ receiver: 'stopped' }) };
const LOST = { b: STOPPED, c: STOPPED };

function codesOf(snapshot: TopologySnapshot, known: Partial<AnalysisContext> = {}): readonly string[] {
  const { findings } = analyse(snapshot, analysisContext(known));
  const counting = findings.filter(({ outrankedBy, skipped }) => outrankedBy === null && skipped === null);
  return counting.map(({ instance, code }) => `${instance.replace(':3306', '')} ${code}`);
}

function withSettings(change: Partial<AnalysisSettings>): Partial<AnalysisContext> {
  return { settings: { ...DEFAULT_ANALYSIS_SETTINGS, ...change } };
}

function masterFailing(failure: Partial<ProbeFailure>): TopologySnapshot {
  const records = new Map(recordsOf('a > b, c', { servers: LOST }));
  const master = records.get(id('a'));
  if (master === undefined) throw new Error('no master');
  records.set(id('a'), { ...withHealth(master, 'unreachable'), failure: { ...REFUSED, ...failure } });
  return snapshotOf(records);
}

const semiSync =
  (change: Partial<SemiSyncState>) =>
  (found: Observation): Observation => ({
    ...found,
    semiSync: { ...found.semiSync, sourceEnabled: true, sourceActive: true, ...change },
  });

describe('what is not known is no failure, where orchestrator takes it for one', () => {
  test('one probe that failed, and could succeed when repeated, is no death', () => {
    expect(codesOf(topology('a > b, c', { servers: { ...LOST, a: { health: 'suspect' } } }))).toEqual([]);
    expect(codesOf(topology('a > b, c', { servers: { ...LOST, a: { health: 'unreachable' } } }))).toEqual([
      'a DeadMaster',
    ]);
  });

  test.each(['access-denied', 'missing-grant', 'tls', 'name-not-found', 'unsupported', 'not-mysql'] as const)(
    'a master that only turns Topiary away (%s) is not dead',
    (kind) => {
      expect(codesOf(masterFailing({ kind }))).toEqual([]);
    },
  );

  test('a master without a free connection lives; what it does to its replicas does not make it dead', () => {
    expect(codesOf(masterFailing({ kind: 'too-many-connections', code: '1040' }))).toEqual(['a TooManyConnections']);
  });

  test('a replica whose probe is not decided may replicate', () => {
    const servers = { a: { health: 'unreachable' }, b: STOPPED, c: { ...STOPPED, health: 'suspect' } } as const;
    expect(codesOf(topology('a > b, c', { servers }))).toEqual([]);
  });

  test('what nobody looked at for long is not known', () => {
    const servers = { a: { health: 'unreachable' }, ...LOST } as const;
    const records = recordsOf('a > b, c', { servers });
    const later = snapshotOf(records, { asOf: asInstant(TEST_TIME + 31_000) });
    expect(codesOf(later)).toEqual([]);
  });

  test('the lag of a silent replica is old: the master is unreachable, not more', () => {
    const late = { change: withChannel({ lagSeconds: 60 }) };
    const servers = { a: { health: 'unreachable' }, b: late, c: { ...late, health: 'unreachable' } } as const;
    expect(codesOf(topology('a > b, c', { servers }))).toEqual(['a UnreachableMaster']);
  });

  test('a server whose replica status may not be read may be no master', () => {
    const unreadable = { fact: 'replica-status', errorNumber: 1227, grant: 'GRANT …' } as const;
    const change = (found: Observation): Observation => ({ ...found, unreadable: [unreadable] });
    const servers = { ...LOST, a: { health: 'unreachable', change } } as const;
    expect(codesOf(topology('a > b, c', { servers }))).toEqual([]);
  });

  test('silent replicas keep the GTID that they were seen with: they do not stand in the way of a failover', () => {
    const silent = { health: 'unreachable' } as const;
    expect(codesOf(topology('a > b, c', { servers: { b: silent, c: silent } }))).toEqual([]);
  });
});

describe('downtime, maintenance and filters', () => {
  const gone = recordsOf('a > b, c', { servers: { ...LOST, a: { health: 'unreachable' } } });
  const note = { owner: 'o', reason: 'r', startedAt: TEST_TIME, endsAt: asInstant(TEST_TIME + 1) };
  const downtime = { ...NOTHING_REGISTERED, downtime: note };
  const skipsOf = (snapshot: TopologySnapshot) =>
    analyse(snapshot, analysisContext()).findings.map(({ code, skipped }) => `${code} ${String(skipped)}`);

  test('a downtimed server keeps its findings, marked as skipped', () => {
    expect(skipsOf(snapshotOf(gone, { registered: new Map([[id('a'), downtime]]) }))).toEqual(['DeadMaster downtimed']);
  });

  test('downtime of all replicas skips what is about replicas only', () => {
    const registered = new Map([
      [id('b'), downtime],
      [id('c'), downtime],
    ]);
    expect(skipsOf(snapshotOf(gone, { registered }))).toEqual(['DeadMaster null']);
    expect(skipsOf(snapshotOf(recordsOf('a > b, c', { servers: LOST }), { registered }))).toEqual([
      'AllMasterReplicasNotReplicating replicas-downtimed',
    ]);
  });

  test('nothing is said of a server in maintenance, or of one whose host name is to be ignored', () => {
    const maintenance = { ...NOTHING_REGISTERED, maintenance: { ...note, id: 1 } };
    expect(skipsOf(snapshotOf(gone, { registered: new Map([[id('a'), maintenance]]) }))).toEqual([]);
    expect(codesOf(snapshotOf(gone), withSettings({ ignoredHosts: [/^a$/] }))).toEqual([]);
    expect(codesOf(snapshotOf(gone), withSettings({ ignoredHosts: [/^b$/] }))).toEqual(['a DeadMaster']);
  });

  test('healthy servers without replicas are left out, unless all are asked for', () => {
    const alone = topology('a', { servers: { a: { readOnly: true } } });
    expect(codesOf(alone)).toEqual([]);
    expect(codesOf(alone, withSettings({ leaveOutHealthyLeaves: false }))).toEqual([
      'a NoWriteableMasterStructureWarning',
    ]);
  });

  test('for a moment after the receivers of its replicas were restarted a master is not believed dead', () => {
    const receiversRestartedAt = new Map([[id('a'), asInstant(TEST_TIME - 4_999)]]);
    expect(codesOf(snapshotOf(gone), { receiversRestartedAt })).toEqual([]);
    const before = new Map([[id('a'), asInstant(TEST_TIME - 5_000)]]);
    expect(codesOf(snapshotOf(gone), { receiversRestartedAt: before })).toEqual(['a DeadMaster']);
  });
});

describe('what orchestrator does not see', () => {
  test('a master that answers and cannot write, by its write probe', () => {
    const failed = { kind: 'failed', at: TEST_TIME, code: '1205' } as const;
    const writeProbes = new Map([[id('a'), failed]]);
    expect(codesOf(topology('a > b'), { writeProbes })).toEqual(['a MasterCannotWrite']);
    const written = new Map([[id('a'), { kind: 'written', at: TEST_TIME } as const]]);
    expect(codesOf(topology('a > b'), { writeProbes: written })).toEqual([]);
  });

  test('or by the statement that hangs on its binary log when the disk is full', () => {
    const change = (found: Observation): Observation => ({ ...found, binlog: null, waitingFor: 'SHOW BINARY LOGS' });
    expect(codesOf(topology('a > b', { servers: { a: { change } } }))).toEqual(['a MasterCannotWrite']);
  });

  test('a lock by semi-sync explains that writes do not end', () => {
    const change = semiSync({ sourceWaitForReplicas: 1, sourceClients: 0 });
    const context = {
      writeProbes: new Map([[id('a'), { kind: 'failed', at: TEST_TIME, code: 'deadline' } as const]]),
      positionHeldSince: new Map([[id('a'), asInstant(TEST_TIME - 10_001)]]),
    };
    expect(codesOf(topology('a > b', { servers: { a: { change } } }), context)).toEqual(['a LockedSemiSyncMaster']);
  });

  test('two co-masters that may both be written to', () => {
    expect(codesOf(topology('a <> b', { servers: { b: { readOnly: false } } }))).toEqual([
      'a SeveralWritableMasters',
      'b SeveralWritableMasters',
    ]);
    expect(codesOf(topology('a <> b'))).toEqual([]);
  });

  test('a former master that is back, writable, with transactions of its own', () => {
    const back = withInstance(topology('a > b; x'), 'x', {
      observation: (found) => ({ ...found, settings: { ...found.settings, readOnly: true } }),
    });
    const replacedMasters = new Map([[id('x'), id('a')]]);
    expect(codesOf(back, { replacedMasters })).toEqual(['x FormerMasterWithOwnTransactions']);
    expect(codesOf(topology('a > b; x'), { replacedMasters })).toEqual([
      'x SeveralWritableMasters',
      'x FormerMasterWithOwnTransactions',
    ]);
  });

  test('two servers with one identity', () => {
    const change = (found: Observation): Observation => ({
      ...found,
      identity: { ...found.identity, serverUuid: '00000000-0000-0000-0000-000000000001' },
    });
    expect(codesOf(topology('a; b', { servers: { b: { change } } }))).toEqual([
      'a DuplicateIdentity',
      'b DuplicateIdentity',
    ]);
  });

  test('a host that is gone is said once, beside what each of its servers has', () => {
    const servers = { 'h:1': { health: 'unreachable' }, 'h:2': { health: 'unreachable' } } as const;
    const hostsDown = new Map([['h', { host: 'h', since: TEST_TIME, instances: 2, masters: 1 }]]);
    const found = analyse(topology('h:1 > h:2', { servers }), analysisContext({ hostsDown })).findings;
    expect(found.map(({ instance, code }) => [instance, code])).toEqual([
      ['h:1', 'DeadMasterAndReplicas'],
      ['h:1', 'HostDown'],
    ]);
  });
});

describe('replicas that hear nothing of a master that does not answer', () => {
  const silence = { channel: '', source: id('a'), since: TEST_TIME, until: TEST_TIME, heartbeatMs: 1_000 };
  const frozen = (...unheard: readonly string[]): TopologySnapshot => {
    const records = new Map(recordsOf('a > b, c', { servers: { a: { health: 'unreachable' } } }));
    for (const name of unheard) {
      const record = records.get(id(name));
      if (record !== undefined) records.set(record.id, { ...record, silences: [silence] });
    }
    return snapshotOf(records);
  };

  test('do not replicate, whatever their receivers say', () => {
    expect(codesOf(frozen())).toEqual(['a UnreachableMaster']);
    expect(codesOf(frozen('b'))).toEqual(['a UnreachableMaster']);
    expect(codesOf(frozen('b', 'c'))).toEqual(['a DeadMaster']);
  });
});

describe('near misses', () => {
  test('tell which clause kept a failure from being found', () => {
    const servers = { a: { health: 'unreachable' }, b: STOPPED } as const;
    const { findings, nearMisses } = analyse(topology('a > b, c', { servers }), analysisContext());
    expect(findings.map(({ code }) => code)).toEqual(['UnreachableMaster']);
    expect(nearMisses.find(({ code }) => code === 'DeadMaster')?.missing).toEqual([
      {
        clause: { code: 'clause-none-replicates', params: { instance: id('a'), count: 2, replicas: 2, unheard: 0 } },
        value: 'no',
      },
    ]);
  });

  test('are not told of a healthy tree', () => {
    expect(analyse(topology('a > b, c'), analysisContext())).toEqual({ findings: [], nearMisses: [] });
  });
});
