import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { GtidState, Observation, ReplicationChannel, SemiSyncState } from '../../topology/observation.ts';
import { id, planned, refusalOf, topology, warningsOf, withChannels } from '../../testing/index.ts';
import type { AskedMove } from '../../testing/index.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Intent, Plan, Refusal } from '../plan.ts';
import type { PlanReads } from '../reads.ts';
import type { ControlAct } from './control-acts.ts';

const on = (name: string, act: ControlAct): Intent => ({ kind: 'control', instance: id(name), act });
const UUID = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

type Options = NonNullable<AskedMove['options']>;
type Change = (found: Observation) => Observation;

const gtids =
  (executed: string, more: Partial<Extract<GtidState, { kind: 'mysql' }>> = {}): Change =>
  (found) => ({
    ...found,
    gtid: { kind: 'mysql', mode: 'ON', executed, purged: '', ...more },
  });
const both =
  (...changes: readonly Change[]): Change =>
  (found) =>
    changes.reduce((seen, change) => change(seen), found);

describe('which binary logs may go', () => {
  const logs: PlanReads = {
    logs: { kind: 'read', value: [1, 2, 3].map((number) => ({ name: `binlog.00000${number}`, size: number * 100 })) },
  };
  const applies = (file: string): Options => ({
    servers: {
      m: { change: gtids(`${UUID}:1-9`) },
      a: {
        change: both(
          gtids(`${UUID}:1-5`),
          withChannels({
            executedPosition: { file, position: 4 },
            readPosition: { file: 'binlog.000003', position: 4 },
          }),
        ),
      },
    },
  });
  const purge = (
    options: Options,
    act: Partial<Extract<ControlAct, { kind: 'purge-binary-logs' }>> = {},
    reads = logs,
  ) =>
    planIntent({
      snapshot: topology('m > a', options),
      policy: DEFAULT_POLICY,
      intent: on('m', { kind: 'purge-binary-logs', to: null, forced: false, ...act }),
      id: asPlanId('p'),
      reads,
    });
  const codesOf = (made: Plan | Refusal): readonly string[] =>
    'kind' in made
      ? made.reasons.map(({ code }) => code)
      : made.checks.filter(({ verdict }) => verdict === 'warn').map(({ message }) => message.code);

  test('are those before the oldest that a replica applies', () => {
    expect(codesOf(purge(applies('binlog.000002')))).toEqual(['purge-replica-needs']);
    const made = purge(applies('binlog.000002'), { to: 'binlog.000002' });
    expect('kind' in made ? [] : stepsInOrder(made)).toMatchObject([
      { kind: 'purge-binary-logs', to: 'binlog.000002', first: 'binlog.000001', files: 1, bytes: 100 },
    ]);
    expect(codesOf(purge(applies('binlog.000003')))).not.toContain('purge-replica-needs');
  });

  test('are those before the oldest that a detached replica needs once it is attached again, too', () => {
    const { servers } = applies('binlog.000002');
    const detached = withChannels({ source: { host: '//m', port: 3306 } });
    const a = servers?.['a']?.change;
    const options: Options = { servers: { ...servers, a: { change: both(a ?? detached, detached) } } };
    expect(codesOf(purge(options))).toEqual(['purge-replica-needs']);
  });

  test('are none where a replica does not say, or does not answer, unless that is forced', () => {
    expect(codesOf(purge(applies('')))).toEqual(['purge-replica-not-known']);
    const dead: Options = { servers: { a: { health: 'unreachable' } } };
    expect(codesOf(purge(dead))).toEqual(['purge-replica-not-seen']);
    expect(codesOf(purge(dead, { forced: true }))).toContain('purge-replica-not-seen');
  });

  test('are those of an age where every replica has come to the file that is written now', () => {
    const old = { olderThanSeconds: 86_400 };
    const made = purge(applies('binlog.000003'), old);
    expect('kind' in made ? [] : stepsInOrder(made)).toMatchObject([{ to: 'binlog.000003', olderThanSeconds: 86_400 }]);
    expect('kind' in made ? [] : made.notes).toMatchObject([{ code: 'purge-age-decided-by-server' }]);
    expect(codesOf(purge(applies('binlog.000003'), { olderThanSeconds: 59 }))).toEqual(['purge-age-out-of-bounds']);
    expect(codesOf(purge({}, { ...old, to: 'binlog.000002' }))).toEqual(['purge-by-file-or-age']);
  });

  test('are those of an age that a delayed replica is less behind than, and else it says which age would do', () => {
    const behind = (change: Partial<ReplicationChannel>): Options => {
      const { servers } = applies('binlog.000002');
      const a = servers?.['a']?.change;
      const late = withChannels({ delaySeconds: 3_600, lagSeconds: 3_600, ...change });
      return { servers: { ...servers, a: { change: both(a ?? late, late) } } };
    };
    const made = purge(behind({}), { olderThanSeconds: 7_260 });
    expect('kind' in made ? made.reasons : made.checks.map(({ message }) => message.code)).toContain(
      'purge-replica-is-nearer',
    );
    const refused = purge(behind({}), { olderThanSeconds: 7_259 });
    expect('kind' in refused ? refused.reasons : []).toMatchObject([
      { code: 'purge-replica-may-need', params: { seconds: 7_260, age: 7_259 } },
    ]);
    const unknown: readonly Partial<ReplicationChannel>[] = [
      { lagSeconds: null },
      { applier: 'stopped' },
      { readPosition: { file: 'binlog.000002', position: 4 } },
    ];
    for (const change of unknown)
      expect(codesOf(purge(behind(change), { olderThanSeconds: 86_400 }))).toEqual(['purge-replica-needs']);
  });

  test('are none where the list was not read, and none before the first', () => {
    expect(codesOf(purge({}, {}, {}))).toEqual(['binary-logs-not-read']);
    expect(codesOf(purge({}, { to: 'binlog.000001' }))).toEqual(['no-older-binary-log']);
    expect(codesOf(purge({}, { to: 'binlog.000009' }))).toEqual(['no-such-binary-log']);
  });
});

describe('a channel begins to follow GTIDs', () => {
  const enable = on('a', { kind: 'enable-gtid', channel: null });
  const with_ = (m: Change, a: Change): AskedMove => ({
    topology: 'm > a',
    options: { servers: { m: { change: m }, a: { change: both(a, withChannels({ positioning: 'file' })) } } },
    intent: enable,
  });

  test('where what it lacks is what comes next', () => {
    expect(refusalOf(with_(gtids(`${UUID}:1-9`), gtids(`${UUID}:1-5`)))).toEqual([]);
  });

  test('not where it lacks what lies before, or what its master has purged', () => {
    expect(refusalOf(with_(gtids(`${UUID}:1-9`), gtids(`${UUID}:4-5`)))).toEqual(['gtids-have-gaps']);
    expect(refusalOf(with_(gtids(`${UUID}:1-9`), gtids('')))).toEqual(['gtids-have-gaps']);
    expect(refusalOf(with_(gtids(`${UUID}:1-9`, { purged: `${UUID}:1-7` }), gtids(`${UUID}:1-5`)))).toEqual([
      'purged-on-target',
    ]);
  });

  test('not while either of the two may write without them', () => {
    expect(refusalOf(with_(gtids('', { mode: 'OFF_PERMISSIVE' }), gtids('')))).toEqual(['gtid-mode-too-low']);
  });
});

describe('a channel stops following GTIDs', () => {
  const disable = (more: Partial<ReplicationChannel>, family: 'mysql' | 'mariadb' = 'mariadb'): readonly string[] =>
    refusalOf({
      topology: 'm > a',
      options: { family, servers: { a: { change: withChannels({ readPosition: AT_END, ...more }) } } },
      intent: on('a', { kind: 'disable-gtid', channel: null }),
    });
  const AT_START = { file: 'binlog.000003', position: 285 };
  const AT_END = { file: 'binlog.000003', position: 4_950 };

  test('where the place that it has applied is known', () => {
    expect(disable({ executedPosition: AT_END })).toEqual([]);
    expect(disable({ executedPosition: AT_END }, 'mysql')).toEqual([]);
    expect(disable({ executedPosition: null }, 'mysql')).toEqual(['no-file-to-go-on-from']);
  });

  test('not on MariaDB before it has applied all it received: after a connection by GTID its place is that of the whole file', () => {
    expect(disable({ executedPosition: AT_START })).toEqual(['place-not-reached']);
    expect(disable({ executedPosition: AT_START, delaySeconds: 3 })).toEqual(['place-not-reached']);
  });

  test('not on MySQL while it tells a place in the log of the master that it had before', () => {
    const old = { file: 'binlog.000007', position: 7_334 };
    expect(disable({ executedPosition: old }, 'mysql')).toEqual(['place-not-reached']);
    expect(disable({ executedPosition: old, readPosition: null }, 'mysql')).toEqual(['place-not-reached']);
  });
});

describe('semi-sync', () => {
  const semiSync =
    (change: Partial<SemiSyncState>): Change =>
    (found) => ({
      ...found,
      semiSync: { ...found.semiSync, words: 'source-replica', ...change },
    });
  const waiting = semiSync({ sourceEnabled: true, sourceWaitForReplicas: 1, sourceTimeoutMs: 10_000 });
  const servers = (b: boolean): Options => ({
    servers: {
      m: { change: waiting },
      a: { change: semiSync({ replicaEnabled: true }) },
      b: { change: semiSync({ replicaEnabled: b }) },
    },
  });
  const off = on('a', { kind: 'set-semi-sync', side: 'replica', to: false });

  test('is turned off with a warning where too few would acknowledge then', () => {
    expect(warningsOf({ topology: 'm > a, b', options: servers(true), intent: off })).toEqual([]);
    expect(warningsOf({ topology: 'm > a, b', options: servers(false), intent: off })).toEqual(['too-few-acknowledge']);
  });

  test('is refused where it is not loaded, and restarts receivers that run', () => {
    expect(refusalOf({ topology: 'm > a', intent: off })).toEqual(['semi-sync-not-loaded']);
    const plan = planned(topology('m > a, b', servers(true)), off);
    expect(stepsInOrder(plan)).toMatchObject([{ words: 'source-replica', channels: [''] }]);
  });
});

describe('logs begin anew', () => {
  test('on a replica with what it has executed, once it stands', () => {
    const plan = planned(topology('m > a'), on('a', { kind: 'reset-master' }));
    expect(stepsInOrder(plan).map(({ kind }) => kind)).toEqual([
      'stop-replication',
      'reset-binary-logs',
      'start-replication',
    ]);
    expect(stepsInOrder(plan)[1]).toMatchObject({ executed: { kind: 'result', step: 's1' } });
  });

  test('not where anybody reads them', () => {
    expect(refusalOf({ topology: 'm > a', intent: on('m', { kind: 'reset-master' }) })).toEqual(['reset-has-replicas']);
  });
});

test('transactions are counted as executed that are new here, and only there', () => {
  const intent = (text: string) => on('m', { kind: 'set-gtid-purged', gtids: text });
  const options: Options = { servers: { m: { change: gtids(`${UUID}:1-9`, { purged: `${UUID}:1-2` }) } } };
  expect(refusalOf({ topology: 'm > a', options, intent: intent(`${UUID}:5`) })).toEqual(['executed-already']);
  expect(refusalOf({ topology: 'm > a', options, intent: intent(`${UUID}:1`) })).toEqual(['purged-already']);
  expect(refusalOf({ topology: 'm > a', options, intent: intent('nonsense') })).toEqual(['not-a-gtid-set']);
  expect(stepsInOrder(planned(topology('m > a', options), intent(`${UUID}:12`)))).toMatchObject([
    { to: `${UUID}:1-2:12`, adds: `${UUID}:12` },
  ]);
});
