import { describe, expect, test } from 'vitest';
import { mergeReplicas as merge } from './connected-replicas.ts';
import type { ResultSet, Row } from './result-set.ts';

const mergeReplicas = (one?: ResultSet, other?: ResultSet): ReturnType<typeof merge> =>
  merge(one, other, 'replica_uuid');
const registered = (...rows: Row[]): ResultSet => ({
  names: ['Server_Id', 'Host', 'Port', 'Source_Id', 'Replica_UUID'],
  rows,
});
const threads = (...clients: string[]): ResultSet => ({ names: ['HOST'], rows: clients.map((client) => [client]) });

describe('connected replicas', () => {
  test('are unknown when neither list could be read', () => {
    expect(mergeReplicas(undefined, undefined)).toBeNull();
  });

  test('come from the registration with address and identity', () => {
    expect(mergeReplicas(registered([2, 'DB-2', 3307, 1, 'uuid-2']), threads('db-2:51000'))).toEqual([
      { host: 'db-2', port: 3307, serverId: 2, serverUuid: 'uuid-2' },
    ]);
  });

  test('that registered without a host are known by where their dump thread comes from', () => {
    expect(mergeReplicas(registered([2, '', 3306, 1, 'uuid-2']), threads('10.0.0.2:51000'))).toEqual([
      { host: '10.0.0.2', port: null, serverId: null, serverUuid: null },
    ]);
  });

  test('of one host with several dump threads are one entry, since a thread does not tell its port', () => {
    expect(mergeReplicas(undefined, threads('10.0.0.2:51000', '10.0.0.2:51001'))).toHaveLength(1);
  });

  test('with an IPv6 address keep it whole', () => {
    expect(mergeReplicas(undefined, threads('fe80::2:51000'))?.[0]?.host).toBe('fe80::2');
  });

  test('with port 0 are left to the dump threads', () => {
    expect(mergeReplicas(registered([2, 'db-2', 0, 1, 'uuid-2']), threads('db-2:1'))).toEqual([
      { host: 'db-2', port: null, serverId: null, serverUuid: null },
    ]);
  });

  test('of MariaDB have no uuid', () => {
    const mariadb: ResultSet = { names: ['Server_id', 'Host', 'Port', 'Master_id'], rows: [[2, 'db-2', 3306, 1]] };
    expect(merge(mariadb, undefined, null)).toEqual([{ host: 'db-2', port: 3306, serverId: 2, serverUuid: null }]);
  });
});
