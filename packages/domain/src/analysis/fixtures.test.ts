import { describe, expect, test } from 'vitest';
import { NOTHING_REGISTERED } from '../registry/registered.ts';
import { asInstant } from '../shared/time.ts';
import { REFUSED, recordsOf, TEST_TIME, withHealth } from '../testing/records.ts';
import { id } from '../testing/topology-text.ts';
import { snapshotOf, withChannel } from '../testing/topology.ts';
import type { Observation, ReplicationChannel, SemiSyncState } from '../topology/observation.ts';
import type { ServerRecord } from '../topology/server-record.ts';
import { analyse } from './analyse.ts';
import { analysisContext, DEFAULT_ANALYSIS_SETTINGS } from './finding.ts';

type Change = (observation: Observation) => Observation;

interface Fixture {
  readonly unseen?: readonly string[];
  /** Of the unseen: the server proved that it lives, and one statement did not end. */
  readonly partly?: readonly string[];
  readonly changes?: Readonly<Record<string, Change>>;
  readonly downtimed?: readonly string[];
  readonly withoutPseudoGtid?: true;
  readonly heldSince?: number;
  readonly gtid?: true;
}

const DIRECT = ['b', 'c', 'd'];
const STOPPED: Partial<ReplicationChannel> = { receiver: 'stopped' };
const CONNECTING: Partial<ReplicationChannel> = { receiver: 'connecting', receiverError: { number: 2003, text: '' } };
const SQL_OFF: Partial<ReplicationChannel> = { applier: 'stopped' };
const onEach = (names: readonly string[], channel: Partial<ReplicationChannel>) =>
  Object.fromEntries(names.map((name) => [name, withChannel(channel)]));
const settings =
  (change: Partial<Observation['settings']>): Change =>
  (found) => ({ ...found, settings: { ...found.settings, ...change } });
const semiSync =
  (change: Partial<SemiSyncState>): Change =>
  (found) => ({ ...found, semiSync: { ...found.semiSync, sourceEnabled: true, ...change } });
const locked = semiSync({ sourceActive: true, sourceWaitForReplicas: 2, sourceClients: 1 });
const errant: Change = (found) =>
  found.gtid.kind === 'mysql'
    ? {
        ...found,
        gtid: { ...found.gtid, executed: `${found.gtid.executed},${'f'.repeat(8)}-0000-0000-0000-000000000000:1-3` },
      }
    : found;

/** orchestrator's tree of `tests/integration`: 22293 to 22297 are a, b, e, c, d. */
function analysed(fixture: Fixture): readonly string[] {
  const { unseen = [], partly = [], changes = {}, downtimed = [], heldSince } = fixture;
  const rules: Change = settings({ binlogFormat: 'STATEMENT' });
  const servers = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((name) => {
      const own = changes[name] ?? ((found: Observation) => found);
      const log = name === 'c' ? settings({ logBin: false }) : (found: Observation) => found;
      return [name, { change: (found: Observation) => own(log(rules(found))) }];
    }),
  );
  const made = recordsOf('a > b, c, d; b > e', { version: '5.6.28', gtid: fixture.gtid ?? false, servers });
  const records = new Map(
    [...made].map(([key, record]): [typeof key, ServerRecord] => {
      const name = record.address.host;
      if (!unseen.includes(name)) return [key, record];
      const gone = withHealth(record, 'unreachable');
      const failure = partly.includes(name) ? { ...REFUSED, kind: 'timeout' as const, code: 'HANGING' } : REFUSED;
      return [key, { ...gone, failure }];
    }),
  );
  const note = { owner: 'o', reason: 'r', startedAt: TEST_TIME, endsAt: asInstant(TEST_TIME + 60_000) };
  const registered = new Map(downtimed.map((name) => [id(name), { ...NOTHING_REGISTERED, downtime: note }]));
  const snapshot = snapshotOf(records, { registered });
  const { findings } = analyse(
    snapshot,
    analysisContext({
      settings: {
        ...DEFAULT_ANALYSIS_SETTINGS,
        ...(fixture.withoutPseudoGtid ? {} : { pseudoGtid: { writtenByTopiary: true, notWrittenIn: new Set() } }),
      },
      positionHeldSince: heldSince === undefined ? new Map() : new Map([[id('a'), asInstant(TEST_TIME - heldSince)]]),
    }),
  );
  return findings
    .filter(({ outrankedBy, skipped }) => outrankedBy === null && skipped === null)
    .map(({ instance, code }) => `${instance.replace(':3306', '')} ${code}`);
}

const FIXTURES: Readonly<Record<string, readonly [Fixture, readonly string[]]>> = {
  'no-failure': [{}, []],
  'dead-master': [{ unseen: ['a'], changes: onEach(DIRECT, STOPPED) }, ['a DeadMaster']],
  'dead-master-partial-success': [{ unseen: ['a'], partly: ['a'], changes: onEach(DIRECT, STOPPED) }, ['a DeadMaster']],
  'dead-master-and-some-replicas': [
    { unseen: ['a', 'c', 'd'], changes: onEach(DIRECT, STOPPED) },
    ['a DeadMasterAndSomeReplicas'],
  ],
  'unreachable-master': [{ unseen: ['a'] }, ['a UnreachableMaster']],
  'unreachable-master-partial-success': [{ unseen: ['a'], partly: ['a'] }, []],
  'unreachable-master-partial-success-broken-replica': [
    { unseen: ['a'], partly: ['a'], changes: onEach(['b'], CONNECTING) },
    ['a UnreachableMaster', 'b FirstTierReplicaFailingToConnectToMaster'],
  ],
  'unreachable-master-partial-success-broken-replica-8033': [
    {
      unseen: ['a'],
      partly: ['a'],
      changes: onEach(['b'], { ...CONNECTING, receiverError: { number: 1045, text: '' } }),
    },
    ['a UnreachableMaster', 'b FirstTierReplicaFailingToConnectToMaster'],
  ],
  'unreachable-master-with-lagging-replicas': [
    { unseen: ['a'], changes: onEach(DIRECT, { lagSeconds: 60 }) },
    ['a UnreachableMasterWithLaggingReplicas'],
  ],
  'unreachable-master-not-lagging-replicas': [
    { unseen: ['a'], changes: onEach(['c', 'd', 'e'], { lagSeconds: 60 }) },
    ['a UnreachableMaster'],
  ],
  'unreachable-master-with-delayed-replicas': [
    { unseen: ['a'], changes: onEach(DIRECT, { lagSeconds: 600, delaySeconds: 600 }) },
    ['a UnreachableMaster'],
  ],
  'unreachable-master-with-lagging-replicas-and-delayed-replicas': [
    {
      unseen: ['a'],
      changes: { ...onEach(DIRECT, { lagSeconds: 600 }), ...onEach(['d'], { lagSeconds: 600, delaySeconds: 600 }) },
    },
    ['a UnreachableMasterWithLaggingReplicas'],
  ],
  'all-master-replicas-not-replicating': [{ changes: onEach(DIRECT, SQL_OFF) }, ['a AllMasterReplicasNotReplicating']],
  'all-master-replicas-not-replicating-or-dead': [
    { unseen: ['c', 'd'], changes: onEach(DIRECT, SQL_OFF) },
    ['a AllMasterReplicasNotReplicatingOrDead'],
  ],
  'first-tier-replica-failing-to-connect': [
    { changes: onEach(['b'], CONNECTING) },
    ['b FirstTierReplicaFailingToConnectToMaster'],
  ],
  'first-tier-replica-failing-to-connect-8033': [
    { changes: onEach(['b'], { ...CONNECTING, receiver: 'stopped' }) },
    ['b FirstTierReplicaFailingToConnectToMaster'],
  ],
  'unreachable-intermediate-master': [{ unseen: ['b'] }, ['b UnreachableIntermediateMaster']],
  'unreachable-intermediate-master-partial-success': [{ unseen: ['b'], partly: ['b'] }, []],
  'unreachable-intermediate-master-with-lagging-replicas': [
    { unseen: ['b'], changes: onEach(['e'], { lagSeconds: 60 }) },
    ['b UnreachableIntermediateMasterWithLaggingReplicas'],
  ],
  'dead-intermediate-master-with-single-replica': [
    { unseen: ['b'], changes: onEach(['e'], STOPPED) },
    ['b DeadIntermediateMasterWithSingleReplica'],
  ],
  'dead-intermediate-master-with-single-replica-failing-to-connect': [
    { unseen: ['b'], changes: onEach(['e'], CONNECTING) },
    ['b DeadIntermediateMasterWithSingleReplicaFailingToConnect'],
  ],
  'dead-intermediate-master-with-single-replica-failing-to-connect-8033': [
    { unseen: ['b'], changes: onEach(['e'], { ...CONNECTING, receiver: 'stopped' }) },
    ['b DeadIntermediateMasterWithSingleReplicaFailingToConnect'],
  ],
  'dead-intermediate-master-and-replicas': [{ unseen: ['b', 'e'] }, ['b DeadIntermediateMasterAndReplicas']],
  'all-intermediate-master-replicas-not-replicating': [
    { changes: onEach(['e'], SQL_OFF) },
    ['b AllIntermediateMasterReplicasNotReplicating'],
  ],
  'no-problem-downtime': [{ changes: onEach(['e'], SQL_OFF), downtimed: ['e'] }, []],
  'semi-sync-locked-master': [{ unseen: ['c'], changes: { a: locked }, heldSince: 60_000 }, ['a LockedSemiSyncMaster']],
  'semi-sync-locked-master-hypothesis': [
    { unseen: ['c'], changes: { a: locked }, heldSince: 0 },
    ['a LockedSemiSyncMasterHypothesis'],
  ],
  'semi-sync-ok': [
    { changes: { a: semiSync({ sourceActive: true, sourceWaitForReplicas: 2, sourceClients: 2 }) } },
    [],
  ],
  'semi-sync-no-valid-replicas': [
    { changes: { a: semiSync({ sourceActive: false, sourceWaitForReplicas: 1, sourceClients: 0 }) } },
    ['a NotEnoughValidSemiSyncReplicasStructureWarning'],
  ],
  'semi-sync-not-enough-valid-replicas': [
    { changes: { a: semiSync({ sourceActive: false, sourceWaitForReplicas: 2, sourceClients: 1 }) } },
    ['a NotEnoughValidSemiSyncReplicasStructureWarning'],
  ],
  'semi-sync-not-enough-valid-replicas-invalid': [
    { unseen: ['c'], changes: { a: semiSync({ sourceActive: false, sourceWaitForReplicas: 2, sourceClients: 1 }) } },
    ['a NotEnoughValidSemiSyncReplicasStructureWarning'],
  ],
  'errant-gtid': [{ gtid: true, changes: { b: errant } }, ['a ErrantGTIDStructureWarning']],
  'errant-gtid-downtimed': [{ gtid: true, changes: { b: errant }, downtimed: ['b'] }, []],
  'major-versions': [
    {
      changes: {
        d: (found) => ({ ...found, product: { ...found.product, version: { ...found.product.version, minor: 7 } } }),
      },
    },
    ['a MultipleMajorVersionsLoggingReplicasStructureWarning'],
  ],
  'row-statement': [
    { changes: { d: settings({ binlogFormat: 'ROW' }) } },
    ['a StatementAndRowLoggingReplicasStructureWarning'],
  ],
  'no-logging-replicas': [
    { changes: Object.fromEntries(['b', 'c', 'd', 'e'].map((name) => [name, settings({ logReplicaUpdates: false })])) },
    ['a NoLoggingReplicasStructureWarning'],
  ],
  'no-failover-support': [{ withoutPseudoGtid: true }, ['a NoFailoverSupportStructureWarning']],
  'no-writeable-master': [{ changes: { a: settings({ readOnly: true }) } }, ['a NoWriteableMasterStructureWarning']],
};

describe("orchestrator's own cases of analysis", () => {
  test('are all here', () => {
    expect(Object.keys(FIXTURES)).toHaveLength(38);
  });

  test.each(Object.entries(FIXTURES))('analysis-%s', (_, [fixture, expected]) => {
    expect(analysed(fixture)).toEqual(expected);
  });
});
