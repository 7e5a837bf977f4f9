import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import { channelOf, must, run, set, start, stop, write, writeMany } from '../testing/drive.ts';

describe('a source', () => {
  test('refuses a replica that lacks what it has purged', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    writeMany(fleet, 'm', 3);
    must(fleet, 'm', { kind: 'flush-logs', which: 'binary' });
    must(fleet, 'm', { kind: 'purge-logs', until: { toFile: 'binlog.000002' } });
    expect(fleet.observe(id('m')).gtid).toMatchObject({ purged: `${fleet.server(id('m')).uuid}:1-3` });
    start(fleet, 'a');
    run(fleet, 100);
    const { receiver, receiverError } = channelOf(fleet, 'a');
    expect(receiver).toBe('stopped');
    expect(receiverError?.number).toBe(13_114);
    expect(receiverError?.text).toContain('Got fatal error 1236 from source');
    expect(receiverError?.text).toContain('purged required binary logs');
  });

  test('of version 5.7 is refused to under the old number', () => {
    const fleet = fleetOf('m > a', { version: '5.7.44' });
    stop(fleet, 'a');
    writeMany(fleet, 'm', 3);
    must(fleet, 'm', { kind: 'flush-logs', which: 'binary' });
    must(fleet, 'm', { kind: 'purge-logs', until: { toFile: 'binlog.000002' } });
    start(fleet, 'a');
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1236 } });
  });

  test('refuses a replica that has more of the source than the source itself, after a tail was lost', () => {
    const fleet = fleetOf('m > a', { settings: { sync_binlog: 0 } });
    writeMany(fleet, 'm', 3);
    run(fleet, 100);
    fleet.crash(id('m'), { losesUnsynced: true, silently: false });
    fleet.restart(id('m'));
    expect(fleet.transactionsOf(id('m'))).toEqual([]);
    run(fleet, 2000);
    const { receiver, receiverError } = channelOf(fleet, 'a');
    expect(receiver).toBe('stopped');
    expect(receiverError?.text).toContain('has more GTIDs than the');
  });

  test('by position needs the file and a boundary between two transactions', () => {
    const fleet = fleetOf('m > a', { gtid: false });
    writeMany(fleet, 'm', 2);
    run(fleet, 100);
    expect(channelOf(fleet, 'a').executedPosition).toEqual(fleet.observe(id('m')).binlog);
    stop(fleet, 'a');
    const at = (file: string, position: number): void => {
      must(fleet, 'a', { kind: 'change-source', channel: '', changes: { file, position } });
      start(fleet, 'a');
      run(fleet, 100);
    };
    at('binlog.000009', 4);
    expect(channelOf(fleet, 'a').receiverError?.text).toContain('Could not find first log file name');
    stop(fleet, 'a');
    at('binlog.000001', 99_999);
    expect(channelOf(fleet, 'a').receiverError?.text).toContain('position > file size');
    stop(fleet, 'a');
    at('binlog.000001', 200);
    expect(channelOf(fleet, 'a').receiver).toBe('stopped');
    stop(fleet, 'a');
    at('binlog.000001', 434);
    expect(channelOf(fleet, 'a')).toMatchObject({
      receiver: 'running',
      applier: 'stopped',
      applierError: { number: 1062 },
    });
  });
});

describe('a MariaDB source', () => {
  test('refuses a replica that is ahead of it', () => {
    const fleet = fleetOf('m > a, b', { family: 'mariadb' });
    write(fleet, 'm');
    run(fleet, 100);
    stop(fleet, 'b');
    writeMany(fleet, 'm', 3);
    run(fleet, 100);
    must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: { receiver: true, applier: true } });
    must(fleet, 'a', { kind: 'change-source', channel: '', changes: { host: 'b' } });
    start(fleet, 'a');
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1236 } });
    expect(channelOf(fleet, 'a').receiverError?.text).toContain("which is not in the master's binlog");
  });

  test('sends what follows a position, across domains', () => {
    const fleet = fleetOf('m > a', { family: 'mariadb' });
    writeMany(fleet, 'm', 2);
    set(fleet, 'm', 'gtid_domain_id', 7);
    writeMany(fleet, 'm', 2);
    run(fleet, 100);
    stop(fleet, 'a');
    write(fleet, 'm');
    set(fleet, 'm', 'gtid_domain_id', 0);
    write(fleet, 'm');
    start(fleet, 'a');
    run(fleet, 100);
    expect(fleet.observe(id('a')).gtid).toMatchObject({ slavePosition: '0-1-3,7-1-3', binlogPosition: '0-1-3,7-1-3' });
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
  });
});
