import { describe, expect, test } from 'vitest';
import { eventsStatement, grantForLog, keepsCommitOrder } from './log-statements.ts';
import { productOf } from './product.ts';

const MYSQL = productOf('9.7.4', '');
const OLD_MARIADB = productOf('10.4.34-MariaDB', '');
const MARIADB = productOf('10.11.18-MariaDB', '');
const REQUEST = { log: 'relay', channel: "it's", file: 'relay.000002', from: 4, limit: 10 } as const;

describe('events of a log', () => {
  test('are asked for by file, position and number, and of a named channel in the words of the family', () => {
    expect(eventsStatement(MYSQL, { ...REQUEST, log: 'binary', from: null }, 11)).toBe(
      "SHOW BINLOG EVENTS IN 'relay.000002' LIMIT 11",
    );
    expect(eventsStatement(MARIADB, { ...REQUEST, log: 'binary', file: null, from: null }, 4)).toBe(
      'SHOW BINLOG EVENTS LIMIT 4',
    );
    expect(eventsStatement(MYSQL, REQUEST, 11)).toBe(
      "SHOW RELAYLOG EVENTS IN 'relay.000002' FROM 4 LIMIT 11 FOR CHANNEL 'it''s'",
    );
    expect(eventsStatement(MARIADB, REQUEST, 11)).toBe(
      "SHOW RELAYLOG 'it''s' EVENTS IN 'relay.000002' FROM 4 LIMIT 11",
    );
    expect(eventsStatement(MARIADB, { ...REQUEST, channel: '' }, 11)).toBe(
      "SHOW RELAYLOG EVENTS IN 'relay.000002' FROM 4 LIMIT 11",
    );
  });

  test('need a privilege that each generation calls otherwise', () => {
    const account = 'topiary@%';
    expect(grantForLog(MYSQL, 'relay', account)).toBe("GRANT REPLICATION SLAVE ON *.* TO 'topiary'@'%'");
    expect(grantForLog(MYSQL, 'list', account)).toBe("GRANT REPLICATION CLIENT ON *.* TO 'topiary'@'%'");
    expect(grantForLog(OLD_MARIADB, 'binary', account)).toBe("GRANT REPLICATION SLAVE ON *.* TO 'topiary'@'%'");
    expect(grantForLog(MARIADB, 'binary', account)).toBe("GRANT BINLOG MONITOR ON *.* TO 'topiary'@'%'");
    expect(grantForLog(MARIADB, 'relay', account)).toBe("GRANT REPLICA MONITOR ON *.* TO 'topiary'@'%'");
  });
});

describe('the order of commits', () => {
  const variables = (rows: readonly (readonly [string, string])[]) => ({ names: ['Variable_name', 'Value'], rows });

  test.each([
    [
      'where the variable says so',
      [
        ['replica_preserve_commit_order', 'ON'],
        ['replica_parallel_workers', '4'],
      ],
      true,
    ],
    [
      'where there is one applier',
      [
        ['slave_preserve_commit_order', 'OFF'],
        ['slave_parallel_workers', '0'],
      ],
      true,
    ],
    [
      'not where several commit as they like',
      [
        ['slave_preserve_commit_order', 'OFF'],
        ['slave_parallel_workers', '4'],
      ],
      false,
    ],
    ['where there is no such variable', [], true],
  ] as const)('is kept %s', (_where, rows, expected) => {
    expect(keepsCommitOrder(variables(rows))).toBe(expected);
  });
});
