import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import {
  act,
  APPLIER,
  channelOf,
  executedOf,
  must,
  numberOf,
  open,
  run,
  set,
  write,
  writeMany,
} from '../testing/drive.ts';

describe('a crash', () => {
  test('of the process loses nothing; the log goes on in a new file', () => {
    const fleet = fleetOf('m > a', { settings: { sync_binlog: 0 } });
    writeMany(fleet, 'm', 3);
    const before = fleet.transactionsOf(id('m'));
    fleet.crash(id('m'), { losesUnsynced: false });
    fleet.restart(id('m'));
    expect(fleet.transactionsOf(id('m'))).toEqual(before);
    expect(fleet.observe(id('m')).binlog?.file).toBe('binlog.000002');
  });

  test('of the machine loses what no fsync reached, and what comes later is something else', () => {
    const fleet = fleetOf('m', { settings: { sync_binlog: 2 } });
    writeMany(fleet, 'm', 3);
    fleet.crash(id('m'), { losesUnsynced: true });
    fleet.restart(id('m'));
    expect(executedOf(fleet, 'm')).toBe(`${fleet.server(id('m')).uuid}:1-2`);
    write(fleet, 'm');
    expect(executedOf(fleet, 'm')).toBe(`${fleet.server(id('m')).uuid}:1-3`);
    expect(fleet.transactionsOf(id('m'))).toEqual([
      { stream: 'm:3306', runs: [[1, 2]] },
      { stream: 'm:3306#2', runs: [[1, 1]] },
    ]);
    expect(fleet.acknowledged).toHaveLength(4);
  });

  test('forgets what was set while it ran, and keeps what was persisted', () => {
    const fleet = fleetOf('m');
    set(fleet, 'm', 'read_only', 1);
    must(fleet, 'm', { kind: 'set-variable', scope: 'persist', name: 'max_connections', value: 7 });
    fleet.crash(id('m'), { losesUnsynced: false });
    fleet.restart(id('m'));
    expect(fleet.variable(id('m'), 'read_only')).toBe('OFF');
    expect(fleet.variable(id('m'), 'max_connections')).toBe(7);
  });

  test('of a source at any moment of a greeting is noticed by its replica', () => {
    for (let tenths = 0; tenths < 40; tenths += 1) {
      const fleet = fleetOf('m > a');
      const receiver = { receiver: true, applier: false };
      must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: receiver });
      must(fleet, 'a', { kind: 'start-threads', channel: '', threads: receiver });
      run(fleet, tenths / 10);
      fleet.crash(id('m'), { losesUnsynced: false });
      fleet.restart(id('m'));
      write(fleet, 'm');
      run(fleet, 120_000);
      expect({ tenths, held: fleet.transactionsOf(id('a')) }).toEqual({ tenths, held: fleet.transactionsOf(id('m')) });
    }
  });

  test('ends sessions without an answer', () => {
    const fleet = fleetOf('m');
    const session = open(fleet, 'm');
    const heard: string[] = [];
    fleet.onSessionLost(session, (loss) => heard.push(loss));
    fleet.perform(session, { kind: 'sleep', ms: 100 }, () => heard.push('answered'));
    fleet.crash(id('m'), { losesUnsynced: false });
    run(fleet, 200);
    expect(heard).toEqual(['server-died']);
    expect(session.alive).toBe(false);
  });

  for (const recovery of ['OFF', 'ON'] as const) {
    test(`of a replica with relay_log_recovery ${recovery} loses no transaction in the end`, () => {
      const fleet = fleetOf('m > a', { servers: { a: { settings: { relay_log_recovery: recovery } } } });
      must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: APPLIER });
      writeMany(fleet, 'm', 4);
      run(fleet, 100);
      expect(fleet.server(id('a')).channels.get('')?.waiting).toHaveLength(4);
      fleet.setLink(id('m'), id('a'), { up: false });
      fleet.crash(id('a'), { losesUnsynced: false });
      fleet.restart(id('a'));
      run(fleet, 100);
      expect(executedOf(fleet, 'a')).toBe(recovery === 'OFF' ? executedOf(fleet, 'm') : '');
      fleet.setLink(id('m'), id('a'), { up: true });
      run(fleet, 120_000);
      expect(executedOf(fleet, 'a')).toBe(executedOf(fleet, 'm'));
    });
  }

  test('with skip_replica_start leaves replication stopped', () => {
    const fleet = fleetOf('m > a', { servers: { a: { settings: { skip_slave_start: 1 } } } });
    fleet.crash(id('a'), { losesUnsynced: false });
    fleet.restart(id('a'));
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', applier: 'stopped', lagSeconds: null });
  });

  test('of a replica by position that lost its tail begins where its log ends', () => {
    const fleet = fleetOf('m > a', { gtid: false, servers: { a: { settings: { sync_binlog: 0 } } } });
    writeMany(fleet, 'm', 3);
    run(fleet, 100);
    fleet.crash(id('a'), { losesUnsynced: true, silently: false });
    fleet.restart(id('a'));
    expect(fleet.transactionsOf(id('a'))).toEqual([]);
    run(fleet, 1000);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
    expect(channelOf(fleet, 'a').applierError).toBeNull();
  });
});

describe('a frozen server', () => {
  test('does what it was asked once it thaws', () => {
    const fleet = fleetOf('m > a');
    const session = open(fleet, 'm');
    fleet.freeze(id('m'));
    const answered: string[] = [];
    fleet.perform(session, { kind: 'write', write: {} }, ({ kind }) => answered.push(kind));
    run(fleet, 1000);
    expect(answered).toEqual([]);
    fleet.thaw(id('m'));
    run(fleet, 1);
    expect(answered).toEqual(['ok']);
  });

  test('that is a replica applies afterwards what came meanwhile', () => {
    const fleet = fleetOf('m > a');
    fleet.freeze(id('a'));
    writeMany(fleet, 'm', 3);
    run(fleet, 1000);
    fleet.thaw(id('a'));
    run(fleet, 10);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
  });
});

describe('a full disk', () => {
  test('stops commits, and then all that needs the lock of the log', () => {
    const fleet = fleetOf('m > a');
    fleet.fillDisk(id('m'));
    expect(fleet.observe(id('m')).waitingFor).toBeUndefined();
    const written = write(fleet, 'm');
    expect(fleet.observe(id('m'))).toMatchObject({ binlog: null, waitingFor: 'SHOW BINARY LOG STATUS' });
    const listing = act(fleet, 'm', { kind: 'lock-log' });
    const readOnly = act(fleet, 'm', { kind: 'set-variable', scope: 'global', name: 'super_read_only', value: 1 });
    const offline = act(fleet, 'm', { kind: 'set-variable', scope: 'global', name: 'offline_mode', value: 1 });
    expect([written, listing, readOnly].map(({ outcome }) => outcome)).toEqual([null, null, null]);
    expect(numberOf(offline)).toBe(0);
    fleet.freeDisk(id('m'));
    expect([written, listing, readOnly].map(numberOf)).toEqual([0, 0, 0]);
    run(fleet, 100);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
  });

  test('of a replica holds up its receiver without a word', () => {
    const fleet = fleetOf('m > a');
    fleet.fillDisk(id('a'));
    writeMany(fleet, 'm', 2);
    run(fleet, 1000);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', retrieved: '' });
    fleet.freeDisk(id('a'));
    run(fleet, 100);
    expect(executedOf(fleet, 'a')).toBe(executedOf(fleet, 'm'));
  });
});

describe('time', () => {
  test('does nothing while nothing happens', () => {
    const fleet = fleetOf('m > a, b, c');
    expect(fleet.nextEventMs()).toBeNull();
    run(fleet, 1_000_000);
    expect(fleet.nextEventMs()).toBeNull();
  });

  test('gives the same in the same order', () => {
    const play = (): unknown => {
      const fleet = fleetOf('m > a > b; m > c');
      writeMany(fleet, 'm', 5);
      fleet.crash(id('a'), { losesUnsynced: true });
      run(fleet, 5000);
      fleet.restart(id('a'));
      fleet.freeze(id('c'));
      writeMany(fleet, 'm', 5);
      run(fleet, 100_000);
      fleet.thaw(id('c'));
      run(fleet, 1000);
      return fleet.ids.map((each) => [fleet.observe(each), fleet.transactionsOf(each)]);
    };
    expect(play()).toEqual(play());
  });
});
