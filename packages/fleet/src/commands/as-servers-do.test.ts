/** Rules of statements that random sequences on real servers showed: MySQL 9.7.4, MariaDB 10.11 and 11.8. */
import { describe, expect, test } from 'vitest';
import { makeFleet } from '../testing/sql-fleet.ts';
import { FAMILIES, made } from '../testing/spoken-to.ts';

describe('waiting for a position', () => {
  test('gives nothing at once where another name or no number is asked for', () => {
    const small = makeFleet('9.7.4');
    small.replicate('a', 'm');
    small.settle(1_000);
    const answerTo = (file: string): unknown => {
      const [told] = small.run(small.id('a'), `SELECT SOURCE_POS_WAIT('${file}', 9999, 5)`);
      return told?.kind === 'rows' ? told.rows[0]?.[0] : told;
    };
    expect(answerTo('nonsense')).toBe(null);
    expect(answerTo('other.000001')).toBe(null);
    expect(answerTo('binlog.000001')).toBe(-1);
  });
});

describe('CHANGE', () => {
  test('to GTIDs is refused by MySQL only where they are off altogether', () => {
    const { say } = made('mysql', { gtid: false });
    const change = 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION = 1';
    expect(say('a', change)).toBe(1777);
    say('a', "SET GLOBAL gtid_mode = 'OFF_PERMISSIVE'");
    expect(say('a', change)).toBe(0);
  });

  test('of receiver and applier options at once needs both threads stopped', () => {
    const { say } = made('mysql');
    expect(say('a', 'CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = 2, SOURCE_DELAY = 0')).toBe(3081);
    expect(say('a', 'CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = 2')).toBe(3021);
    expect(say('a', 'CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0')).toBe(3085);
  });

  test('keeps the heartbeat on MySQL unless it names the address, and never on MariaDB', () => {
    const mysql = made('mysql');
    mysql.say('a', 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = 3');
    mysql.say('a', 'CHANGE REPLICATION SOURCE TO SOURCE_CONNECT_RETRY = 2');
    expect(mysql.channel('a').settings.heartbeatPeriodSeconds).toBe(3);
    mysql.say('a', "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'm'");
    expect(mysql.channel('a').settings.heartbeatPeriodSeconds).toBe(30);
    const mariadb = made('mariadb');
    mariadb.say('a', 'STOP SLAVE; CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = 3');
    mariadb.say('a', 'CHANGE MASTER TO MASTER_CONNECT_RETRY = 2');
    expect(mariadb.channel('a').settings.heartbeatPeriodSeconds).toBe(30);
  });

  test('says on MariaDB that a position is ignored, and refuses an empty host before it looks at threads', () => {
    const { say } = made('mariadb');
    expect(say('a', "CHANGE MASTER TO MASTER_HOST = ''")).toBe(1210);
    expect(say('a', "STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = slave_pos, MASTER_LOG_FILE = 'x'")).toBe(1618);
    expect(say('a', 'CHANGE MASTER TO MASTER_USE_GTID = no')).toBe(0);
    expect(say('a', 'RESET SLAVE')).toBe(4190);
  });

  test('leaves server ids out only without GTIDs', () => {
    expect(made('mysql').say('a', 'STOP REPLICA; CHANGE REPLICATION SOURCE TO IGNORE_SERVER_IDS = (5)')).toBe(3139);
    expect(
      made('mysql', { gtid: false }).say('a', 'STOP REPLICA; CHANGE REPLICATION SOURCE TO IGNORE_SERVER_IDS = (5)'),
    ).toBe(0);
  });
});

describe('a log that is reset under its readers', () => {
  test('is noticed by a reader of MySQL at the next write, and ends it', () => {
    const { say, channel } = made('mysql');
    say('m', 'RESET BINARY LOGS AND GTIDS');
    expect(channel('a').receiver).toBe('running');
    say('m', 'CREATE DATABASE shop');
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_114 } });
  });

  test('makes a reader of MariaDB connect anew', () => {
    const { say, channel, gtids } = made('mariadb');
    say('m', 'RESET MASTER');
    say('m', 'CREATE DATABASE shop');
    expect(channel('a')).toMatchObject({ receiver: 'running', receiverError: null });
    expect(gtids('a')).toBe('0-1-1');
  });

  test.each(FAMILIES)('ends a reader of %s at once when it read another file', (family) => {
    const { say, channel } = made(family);
    say('m', 'FLUSH BINARY LOGS');
    say('m', family === 'mysql' ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER');
    expect(channel('a').receiver).toBe('stopped');
  });
});

describe('the skip counter', () => {
  test('is taken and ignored where MySQL has GTIDs', () => {
    const { say, fleet } = made('mysql');
    expect(say('a', 'SET GLOBAL sql_replica_skip_counter = 1')).toBe(4016);
    say('a', 'STOP REPLICA; START REPLICA');
    say('m', 'INSERT INTO shop.t VALUES (1)');
    expect(fleet.ids.map((id) => fleet.rowsOf(id).length)).toEqual([1, 1, 1]);
  });

  test('waits without GTIDs for the next applier that starts', () => {
    const { say, fleet } = made('mysql', { gtid: false });
    expect(say('a', 'SET GLOBAL sql_replica_skip_counter = 1')).toBe(0);
    say('m', 'INSERT INTO shop.t VALUES (1)');
    say('a', 'STOP REPLICA; START REPLICA');
    say('m', 'INSERT INTO shop.t VALUES (2)');
    const a = fleet.ids.find((id) => id.startsWith('a:'));
    expect(a === undefined ? [] : fleet.rowsOf(a)).toEqual(['shop.t/1']);
  });

  test('counts on MariaDB as applied', () => {
    const { say, gtids } = made('mariadb');
    say('a', 'STOP SLAVE');
    say('m', 'INSERT INTO shop.t VALUES (1)');
    say('a', 'SET GLOBAL sql_slave_skip_counter = 1; START SLAVE');
    expect(gtids('a')).toBe('0-1-1');
  });
});

describe('GTIDs', () => {
  test('cannot be turned off on MySQL while a channel goes by them', () => {
    const { say } = made('mysql');
    for (const mode of ['ON_PERMISSIVE', 'OFF_PERMISSIVE'])
      expect(say('a', `SET GLOBAL gtid_mode = '${mode}'`)).toBe(0);
    expect(say('a', "SET GLOBAL gtid_mode = 'OFF'")).toBe(3111);
    expect(say('a', 'SET GLOBAL sql_replica_skip_counter = 1')).toBe(0);
    say('a', 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION = 0');
    for (const mode of ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE'])
      expect(say('a', `SET GLOBAL gtid_mode = '${mode}'`)).toBe(0);
    // A skip counter is of no use with them.
    expect(say('a', "SET GLOBAL gtid_mode = 'ON'")).toBe(4016);
  });

  test('cannot be asked for or waited for while the mode is off', () => {
    const { say } = made('mysql', { gtid: false });
    expect(say('m', "SET gtid_next = '11111111-2222-3333-4444-555555555555:7'")).toBe(1781);
    expect(say('m', "SELECT WAIT_FOR_EXECUTED_GTID_SET('', 1)")).toBe(3062);
    expect(made('mysql').say('m', "SET gtid_next = 'ANONYMOUS'")).toBe(1782);
  });

  test('that were asked for are remembered though nothing is logged, and are not purged', () => {
    const { say, gtids, fleet } = made('mysql');
    say('m', "SET sql_log_bin = 0; SET gtid_next = '11111111-2222-3333-4444-555555555555:7'; BEGIN; COMMIT");
    expect(gtids('m')).toBe('11111111-2222-3333-4444-555555555555:7');
    const [m] = fleet.ids;
    expect(m === undefined ? null : fleet.observe(m).gtid).toMatchObject({ purged: '' });
  });

  test('are taken by FLUSH RELAY LOGS on MySQL, unless it is local', () => {
    const { say, gtids } = made('mysql');
    say('a', 'FLUSH LOCAL RELAY LOGS; FLUSH LOGS; FLUSH BINARY LOGS');
    expect(gtids('a')).toBe('');
    say('a', 'FLUSH RELAY LOGS');
    expect(gtids('a')).toMatch(/:1$/);
  });
});

describe('an open transaction', () => {
  const OPEN = 'ROLLBACK; BEGIN; INSERT INTO shop.t VALUES';
  test.each([
    ['SET GLOBAL read_only = 0', 1192],
    ['SET GLOBAL super_read_only = 0', 0],
    ['SET GLOBAL super_read_only = 1', 1192],
    ['SET SESSION sql_log_bin = 1', 1694],
    ["SET GLOBAL gtid_purged = ''", 1766],
    ["SET GLOBAL gtid_mode = 'ON'", 1766],
    ["SET gtid_next = 'AUTOMATIC'", 1766],
    ["PURGE BINARY LOGS TO 'binlog.000001'", 0],
  ])('stays open at %s, which gives %i', (sql, number) => {
    const { say, fleet } = made('mysql');
    const [m] = fleet.ids;
    say('m', `${OPEN} (1)`);
    expect(say('m', sql)).toBe(number);
    expect(m === undefined ? [] : fleet.rowsOf(m)).toEqual([]);
    say('m', 'COMMIT');
    expect(m === undefined ? [] : fleet.rowsOf(m)).toEqual(['shop.t/1']);
  });

  test.each([
    ['FLUSH BINARY LOGS', 0],
    ['START REPLICA', 1200],
    ["CHANGE REPLICATION SOURCE TO SOURCE_HOST = ''", 1210],
    ['CREATE DATABASE attic', 0],
    ['BEGIN', 0],
  ])('is committed by %s, which gives %i', (sql, number) => {
    const { say, fleet } = made('mysql');
    const [m] = fleet.ids;
    say('m', `${OPEN} (1)`);
    expect(say('m', sql)).toBe(number);
    expect(m === undefined ? [] : fleet.rowsOf(m)).toEqual(['shop.t/1']);
  });

  test('knows its own rows', () => {
    const { say } = made('mysql');
    expect(say('m', `${OPEN} (1); INSERT INTO shop.t VALUES (1)`)).toBe(1062);
  });
});

describe('UNTIL', () => {
  test('by GTID needs GTIDs on MariaDB, and ends the receiver too', () => {
    const { say, channel } = made('mariadb');
    say('a', 'STOP SLAVE');
    say('m', 'INSERT INTO shop.t VALUES (1)');
    expect(say('a', "START SLAVE UNTIL MASTER_GTID_POS = '0-1-1'")).toBe(1278);
    expect(channel('a')).toMatchObject({ receiver: 'stopped', applier: 'stopped', receiverError: null });
    say('a', 'CHANGE MASTER TO MASTER_USE_GTID = no');
    expect(say('a', "START SLAVE UNTIL MASTER_GTID_POS = '0-1-1'")).toBe(1949);
  });
});
