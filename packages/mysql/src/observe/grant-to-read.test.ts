import { expect, test } from 'vitest';
import { grantToRead } from './grant-to-read.ts';

const grant = (table: string): string => `GRANT SELECT ON ${table} TO 'topiary'@'%'`;

test.each([
  [
    "select ifnull(max(cluster_name), '') as cluster_alias from orch_meta.cluster where anchor=1",
    ['`orch_meta`.`cluster`'],
  ],
  ['SELECT absolute_lag FROM meta.heartbeat_view', ['`meta`.`heartbeat_view`']],
  ['select 1 from `my meta`.`t``x` limit 1', ['`my meta`.`t``x`']],
  ['select a.x from m.a, m.b where a.id = b.id', ['`m`.`a`', '`m`.`b`']],
  ['select x from m.a join m.b on a.id = b.id left join n.c using (id)', ['`m`.`a`', '`m`.`b`', '`n`.`c`']],
  ['select (select max(v) from m.inner_one) from m.a', ['`m`.`inner_one`', '`m`.`a`']],
])('%s reads what it names', (sql, tables) => {
  expect(grantToRead(sql, 'topiary@%')).toBe(tables.map(grant).join('; '));
});

test('a query without a table that has its schema is helped by no GRANT that can be named', () => {
  expect(grantToRead("select 'ams'", 'topiary@%')).toBeNull();
  expect(grantToRead('select a.x + b.y from t', 'topiary@%')).toBeNull();
});
