/** Rules of MariaDB that random sequences on 10.11 and 11.8 showed. */
import { describe, expect, test } from 'vitest';
import { makeFleet } from '../testing/sql-fleet.ts';
import type { ServerName } from '../testing/sql-fleet.ts';

interface Made {
  readonly replicate: (replica: ServerName, source: ServerName) => void;
  readonly rows: (server: ServerName) => readonly string[];
  /** The last result of a packet once it has had its effect: an error's number, or 0. */
  readonly say: (server: ServerName, sql: string) => number;
  readonly applied: (server: ServerName) => string;
}

function mariadb(): Made {
  const made = makeFleet('10.11.18-MariaDB-log');
  return {
    replicate: (replica, source) => made.replicate(replica, source),
    rows: (server) => made.fleet.rowsOf(made.id(server)),
    say: (server, sql) => {
      const last = made.run(made.id(server), sql).at(-1);
      made.settle(200);
      return last?.kind === 'error' ? last.number : 0;
    },
    applied: (server) => {
      const { gtid } = made.fleet.observe(made.id(server));
      return gtid.kind === 'mariadb' ? gtid.slavePosition : '';
    },
  };
}

describe('gtid_slave_pos', () => {
  test('is refused before it is read while an applier runs, and taken while a receiver runs alone', () => {
    const { replicate, say, applied } = mariadb();
    replicate('a', 'm');
    expect(say('a', "SET GLOBAL gtid_slave_pos = 'nonsense'")).toBe(1198);
    say('a', 'STOP SLAVE SQL_THREAD');
    expect(say('a', "SET GLOBAL gtid_slave_pos = 'nonsense'")).toBe(1941);
    expect(say('a', "SET GLOBAL gtid_slave_pos = '0-7-3'")).toBe(0);
    expect(applied('a')).toBe('0-7-3');
  });
});

describe('what comes back to its writer in a ring', () => {
  test('counts as applied once the applier comes to it', () => {
    const { replicate, say, applied } = mariadb();
    replicate('a', 'm');
    replicate('m', 'a');
    say('m', 'CREATE DATABASE garden');
    expect(applied('m')).toBe('0-1-1');
    say('m', 'STOP SLAVE SQL_THREAD');
    say('m', 'CREATE DATABASE shed');
    say('a', 'CREATE DATABASE attic');
    expect(applied('m')).toBe('0-1-1');
    say('m', 'START SLAVE SQL_THREAD');
    expect(applied('m')).toBe('0-2-3');
  });

  test('is no part of what the skip counter counts', () => {
    const { replicate, say, applied, rows } = mariadb();
    replicate('a', 'm');
    replicate('m', 'a');
    say('m', 'STOP SLAVE SQL_THREAD; CREATE DATABASE garden');
    say('a', 'INSERT INTO garden.t (id) VALUES (1)');
    say('m', 'SET GLOBAL sql_slave_skip_counter = 1; START SLAVE SQL_THREAD');
    expect(applied('m')).toBe('0-2-2');
    expect(rows('m')).toEqual([]);
  });
});
