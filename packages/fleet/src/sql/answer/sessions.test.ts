import { describe, expect, test } from 'vitest';
import { ask } from '../../testing/asking.ts';
import { makeFleet } from '../../testing/sql-fleet.ts';

describe('waits', () => {
  test('for GTIDs end when they are applied, or at their time-out', () => {
    const made = makeFleet('9.7.4');
    made.replicate('a', 'm');
    made.run(made.id('m'), 'INSERT INTO shop.t VALUES (1)');
    const [row] = ask(made, 'SELECT @@global.gtid_executed AS position') as readonly { readonly position: string }[];
    expect(ask(made, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${row?.position ?? ''}', 5) AS value`, { on: 'a' })).toEqual([
      { value: 0 },
    ]);
    const before = made.fleet.nowMs;
    const never = "SELECT WAIT_FOR_EXECUTED_GTID_SET('00000000-0000-0000-0000-00000000dead:1', 0.5) AS value";
    expect(ask(made, never, { on: 'a' })).toEqual([{ value: 1 }]);
    expect(made.fleet.nowMs - before).toBe(500);
  });

  test('are not begun where OR already knows', () => {
    const made = makeFleet('10.11.18-MariaDB');
    made.run(made.id('m'), 'INSERT INTO shop.t VALUES (1)');
    const before = made.fleet.nowMs;
    const sql =
      "SELECT (SUBSTRING_INDEX(REGEXP_SUBSTR(CONCAT(',', @@global.gtid_binlog_pos), ',0-[0-9]+-[0-9]+'), '-', -1) >= 1 OR MASTER_GTID_WAIT('0-1-1', 5) = 0) AS value";
    expect(ask(made, sql)).toEqual([{ value: 1 }]);
    expect(made.fleet.nowMs).toBe(before);
    expect(ask(made, "SELECT (1 = 2 OR MASTER_GTID_WAIT('0-9-999', 0.25) = 0) AS value")).toEqual([{ value: 0 }]);
    expect(made.fleet.nowMs - before).toBe(250);
  });

  test('for a lock that another session holds prove that two addresses are one server', () => {
    const made = makeFleet('9.7.4');
    const m = made.id('m');
    const id = made.session(m).id;
    expect(ask(made, "SELECT GET_LOCK('nonce', 0) AS value")).toEqual([{ value: 1 }]);
    expect(ask(made, "SELECT IS_USED_LOCK('nonce') AS value", { user: 'bare' })).toEqual([{ value: id }]);
    expect(ask(made, "SELECT IS_USED_LOCK('nonce') AS value", { on: 'a' })).toEqual([{ value: null }]);
    expect(ask(made, "SELECT GET_LOCK('other', 0); SELECT RELEASE_ALL_LOCKS() AS value")).toEqual([{ value: 2 }]);
    expect(ask(made, "SELECT IS_FREE_LOCK('nonce') AS value")).toEqual([{ value: 1 }]);
  });
});

describe('the binary log', () => {
  test.each(['5.7.44', '9.7.4', '10.11.18-MariaDB'])('of %s shows events whose positions add up', (version) => {
    const made = makeFleet(version);
    made.run(
      made.id('m'),
      'CREATE DATABASE shop; INSERT INTO shop.t VALUES (1); DROP VIEW IF EXISTS `_pseudo_gtid_`.`_asc:5f`',
    );
    const [status] = ask(made, version.startsWith('9') ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS') as readonly {
      readonly File: string;
      readonly Position: number;
    }[];
    const events = ask(made, `SHOW BINLOG EVENTS IN '${status?.File ?? ''}'`) as readonly {
      readonly Pos: number;
      readonly End_log_pos: number;
      readonly Event_type: string;
      readonly Info: string;
    }[];
    expect(events[0]).toMatchObject({ Pos: 4, Event_type: 'Format_desc' });
    for (const [index, event] of events.entries()) {
      expect(event.End_log_pos).toBeGreaterThan(event.Pos);
      expect(event.Pos).toBe(index === 0 ? 4 : events[index - 1]?.End_log_pos);
    }
    expect(events.at(-1)?.End_log_pos).toBe(status?.Position);
    expect(events.filter(({ Info }) => Info.includes('_pseudo_gtid_'))).toHaveLength(1);
    const middle = events[3]?.Pos ?? 0;
    expect(ask(made, `SHOW BINLOG EVENTS IN '${status?.File ?? ''}' FROM ${middle} LIMIT 1`)).toMatchObject([
      { Pos: middle },
    ]);
    expect(ask(made, `SHOW BINLOG EVENTS IN '${status?.File ?? ''}' FROM ${middle + 1}`)).toMatchObject({
      number: 1220,
    });
  });

  test('is rotated, listed and purged', () => {
    const made = makeFleet('9.7.4');
    made.run(made.id('m'), 'FLUSH BINARY LOGS; FLUSH BINARY LOGS');
    expect(ask(made, 'SHOW BINARY LOGS')).toMatchObject([{ Encrypted: 'No' }, {}, {}]);
    const logs = ask(made, 'SHOW BINARY LOGS') as readonly { readonly Log_name: string }[];
    made.run(made.id('m'), `PURGE BINARY LOGS TO '${logs[2]?.Log_name ?? ''}'`);
    expect(ask(made, 'SHOW BINARY LOGS')).toHaveLength(1);
  });
});

describe('a session', () => {
  test('keeps its user variables, its database and the warnings of its last statement', () => {
    const made = makeFleet('9.7.4');
    const m = made.id('m');
    made.run(m, 'SET @x = 3; USE shop');
    expect(ask(made, 'SELECT @x AS x, DATABASE() AS schema_name')).toEqual([{ x: 3, schema_name: 'shop' }]);
    made.replicate('a', 'm');
    made.run(made.id('a'), 'STOP REPLICA; STOP REPLICA');
    expect(ask(made, 'SHOW WARNINGS', { on: 'a' })).toMatchObject([{ Level: 'Note', Code: 3084 }]);
    made.run(made.id('a'), "START REPLICA UNTIL SOURCE_LOG_FILE = 'binlog.000099', SOURCE_LOG_POS = 4");
    expect(ask(made, 'SHOW WARNINGS', { on: 'a' })).toMatchObject([{ Level: 'Note', Code: 1278 }]);
    made.run(m, 'SELECT @@nothing');
    expect(ask(made, 'SHOW WARNINGS')).toMatchObject([{ Level: 'Error', Code: 1193 }]);
  });

  test('may inject an empty transaction', () => {
    const made = makeFleet('9.7.4');
    const gtid = '00000000-0000-0000-0000-00000000beef:7';
    made.run(made.id('m'), `SET gtid_next = '${gtid}'; BEGIN; COMMIT; SET gtid_next = 'AUTOMATIC'`);
    expect(ask(made, 'SELECT @@global.gtid_executed AS executed')).toEqual([{ executed: gtid }]);
  });

  test('reads its own grants', () => {
    const made = makeFleet('9.7.4');
    expect(ask(made, 'SHOW GRANTS', { user: 'bare' })).toEqual([
      { 'Grants for bare@%': 'GRANT USAGE ON *.* TO `bare`@`%`' },
    ]);
    made.run(
      made.id('m'),
      "GRANT RELOAD, PROCESS, BINLOG_ADMIN ON *.* TO 'bare'@'%'; GRANT SELECT ON performance_schema.* TO 'bare'@'%'",
    );
    expect(ask(made, "SHOW GRANTS FOR 'bare'@'%'")).toEqual([
      { 'Grants for bare@%': 'GRANT RELOAD, PROCESS ON *.* TO `bare`@`%`' },
      { 'Grants for bare@%': 'GRANT BINLOG_ADMIN ON *.* TO `bare`@`%`' },
      { 'Grants for bare@%': 'GRANT SELECT ON `performance_schema`.* TO `bare`@`%`' },
    ]);
  });
});

describe('rows of a table', () => {
  test('are counted, and the greatest is found', () => {
    const made = makeFleet('9.7.4');
    const sql = "SELECT COUNT(*) > 0 AND MAX(User_name) != '' AS found FROM mysql.slave_master_info";
    expect(ask(made, sql, { on: 'a' })).toEqual([{ found: 0 }]);
    made.replicate('a', 'm');
    expect(ask(made, sql, { on: 'a' })).toEqual([{ found: 1 }]);
    expect(ask(made, 'SELECT MAX(Port) AS port FROM mysql.slave_master_info', { on: 'a' })).toEqual([{ port: 3306 }]);
  });

  test('are ordered and limited', () => {
    const made = makeFleet('9.7.4');
    const sql = 'SELECT user AS name FROM mysql.user ORDER BY user DESC LIMIT 1, 1';
    expect(ask(made, sql)).toEqual([{ name: 'repl' }]);
  });
});

describe('variables and status', () => {
  test('are shown for lists of names, sorted, without those that do not exist', () => {
    const made = makeFleet('9.7.4');
    expect(ask(made, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('server_id', 'nothing', 'read_only')")).toEqual([
      { Variable_name: 'read_only', Value: 'OFF' },
      { Variable_name: 'server_id', Value: '1' },
    ]);
    expect(ask(made, "SHOW GLOBAL STATUS WHERE Variable_name IN ('Uptime', 'Rpl_semi_sync_master_status')")).toEqual([
      { Variable_name: 'Uptime', Value: '0' },
    ]);
  });

  test('are shown for patterns and conditions', () => {
    const made = makeFleet('10.11.18-MariaDB');
    expect(ask(made, "SHOW GLOBAL VARIABLES LIKE 'server\\_id'")).toEqual([{ Variable_name: 'server_id', Value: '1' }]);
    expect(ask(made, "SHOW GLOBAL STATUS WHERE Variable_name LIKE 'Rpl_semi_sync%status' AND Value = 'OFF'")).toEqual([
      { Variable_name: 'Rpl_semi_sync_master_status', Value: 'OFF' },
      { Variable_name: 'Rpl_semi_sync_slave_status', Value: 'OFF' },
    ]);
  });

  test('of semi-sync have the names of the plugins that are loaded', () => {
    const made = makeFleet('9.7.4');
    expect(ask(made, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_replica_status'")).toHaveLength(1);
    made.run(made.id('m'), 'UNINSTALL PLUGIN rpl_semi_sync_replica');
    expect(ask(made, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_replica_status'")).toEqual([]);
    expect(
      ask(made, "SELECT PLUGIN_LIBRARY FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'rpl_semi_sync_source'"),
    ).toEqual([{ PLUGIN_LIBRARY: 'semisync_source.so' }]);
  });
});
