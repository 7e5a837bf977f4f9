import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import { act, must, numberOf, run, set, write, writeMany } from '../testing/drive.ts';

describe('a binary log', () => {
  test('is as long as on MySQL 9.7 and on MariaDB 10.11', () => {
    const mysql = fleetOf('m');
    write(mysql, 'm');
    must(mysql, 'm', { kind: 'flush-logs', which: 'binary' });
    expect(sizes(mysql, 'm')).toEqual([158 + 276 + 44, 127 + 71]);
    const mariadb = fleetOf('m', { version: '10.11.18-MariaDB' });
    write(mariadb, 'm', { kind: 'ddl', statement: 'CREATE DATABASE d1' });
    must(mariadb, 'm', { kind: 'flush-logs', which: 'binary' });
    expect(sizes(mariadb, 'm')[1]).toBe(379);
    expect(fleetOf('m', { version: '8.0.36' }).observe(id('m')).binlog?.position).toBe(157);
    expect(fleetOf('m', { version: '5.7.44' }).observe(id('m')).binlog?.position).toBe(154);
  });

  test('goes on in another file when one is full, and replicas follow', () => {
    const fleet = fleetOf('m > a', { settings: { max_binlog_size: 1000 } });
    writeMany(fleet, 'm', 10);
    run(fleet, 100);
    expect(fleet.server(id('m')).binlog?.files.map(({ entries }) => entries.length)).toEqual([4, 3, 3, 0]);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
    expect(fleet.observe(id('a')).channels[0]?.readPosition).toEqual(fleet.observe(id('m')).binlog);
  });

  test('never keeps more transactions than it may: the oldest files go', () => {
    const fleet = fleetOf('m', { maxLoggedTransactions: 100 });
    writeMany(fleet, 'm', 1000);
    const kept = fleet.server(id('m')).binlog?.files.reduce((count, { entries }) => count + entries.length, 0) ?? 0;
    expect(kept).toBeLessThanOrEqual(125);
    expect(kept).toBeGreaterThanOrEqual(75);
    const { gtid } = fleet.observe(id('m'));
    expect(gtid).toMatchObject({ executed: `${fleet.server(id('m')).uuid}:1-1000` });
    expect(gtid.kind === 'mysql' && gtid.purged).toBe(`${fleet.server(id('m')).uuid}:1-${1000 - kept}`);
  });

  test('carries Pseudo-GTID statements and anonymous transactions in their order', () => {
    const fleet = fleetOf('m > a', { gtid: false });
    const statement = 'drop view if exists `meta`.`_pseudo_gtid_hint__asc:1`';
    write(fleet, 'm');
    write(fleet, 'm', { kind: 'pseudo-gtid', statement });
    write(fleet, 'm');
    run(fleet, 100);
    const entries = fleet.server(id('a')).binlog?.files[0]?.entries ?? [];
    expect(entries.map(({ transaction }) => [transaction.kind, transaction.gtid, transaction.statement])).toEqual([
      ['write', null, ''],
      ['pseudo-gtid', null, statement],
      ['write', null, ''],
    ]);
  });

  test('that is off leaves a server without GTIDs of its own', () => {
    const fleet = fleetOf('m', { servers: { m: { settings: { log_bin: 0 } } } });
    expect(numberOf(write(fleet, 'm'))).toBe(0);
    expect(fleet.observe(id('m'))).toMatchObject({ binlog: null, gtid: { executed: '' }, settings: { logBin: false } });
    expect(numberOf(act(fleet, 'm', { kind: 'reset-binary-logs' }))).toBe(1186);
    set(fleet, 'm', 'max_connections', 5);
  });
});

function sizes(fleet: ReturnType<typeof fleetOf>, name: string): readonly number[] {
  return fleet.server(id(name)).binlog?.files.map(({ size }) => size) ?? [];
}
