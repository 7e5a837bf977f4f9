/** Rules of receivers, appliers and channels that random sequences on real servers showed: MySQL 9.7.4, MariaDB 10.11 and 11.8. */
import { describe, expect, test } from 'vitest';
import { made } from '../testing/spoken-to.ts';

describe('a receiver', () => {
  test('of MySQL minds the mode of GTIDs of its source only where its own allows of one kind alone', () => {
    const { say, channel } = made('mysql');
    for (const mode of ['ON_PERMISSIVE', 'OFF_PERMISSIVE']) say('a', `SET GLOBAL gtid_mode = '${mode}'`);
    say('a', 'STOP REPLICA; START REPLICA');
    expect(channel('a').receiver).toBe('running');
    say('a', 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION = 0');
    say('a', "SET GLOBAL gtid_mode = 'OFF'; START REPLICA");
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_117 } });
  });

  test('whose account may not replicate goes on trying, and says what was refused', () => {
    const { say, channel } = made('mysql');
    say('m', "CREATE USER guest IDENTIFIED BY 'x'");
    say('a', "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_USER = 'guest', SOURCE_PASSWORD = 'x'; START REPLICA");
    expect(channel('a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 13_120 } });
    // It asked who the source is before it was refused.
    say('a', "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'b'; START REPLICA");
    expect(channel('a')).toMatchObject({ receiver: 'connecting', sourceServerId: null });
    say('b', "CREATE USER guest IDENTIFIED BY 'x'");
    say('a', 'STOP REPLICA; START REPLICA');
    expect(channel('a')).toMatchObject({ receiver: 'connecting', sourceServerId: 3 });
  });

  test('of MySQL stops before a transaction of a kind that its mode does not take', () => {
    const { say, channel } = made('mysql', { gtid: false });
    say('m', "SET GLOBAL gtid_mode = 'OFF_PERMISSIVE'; INSERT INTO shop.t VALUES (1)");
    expect(channel('a').receiver).toBe('running');
    say('m', "SET gtid_next = '11111111-2222-3333-4444-555555555555:7'; INSERT INTO shop.t VALUES (2)");
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_122 } });
    const end = channel('a').executedPosition;
    expect(channel('a').readPosition).toEqual(end);
    say('a', "SET GLOBAL gtid_mode = 'OFF_PERMISSIVE'; START REPLICA");
    expect(channel('a')).toMatchObject({ receiver: 'running', receiverError: null });
  });

  test('of MySQL that goes by GTIDs is sent no anonymous transaction', () => {
    const { say, channel } = made('mysql');
    for (const mode of ['ON_PERMISSIVE', 'OFF_PERMISSIVE']) say('m', `SET GLOBAL gtid_mode = '${mode}'`);
    say('m', 'INSERT INTO shop.t VALUES (1)');
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_114 } });
  });

  test('is refused at a port where nobody listens, and finds no host that nobody has', () => {
    const { say, channel } = made('mysql');
    say('a', 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_PORT = 9; START REPLICA');
    expect(channel('a').receiverError?.number).toBe(2003);
    say('a', "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'nobody.invalid'; START REPLICA");
    expect(channel('a').receiverError?.number).toBe(2005);
  });

  test('without an account ends at once', () => {
    const { say, channel } = made('mysql');
    say('a', "STOP REPLICA; RESET REPLICA ALL; CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'm'; START REPLICA");
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_117 } });
  });
});

describe('an applier', () => {
  test('of MySQL is not the first to start after a RESET', () => {
    const { say } = made('mysql');
    expect(say('a', 'STOP REPLICA; RESET REPLICA; START REPLICA SQL_THREAD')).toBe(1871);
    expect(say('a', 'START REPLICA')).toBe(0);
  });

  test('of MySQL runs without a source once a START was refused for want of one', () => {
    const { say } = made('mysql');
    expect(say('m', 'START REPLICA SQL_THREAD')).toBe(1871);
    expect(say('m', 'START REPLICA')).toBe(1200);
    expect(say('m', 'START REPLICA SQL_THREAD')).toBe(0);
    expect(say('m', 'START REPLICA SQL_THREAD')).toBe(3083);
    expect(say('m', 'RESET REPLICA')).toBe(3081);
    expect(say('m', 'STOP REPLICA')).toBe(0);
    expect(say('m', 'STOP REPLICA')).toBe(3084);
    expect(say('m', 'RESET REPLICA')).toBe(0);
    expect(say('m', 'START REPLICA SQL_THREAD')).toBe(1871);
    say('a', 'STOP REPLICA; RESET REPLICA ALL');
    expect(say('a', 'START REPLICA SQL_THREAD')).toBe(1871);
  });

  test('logs of what its filters leave out the GTID on MySQL, nothing on MariaDB', () => {
    const mysql = made('mysql');
    mysql.say(
      'a',
      'STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (shed); START REPLICA SQL_THREAD',
    );
    mysql.say('m', 'INSERT INTO shed.t VALUES (1)');
    expect(mysql.gtids('a')).toMatch(/:1$/);
    const mariadb = made('mariadb');
    mariadb.say('a', "STOP SLAVE; SET GLOBAL replicate_ignore_db = 'shed'; START SLAVE");
    mariadb.say('m', 'INSERT INTO shed.t VALUES (1)');
    expect(mariadb.gtids('a')).toBe('0-1-1');
    const [, a] = mariadb.fleet.ids;
    expect(a === undefined ? null : mariadb.fleet.observe(a).gtid).toMatchObject({ binlogPosition: '' });
  });
});

describe('what filters of MySQL leave out', () => {
  test('is passed on to replicas as a GTID with nothing in it', () => {
    const { say, gtids, fleet } = made('mysql');
    const [, a, b] = fleet.ids;
    if (a === undefined || b === undefined) throw new Error('a and b are there');
    say('b', "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'a'; START REPLICA");
    say(
      'a',
      'STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (shop); START REPLICA SQL_THREAD',
    );
    say('m', 'INSERT INTO shop.t VALUES (1)');
    expect([gtids('a'), gtids('b')]).toEqual([gtids('m'), gtids('m')]);
    expect([fleet.rowsOf(a), fleet.rowsOf(b)]).toEqual([[], []]);
    say('m', 'INSERT INTO garden.t VALUES (2)');
    expect(fleet.rowsOf(b)).toEqual(['garden.t/2']);
  });
});

describe('several channels', () => {
  test('of MySQL have to be named by a CHANGE', () => {
    const { say } = made('mysql');
    say('a', "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'b' FOR CHANNEL 'side'; STOP REPLICA");
    expect(say('a', 'CHANGE REPLICATION SOURCE TO SOURCE_CONNECT_RETRY = 3')).toBe(3079);
    expect(say('a', "CHANGE REPLICATION SOURCE TO SOURCE_CONNECT_RETRY = 3 FOR CHANNEL ''")).toBe(0);
  });

  test.each([
    "SELECT SOURCE_POS_WAIT('binlog.000001', 4, 0.1)",
    "START REPLICA UNTIL SOURCE_LOG_FILE = 'binlog.000001', SOURCE_LOG_POS = 4",
    'SHOW RELAYLOG EVENTS',
    'CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0',
  ])('of MySQL have to be named by %s, though one of them is not configured', (sql) => {
    const { say } = made('mysql');
    say('m', "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'b' FOR CHANNEL 'side'");
    expect(say('m', sql)).toBe(3079);
  });

  test('of MySQL are noted one by one where they run already', () => {
    const { say } = made('mysql');
    say('a', "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'b' FOR CHANNEL 'side'");
    expect(say('a', 'START REPLICA')).toBe(3083);
    expect(say('a', "STOP REPLICA FOR CHANNEL 'side'")).toBe(0);
    expect(say('a', 'STOP REPLICA')).toBe(3084);
  });

  test('of MariaDB may not lead to one source', () => {
    const { say } = made('mariadb');
    expect(say('a', "CHANGE MASTER TO MASTER_HOST = 'm' FOR CHANNEL 'side'")).toBe(1934);
    expect(say('a', "CHANGE MASTER TO MASTER_HOST = 'b' FOR CHANNEL 'side'")).toBe(0);
  });
});
