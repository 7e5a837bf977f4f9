/** Binlog servers: the log below them is the log above them. */
import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { Fleet } from '../fleet.ts';
import { fleetOf, type TreeOptions } from '../build/fleet-of.ts';
import {
  act,
  channelOf,
  must,
  numberOf,
  run,
  set,
  snapshotOfFleet,
  start,
  stop,
  write,
  writeMany,
} from '../testing/drive.ts';

const ROUTER = { version: '2.5.27-maxscale' };
const BY_FILE: TreeOptions = { gtid: false, servers: { r: ROUTER, s: ROUTER } };
const FAMILIES = ['mysql', 'mariadb'] as const;

function filesOf(fleet: Fleet, name: string): readonly unknown[] {
  return (fleet.server(id(name)).binlog?.files ?? []).map(({ name: file, size, headerBytes, entries }) => ({
    file,
    size,
    headerBytes,
    entries: entries.map(({ transaction, end }) => [transaction.identity, end]),
  }));
}

function expectSameEverywhere(fleet: Fleet, names: readonly string[]): void {
  const { binlog } = fleet.observe(id('m'));
  for (const name of names) {
    expect(channelOf(fleet, name)).toMatchObject({
      receiver: 'running',
      readPosition: binlog,
      executedPosition: binlog,
    });
    expect(fleet.transactionsOf(id(name))).toEqual(fleet.transactionsOf(id('m')));
  }
}

/** With the coordinates that it has itself. */
function repoint(fleet: Fleet, name: string, host: string): void {
  stop(fleet, name);
  const { executedPosition } = channelOf(fleet, name);
  const { file, position } = executedPosition ?? { file: '', position: 4 };
  must(fleet, name, { kind: 'change-source', channel: '', changes: { host, port: 3306, file, position } });
  start(fleet, name);
  run(fleet, 100);
}

describe.each(FAMILIES)('a binlog server below %s', (family) => {
  test('has its master’s files, byte for byte, and its replicas its master’s coordinates', () => {
    const fleet = fleetOf('m > r > a', { ...BY_FILE, family });
    writeMany(fleet, 'm', 5);
    must(fleet, 'm', { kind: 'flush-logs', which: 'binary' });
    write(fleet, 'm');
    run(fleet, 100);
    expect(filesOf(fleet, 'r')).toEqual(filesOf(fleet, 'm'));
    expect(filesOf(fleet, 'r')).toHaveLength(2);
    expectSameEverywhere(fleet, ['r', 'a']);
    expect(fleet.observe(id('r')).binlog).toEqual(fleet.observe(id('m')).binlog);
  });

  test('lets replicas go up from it, across to another and under it with their own coordinates', () => {
    const fleet = fleetOf('m > r > a; m > s > b; m > c', { ...BY_FILE, family });
    writeMany(fleet, 'm', 3);
    run(fleet, 100);
    for (const host of ['m', 's', 'r']) {
      repoint(fleet, 'a', host);
      repoint(fleet, 'c', host);
      write(fleet, 'm');
      run(fleet, 100);
      expectSameEverywhere(fleet, ['a', 'b', 'c', 'r', 's']);
    }
  });

  test('goes on after a stop, a crash and the death of its master, whose next log it opens', () => {
    const fleet = fleetOf('m > r > a', { ...BY_FILE, family });
    stop(fleet, 'r');
    writeMany(fleet, 'm', 3);
    start(fleet, 'r');
    run(fleet, 100);
    fleet.crash(id('r'), { losesUnsynced: true, silently: false });
    write(fleet, 'm');
    fleet.restart(id('r'));
    run(fleet, 3_000);
    fleet.crash(id('m'), { losesUnsynced: false });
    fleet.restart(id('m'));
    write(fleet, 'm');
    run(fleet, 3_000);
    expect(filesOf(fleet, 'r')).toEqual(filesOf(fleet, 'm'));
    expectSameEverywhere(fleet, ['r', 'a']);
  });

  test('is the same in a fleet that is made from what was seen of it', () => {
    const seen = fleetOf('m > r > a', { ...BY_FILE, family });
    writeMany(seen, 'm', 3);
    run(seen, 100);
    const fleet = Fleet.fromSnapshot(snapshotOfFleet(seen));
    const ends = (): readonly unknown[] => [
      fleet.observe(id('r')).binlog,
      channelOf(fleet, 'r').executedPosition,
      channelOf(fleet, 'a').executedPosition,
    ];
    run(fleet, 100);
    const before = seen.observe(id('m')).binlog;
    expect(ends()).toEqual([before, before, before]);
    write(fleet, 'm');
    run(fleet, 100);
    const after = fleet.observe(id('m')).binlog;
    expect(after).not.toEqual(before);
    expect(ends()).toEqual([after, after, after]);
  });
});

describe('a binlog server', () => {
  test('hands GTIDs on that it knows nothing of, and an id of its master’s does it no harm', () => {
    const withGtids = { settings: { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' } };
    const servers = { m: withGtids, r: { ...ROUTER, serverId: 1 }, a: withGtids };
    const fleet = fleetOf('m > r > a', { gtid: false, servers });
    write(fleet, 'm');
    run(fleet, 100);
    expectSameEverywhere(fleet, ['r', 'a']);
    expect(fleet.observe(id('r')).gtid).toEqual({ kind: 'none' });
    expect(fleet.observe(id('a')).gtid).toMatchObject({ executed: `${fleet.server(id('m')).uuid}:1` });
  });

  test('has no log before it has met its master; a replica that comes early waits for it', () => {
    const fleet = fleetOf('m > r > a', { ...BY_FILE, settleMs: 0 });
    expect(fleet.observe(id('r'))).toMatchObject({ binlog: null, settings: { logBin: true } });
    stop(fleet, 'r');
    run(fleet, 500);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', receiverError: null });
    start(fleet, 'r');
    write(fleet, 'm');
    run(fleet, 100);
    expectSameEverywhere(fleet, ['r', 'a']);
  });

  test('keeps no more transactions than it may, the newest, as its master does', () => {
    const fleet = fleetOf('m > r', { ...BY_FILE, maxLoggedTransactions: 100 });
    writeMany(fleet, 'm', 400);
    run(fleet, 1_000);
    const kept = fleet.server(id('r')).binlog?.files.reduce((count, { entries }) => count + entries.length, 0) ?? 0;
    expect(kept).toBeLessThanOrEqual(125);
    expect(kept).toBeGreaterThanOrEqual(75);
    expectSameEverywhere(fleet, ['r']);
  });

  test('is told of a master, and of the next log, but of no other place; and only while it is stopped', () => {
    const fleet = fleetOf('m > r', BY_FILE);
    write(fleet, 'm');
    run(fleet, 100);
    const { file, position } = fleet.observe(id('m')).binlog ?? { file: '', position: 0 };
    const change = (changes: { host?: string; file?: string; position?: number }): number | null =>
      numberOf(act(fleet, 'r', { kind: 'change-source', channel: '', changes }));
    expect(change({ host: 'm' })).toBe(1198);
    expect(numberOf(act(fleet, 'r', startCommand))).toBe(1254);
    stop(fleet, 'r');
    expect(numberOf(act(fleet, 'r', stopCommand))).toBe(1199);
    expect(change({ file: 'binlog.000007' })).toBe(1234);
    expect(change({ file, position: 4 })).toBe(1234);
    expect(change({ file: 'binlog.000002', position })).toBe(1234);
    expect(change({ host: 'm', file, position })).toBe(0);
    expect(change({ host: 'm' })).toBe(0);
    expect(channelOf(fleet, 'r')).toMatchObject({
      readPosition: { file, position },
      executedPosition: { file, position },
    });
    start(fleet, 'r');
    write(fleet, 'm');
    run(fleet, 100);
    expectSameEverywhere(fleet, ['r']);
  });

  test('follows a new master from the begin of the next log, where the numbers are made to meet', () => {
    const fleet = fleetOf('m > r > a; m > n', {
      ...BY_FILE,
      servers: { r: ROUTER, n: { settings: { log_slave_updates: 'OFF' } } },
    });
    writeMany(fleet, 'm', 3);
    run(fleet, 100);
    fleet.crash(id('m'), { losesUnsynced: false });
    stop(fleet, 'n');
    set(fleet, 'n', 'read_only', 'OFF');
    must(fleet, 'n', { kind: 'flush-logs', which: 'binary' });
    stop(fleet, 'r');
    const changes = { host: 'n', port: 3306, file: 'binlog.000002', position: 4 };
    must(fleet, 'r', { kind: 'change-source', channel: '', changes });
    start(fleet, 'r');
    write(fleet, 'n');
    run(fleet, 100);
    const end = fleet.observe(id('n')).binlog;
    expect(fleet.observe(id('r')).binlog).toEqual(end);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', applier: 'running', executedPosition: end });
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('n')));
  });
});

const BOTH = { receiver: true, applier: true };
const startCommand = { kind: 'start-threads', channel: '', threads: BOTH } as const;
const stopCommand = { kind: 'stop-threads', channel: '', threads: BOTH } as const;
