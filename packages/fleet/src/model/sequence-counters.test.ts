import { MariadbBinlogState, MariadbGtidPosition } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { countersFrom } from './sequence-counters.ts';
import { makeFleet } from '../testing/sql-fleet.ts';

function counting(): { readonly write: (sql?: string) => string; readonly run: (sql: string) => void } {
  const made = makeFleet('10.11.18-MariaDB-log');
  const m = made.id('m');
  made.run(m, 'SET GLOBAL gtid_strict_mode = 0; CREATE DATABASE garden');
  return {
    run: (sql) => void made.run(m, sql),
    write: (sql = '') => {
      made.run(m, `${sql}ALTER TABLE garden.t COMMENT = 'x'`);
      const { gtid } = made.fleet.observe(m);
      return gtid.kind === 'mariadb' ? gtid.binlogPosition : '';
    },
  };
}

describe('the numbers of a MariaDB server', () => {
  test('go on from the highest that it ever gave when one was set back without strict mode', () => {
    const { write } = counting();
    expect(write()).toBe('0-1-2');
    expect(write('SET SESSION gtid_seq_no = 1; ')).toBe('0-1-1');
    expect(write()).toBe('0-1-3');
  });

  test('follow what was applied, and begin at one when the log is reset', () => {
    const { write, run } = counting();
    run("SET GLOBAL gtid_slave_pos = '0-7-100'");
    expect(write()).toBe('0-1-101');
    run('RESET MASTER');
    expect(write()).toBe('0-1-1');
  });

  test('are found again at a start in what was logged and applied', () => {
    const found = countersFrom(MariadbBinlogState.of('0-2-9,0-1-3,4-1-5'), MariadbGtidPosition.of('4-1-7,5-1-1'));
    expect([...found]).toEqual([
      [0, 9n],
      [4, 7n],
      [5, 1n],
    ]);
  });
});
