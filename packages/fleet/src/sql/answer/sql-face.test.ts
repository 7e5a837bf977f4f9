import { describe, expect, test } from 'vitest';
import { ask, columnNames } from '../../testing/asking.ts';
import { makeFleet } from '../../testing/sql-fleet.ts';
import type { StatementResult } from '../results.ts';

describe('the columns of the replica status', () => {
  const columnsOf = (version: string, sql: string): readonly string[] => {
    const made = makeFleet(version);
    return columnNames(made.run(made.id('m'), sql));
  };

  test.each([
    ['5.7.44', 'SHOW SLAVE STATUS', 57],
    ['8.0.21', 'SHOW SLAVE STATUS', 59],
    ['8.0.36', 'SHOW SLAVE STATUS', 60],
    ['8.0.36', 'SHOW REPLICA STATUS', 60],
    ['9.7.4', 'SHOW REPLICA STATUS', 60],
    ['10.4.34-MariaDB', 'SHOW SLAVE STATUS', 53],
    ['10.11.18-MariaDB', 'SHOW SLAVE STATUS', 54],
    ['10.11.18-MariaDB', 'SHOW ALL SLAVES STATUS', 62],
    ['11.8.6-MariaDB', 'SHOW ALL SLAVES STATUS', 65],
  ] as const)('%s %s are %i', (version, sql, count) => {
    expect(columnsOf(version, sql)).toHaveLength(count);
  });

  test('have the words that were asked in, on MySQL, and always the old ones on MariaDB', () => {
    expect(columnsOf('8.0.36', 'SHOW SLAVE STATUS')).toContain('Get_master_public_key');
    expect(columnsOf('8.0.36', 'SHOW REPLICA STATUS')).toContain('Get_Source_public_key');
    expect(columnsOf('10.11.18-MariaDB', 'SHOW REPLICA STATUS')).toContain('Master_Host');
  });
});

describe('columns', () => {
  test('are the same object from answer to answer, so that they may be encoded once', () => {
    const made = makeFleet('9.7.4');
    const columns = (sql: string): unknown => {
      const [result] = made.run(made.id('m'), sql);
      return result?.kind === 'rows' ? result.columns : null;
    };
    for (const sql of ['SHOW REPLICA STATUS', 'SELECT @@global.server_id, @@version', 'SHOW BINARY LOG STATUS'])
      expect(columns(sql)).toBe(columns(sql));
  });

  test('are typed: numbers as numbers, texts as texts', () => {
    const made = makeFleet('9.7.4');
    const [result] = made.run(made.id('m'), "SELECT 1, 'a', @@global.read_only, @@global.gtid_mode, NULL");
    expect(result?.kind === 'rows' ? result.columns.map(({ field }) => field) : null).toEqual([
      'LONGLONG',
      'VAR_STRING',
      'LONGLONG',
      'VAR_STRING',
      'NULL',
    ]);
  });
});

describe('errors are in the words of the server', () => {
  test.each([
    ['9.7.4', 'SHOW SLAVE STATUS', 1064, "…right syntax to use near 'SLAVE STATUS' at line 1"],
    ['9.7.4', 'SELECT 1;\nSHOW MASTER STATUS', 1064, "…right syntax to use near 'MASTER STATUS' at line 2"],
    [
      '10.11.18-MariaDB',
      'CHANGE REPLICATION FILTER REPLICATE_DO_DB=(shop)',
      1064,
      "…near 'REPLICATION FILTER REPLICATE_DO_DB=(shop)' at line 1",
    ],
    ['8.0.25', 'SELECT @@global.replica_net_timeout', 1193, "Unknown system variable 'replica_net_timeout'"],
    ['9.7.4', 'SELECT @@global.master_info_repository', 1193, "Unknown system variable 'master_info_repository'"],
    ['9.7.4', 'SET GLOBAL read_only = 1, GLOBAL nope = 1', 1193, "Unknown system variable 'nope'"],
    ['9.7.4', 'SELECT @@session.server_uuid', 1238, "Variable 'server_uuid' is a GLOBAL variable"],
    ['9.7.4', "SHOW REPLICA STATUS FOR CHANNEL 'c'", 3074, "Replica channel 'c' does not exist."],
    ['10.11.18-MariaDB', "SHOW SLAVE 'c' STATUS", 1617, "There is no master connection 'c'"],
    ['9.7.4', "SELECT GTID_SUBSET('x', '')", 1772, "Malformed GTID set specification 'x'."],
    ['10.11.18-MariaDB', "SELECT GTID_SUBSET('', '')", 1305, 'FUNCTION GTID_SUBSET does not exist'],
    [
      '10.11.18-MariaDB',
      'SELECT COMPRESSION_ALGORITHM FROM information_schema.PROCESSLIST',
      1054,
      "Unknown column 'COMPRESSION_ALGORITHM' in 'SELECT'",
    ],
    ['9.7.4', 'SELECT * FROM performance_schema.nothing', 1146, "Table 'performance_schema.nothing' doesn't exist"],
    [
      '8.0.21',
      'SELECT HOST FROM performance_schema.processlist',
      1146,
      "Table 'performance_schema.processlist' doesn't exist",
    ],
    [
      '9.7.4',
      "SHOW BINLOG EVENTS IN 'binlog.000099'",
      1220,
      'Error when executing command SHOW BINLOG EVENTS: Could not find target log',
    ],
    ['9.7.4', '', 1065, 'Query was empty'],
    ['9.7.4', 'SHOW TABLES FROM shop', 1235, "…yet support 'SHOW TABLES'"],
  ] as const)('%s: %s', (version, sql, number, text) => {
    const result = ask(makeFleet(version), sql);
    expect(result).toMatchObject({ kind: 'error', number });
    expect(result).toHaveProperty('text', expect.stringMatching(new RegExp(`${literally(text.replace('…', ''))}$`)));
  });
});

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

describe('a missing privilege', () => {
  const CLIENT = 'SUPER, REPLICATION CLIENT';
  test.each([
    ['9.7.4', 'SHOW REPLICA STATUS', CLIENT],
    ['5.7.44', 'SHOW MASTER STATUS', CLIENT],
    ['9.7.4', 'SHOW REPLICAS', 'REPLICATION SLAVE'],
    ['9.7.4', 'START REPLICA', 'SUPER or REPLICATION_SLAVE_ADMIN'],
    ['5.7.44', 'START SLAVE', 'SUPER'],
    ['9.7.4', 'SET GLOBAL super_read_only = 1', 'SUPER or SYSTEM_VARIABLES_ADMIN'],
    ['9.7.4', 'SET SESSION sql_log_bin = 0', 'SUPER, SYSTEM_VARIABLES_ADMIN or SESSION_VARIABLES_ADMIN'],
    ['9.7.4', "PURGE BINARY LOGS TO 'b.1'", 'SUPER or BINLOG_ADMIN'],
    ['9.7.4', 'SELECT 1 FROM information_schema.INNODB_CMP LIMIT 1', 'PROCESS'],
    ['10.11.18-MariaDB', 'SHOW SLAVE STATUS', 'SUPER, SLAVE MONITOR'],
    ['10.4.34-MariaDB', 'SHOW SLAVE STATUS', CLIENT],
    ['11.8.6-MariaDB', 'SHOW SLAVE STATUS', 'SLAVE MONITOR'],
    ['10.11.18-MariaDB', 'SHOW SLAVE HOSTS', 'REPLICATION MASTER ADMIN'],
    ['10.11.18-MariaDB', 'SET GLOBAL read_only = 1', 'READ_ONLY ADMIN'],
    ['11.8.6-MariaDB', 'STOP SLAVE', 'REPLICATION SLAVE ADMIN'],
  ] as const)('%s: %s needs %s', (version, sql, needed) => {
    expect(ask(makeFleet(version), sql, { user: 'bare' })).toEqual({
      kind: 'error',
      number: 1227,
      sqlState: '42000',
      text: `Access denied; you need (at least one of) the ${needed} privilege(s) for this operation`,
    });
  });

  test('on a table is 1142, and a grant on it suffices', () => {
    const made = makeFleet('9.7.4');
    const sql = 'SELECT CHANNEL_NAME FROM performance_schema.replication_connection_configuration';
    expect(ask(made, sql, { user: 'bare' })).toMatchObject({
      number: 1142,
      text: "SELECT command denied to user 'bare'@'10.0.0.9' for table 'replication_connection_configuration'",
    });
    made.run(made.id('m'), "GRANT SELECT ON performance_schema.replication_connection_configuration TO 'bare'@'%'");
    expect(ask(made, sql, { user: 'bare' })).toEqual([]);
  });

  test('for processes shortens the list, without an error', () => {
    const made = makeFleet('9.7.4');
    made.replicate('a', 'm');
    const dumps =
      "SELECT HOST FROM performance_schema.processlist WHERE COMMAND IN ('Binlog Dump GTID', 'Binlog Dump')";
    expect(ask(made, dumps)).toHaveLength(1);
    expect(ask(made, dumps, { user: 'bare' })).toEqual([]);
  });
});

describe('a packet', () => {
  test('stops at its first error', () => {
    const made = makeFleet('9.7.4');
    const results = made.run(made.id('m'), 'SELECT 1; SELECT @@nothing; SELECT 2');
    expect(results.map(({ kind }) => kind)).toEqual(['rows', 'error']);
  });

  test('is one statement for a client that did not ask for several', () => {
    const made = makeFleet('9.7.4');
    const results: StatementResult[] = [];
    made.face.answer(made.session(made.id('m')), { sql: 'SELECT 1; SELECT 2', severalStatements: false }, (result) =>
      results.push(result),
    );
    expect(results.at(-1)).toMatchObject({ kind: 'error', number: 1064 });
  });

  test('gives each result as soon as it is there, while a later statement waits', () => {
    const made = makeFleet('9.7.4');
    const results: StatementResult[] = [];
    made.face.answer(made.session(made.id('m')), { sql: 'SELECT 1; SELECT SLEEP(3); SELECT 2' }, (result) =>
      results.push(result),
    );
    expect(results).toHaveLength(1);
    made.settle(2_900);
    expect(results).toHaveLength(1);
    made.settle(200);
    expect(results).toHaveLength(3);
  });

  test('that was cancelled is answered no more', () => {
    const made = makeFleet('9.7.4');
    const results: StatementResult[] = [];
    const cancel = made.face.answer(made.session(made.id('m')), { sql: 'SELECT SLEEP(1); SELECT 2' }, (result) =>
      results.push(result),
    );
    cancel();
    made.settle(5_000);
    expect(results).toEqual([]);
  });

  test('on a frozen server is answered when it thaws', () => {
    const made = makeFleet('9.7.4');
    const results: StatementResult[] = [];
    const session = made.session(made.id('m'));
    made.fleet.freeze(made.id('m'));
    made.face.answer(session, { sql: 'SELECT 1' }, (result) => results.push(result));
    made.settle(5_000);
    expect(results).toEqual([]);
    made.fleet.thaw(made.id('m'));
    made.settle(10);
    expect(results).toHaveLength(1);
  });

  test('hangs at the log position while the disk is full, and answers what comes before it', () => {
    const made = makeFleet('9.7.4');
    const m = made.id('m');
    const asking = made.session(m);
    made.fleet.fillDisk(m);
    const writer = made.fleet.openSession(m, { user: 'root' });
    if ('kind' in writer) throw new Error(writer.text);
    made.face.answer(writer, { sql: 'INSERT INTO shop.t VALUES (1)' }, () => undefined);
    made.settle(100);
    const results: StatementResult[] = [];
    made.face.answer(asking, { sql: 'SELECT 1; SHOW BINARY LOG STATUS' }, (result) => results.push(result));
    made.settle(5_000);
    expect(results).toHaveLength(1);
    made.fleet.freeDisk(m);
    made.settle(5_000);
    expect(results).toHaveLength(2);
  });
});
