import type { NdbSqlNode } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { asked, observed, serverWith } from '../../../test/support/dialects.ts';
import { resultFrom } from '../../../test/support/results.ts';

const VARIABLES = { log_bin: 'ON', server_id: 1 };
const NDB = serverWith('8.0.36-cluster', VARIABLES);

function nodesIn(...uris: readonly (string | null)[]): readonly NdbSqlNode[] | null | undefined {
  const rows = resultFrom(uris.map((service_URI) => ({ service_URI })));
  return observed(NDB, { 'ndb-sql-nodes': rows }).ndbSqlNodes;
}

describe('the SQL nodes of an NDB cluster', () => {
  test.each(['8.0.36-cluster', '5.7.44-ndb-7.6.30', '8.4.0-cluster'])('are asked of %s, last of all', (version) => {
    expect([...asked(serverWith(version, VARIABLES)).keys()].at(-1)).toBe('ndb-sql-nodes');
  });

  test('are asked where no binary log is written, too', () => {
    expect(asked(serverWith('8.0.36-cluster', { log_bin: 'OFF', server_id: 1 })).has('ndb-sql-nodes')).toBe(true);
  });

  test.each(['8.0.36', '8.0.36-28', '10.11.14-MariaDB'])('are not asked of %s', (version) => {
    const server = serverWith(version, VARIABLES);
    expect(asked(server).has('ndb-sql-nodes')).toBe(false);
    expect(observed(server)).not.toHaveProperty('ndbSqlNodes');
  });

  test.each<readonly [string, string, NdbSqlNode]>([
    ['a port', 'mysql://10.0.0.1:3307?server-id=1', { host: '10.0.0.1', port: 3307 }],
    ['no port', 'mysql://DB-1.example', { host: 'db-1.example', port: null }],
    ['a socket, and no port', 'mysql://db-1/tmp/mysql.sock?server-id=1', { host: 'db-1', port: null }],
    ['an address of IPv6', 'mysql://[fd00::1]:3306?server-id=1', { host: 'fd00::1', port: 3306 }],
  ])('may have %s', (_name, uri, node) => {
    expect(nodesIn(uri)).toEqual([node]);
  });

  test('are the same list in whatever order the rows come, and each is there once however often it is connected', () => {
    const one = 'mysql://a:3306?server-id=1';
    const other = 'mysql://b:3306?server-id=2';
    expect(nodesIn(other, one, other)).toEqual(nodesIn(one, other));
    expect(nodesIn(other, one, other)).toHaveLength(2);
  });

  test('leave out what is no address', () => {
    expect(nodesIn(null, '', 'mysql://', 'ndb://10.0.0.9:1186')).toEqual([]);
  });

  test('are unknown where the list did not come', () => {
    expect(observed(NDB).ndbSqlNodes).toBeNull();
  });
});
