import { describe, expect, test } from 'vitest';
import type { DrawnInstance, TextForm } from './topology-text.ts';
import { topologyText } from './topology-text.ts';

type Drawn = DrawnInstance['instance'];

const [NO_KEY, RUNNING, STOPPED] = [{ Hostname: '', Port: 0 }, 1, 0] as const;
const keyOf = (host: string) => ({ Hostname: `${host}.shop.example`, Port: 3306 });

/** A server that replicates from nobody, or, where `master` is named, a replica of it that runs. */
function drawn(host: string, master: string | null, change: Partial<Drawn> = {}): DrawnInstance {
  const thread = master === null ? -1 : RUNNING;
  const instance = {
    Key: keyOf(host),
    InstanceAlias: '',
    Version: '8.0.39',
    ReadOnly: master !== null,
    Binlog_format: 'ROW',
    LogBinEnabled: true,
    LogReplicationUpdatesEnabled: true,
    MasterKey: master === null ? NO_KEY : keyOf(master),
    ReadBinlogCoordinates: { LogFile: master === null ? '' : 'binlog.000001', LogPos: 4, Type: 0 },
    ReplicationSQLThreadState: thread,
    ReplicationIOThreadState: thread,
    UsingOracleGTID: master !== null,
    UsingMariaDBGTID: false,
    UsingPseudoGTID: false,
    SupportsOracleGTID: true,
    GtidErrant: '',
    IsDetached: false,
    IsCoMaster: false,
    IsLastCheckValid: true,
    IsRecentlyChecked: true,
    IsDowntimed: false,
    SecondsBehindMaster: { Int64: 0, Valid: master !== null },
    ReplicationLagSeconds: { Int64: 0, Valid: master !== null },
    SQLDelay: 0,
    SemiSyncMasterStatus: false,
    SemiSyncReplicaStatus: false,
    ReplicationGroupName: '',
    ReplicationGroupPrimaryInstanceKey: NO_KEY,
    ...change,
  };
  return { instance: instance as unknown as Drawn, tags: [] };
}

const behind = (seconds: number) => {
  const lag = { Int64: seconds, Valid: true };
  return { SecondsBehindMaster: lag, ReplicationLagSeconds: lag };
};
const draw = (members: readonly DrawnInstance[], form: TextForm = 'plain') =>
  topologyText({ members, form, reasonableLagSeconds: 20 });

const STANDING = { ReplicationIOThreadState: STOPPED, ReplicationSQLThreadState: STOPPED };
const SILENT = { IsLastCheckValid: false };

const MASTER = drawn('db-ams-01', null, { SemiSyncMasterStatus: true });
const SECOND = drawn('db-ams-02', 'db-ams-01', { ...behind(1), InstanceAlias: 'ams-b', SemiSyncReplicaStatus: true });
const NINTH = drawn('db-ams-09', 'db-ams-02', { GtidErrant: '9a9a:1-3' });
const TENTH = drawn('db-ams-10', 'db-ams-02', {
  ...STANDING,
  LogBinEnabled: false,
  IsDowntimed: true,
});
const LATE = drawn('db-lon-07', 'db-ams-01', behind(412));
const GONE = drawn('db-lon-08', 'db-ams-01', SILENT);

describe('a cluster as text', () => {
  test('is a tree with what each server is', () => {
    expect(draw([MASTER, SECOND, NINTH, TENTH, LATE, GONE])).toBe(
      [
        'db-ams-01.shop.example:3306           [0s,ok,8.0.39,rw,ROW,>>,GTID,semi:master]',
        '+ db-ams-02.shop.example:3306 (ams-b) [1s,ok,8.0.39,ro,ROW,>>,GTID,semi:replica]',
        '  + db-ams-09.shop.example:3306       [0s,ok,8.0.39,ro,ROW,>>,GTID:errant]',
        '  - db-ams-10.shop.example:3306       [null,nonreplicating,8.0.39,ro,nobinlog,GTID,downtimed]',
        '+ db-lon-07.shop.example:3306         [412s,lag,8.0.39,ro,ROW,>>,GTID]',
        '- db-lon-08.shop.example:3306         [unknown,invalid,8.0.39,ro,ROW,>>,GTID]',
      ].join('\n'),
    );
  });

  test('has columns, the lag at their right', () => {
    expect(draw([MASTER, SECOND, TENTH, GONE], 'tabulated')).toBe(
      [
        'db-ams-01.shop.example:3306          |     0s|ok            |8.0.39|rw|ROW     |>>,GTID,semi:master ',
        '+ db-ams-02.shop.example:3306 (ams-b)|     1s|ok            |8.0.39|ro|ROW     |>>,GTID,semi:replica',
        '  - db-ams-10.shop.example:3306      |   null|nonreplicating|8.0.39|ro|nobinlog|GTID,downtimed      ',
        '- db-lon-08.shop.example:3306        |unknown|invalid       |8.0.39|ro|ROW     |>>,GTID             ',
      ].join('\n'),
    );
  });

  test('ends with the tags', () => {
    const tags = [
      { name: 'canary', value: '' },
      { name: 'role', value: 'backup' },
    ];
    const tagged = { ...drawn('db-ams-02', 'db-ams-01'), tags };
    expect(draw([drawn('db-ams-01', null), tagged], 'tags')).toBe(
      [
        'db-ams-01.shop.example:3306   [0s,ok,8.0.39,rw,ROW,>>,GTID] []',
        '+ db-ams-02.shop.example:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID] [canary,role=backup]',
      ].join('\n'),
    );
  });

  test('shows co-masters as branches of their own', () => {
    const members = [
      drawn('db-ams-01', 'db-lon-01', { IsCoMaster: true, ReadOnly: false }),
      drawn('db-ams-09', 'db-ams-01'),
      drawn('db-lon-01', 'db-ams-01', { IsCoMaster: true }),
    ];
    expect(draw(members)).toBe(
      [
        '+ db-ams-01.shop.example:3306   [0s,ok,8.0.39,rw,ROW,>>,GTID]',
        '  + db-ams-09.shop.example:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID]',
        '+ db-lon-01.shop.example:3306   [0s,ok,8.0.39,ro,ROW,>>,GTID]',
      ].join('\n'),
    );
  });

  test('hangs the secondaries of a group below its primary, two columns short as bytes are counted', () => {
    const group = { ReplicationGroupName: 'g', ReplicationGroupPrimaryInstanceKey: keyOf('a') };
    expect(draw([drawn('a', null, group), drawn('b', null, { ...group, ReadOnly: true })])).toBe(
      [
        'a.shop.example:3306     [0s,ok,8.0.39,rw,ROW,>>,GTID]',
        '‡ b.shop.example:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID]',
      ].join('\n'),
    );
  });

  test('draws every server that replicates from nobody, each with its own', () => {
    const lines = draw([drawn('a', null), drawn('b', null), drawn('c', 'a')]).split('\n');
    expect(lines.map((line) => line.split('.')[0])).toEqual(['a', '+ c', 'b']);
  });

  test('of nobody is empty', () => {
    expect([draw([]), draw([], 'tabulated')]).toEqual(['', '']);
  });

  test.each([
    [{ IsRecentlyChecked: false }, '- ', '[unknown,unchecked,'],
    [{ IsDetached: true }, '+ ', '[detached,ok,'],
    [{ SecondsBehindMaster: { Int64: 0, Valid: false } }, '+ ', '[null,ok,'],
    [{ ...behind(100), SQLDelay: 90 }, '+ ', '[100s,ok,'],
    [{ ...behind(100), SQLDelay: 60 }, '+ ', '[100s,lag,'],
    [{ ReplicationIOThreadState: 2 }, '- ', '[null,nonreplicating,'],
    [{ UsingPseudoGTID: true, LogReplicationUpdatesEnabled: false }, '+ ', '[0s,ok,8.0.39,ro,ROW,GTID,P-GTID]'],
  ])('%o is told', (change, marker, description) => {
    const line = draw([drawn('a', null), drawn('b', 'a', change)]).split('\n')[1] ?? '';
    expect([line.startsWith(marker), line.includes(description)]).toEqual([true, true]);
  });
});
