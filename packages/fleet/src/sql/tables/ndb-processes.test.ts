import { instanceIdOf } from '@topiary/domain';
import { expect, test } from 'vitest';
import { fleetOf } from '../../build/fleet-of.ts';
import type { Fleet } from '../../fleet.ts';
import { SqlFace } from '../answer/sql-face.ts';
import type { StatementResult } from '../results.ts';

const node = (manager: string) => ({ settings: { ndb_connectstring: manager } });
const VERSION = '8.0.36-cluster';

function ask(fleet: Fleet, host: string, sql: string): StatementResult | undefined {
  const session = fleet.openSession(instanceIdOf({ host, port: 3306 }), { user: 'root' });
  if ('kind' in session) throw new Error(session.text);
  const results: StatementResult[] = [];
  new SqlFace(fleet).answer(session, { sql }, (result) => results.push(result));
  return results[0];
}

test('SQL nodes of one management node list each other, and no others', () => {
  const servers = { a: node('mgm-1'), b: node('mgm-1'), c: node('mgm-2') };
  const fleet = fleetOf('a; b; c; d', { version: VERSION, servers });
  const sql = "SELECT service_URI FROM ndbinfo.processes WHERE process_name = 'mysqld'";
  expect(ask(fleet, 'a', sql)).toMatchObject({
    rows: [['mysql://a:3306?server-id=1'], ['mysql://b:3306?server-id=2']],
  });
  expect(ask(fleet, 'c', sql)).toMatchObject({ rows: [['mysql://c:3306?server-id=3']] });
  expect(fleet.observe(instanceIdOf({ host: 'b', port: 3306 })).ndbSqlNodes).toEqual([
    { host: 'a', port: 3306 },
    { host: 'b', port: 3306 },
  ]);
  expect(ask(fleet, 'd', sql)).toMatchObject({ kind: 'error' });
  expect(fleet.observe(instanceIdOf({ host: 'd', port: 3306 }))).not.toHaveProperty('ndbSqlNodes');
});
