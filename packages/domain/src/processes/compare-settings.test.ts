import { expect, test } from 'vitest';
import { compareSettings, shownSetting } from './compare-settings.ts';

test('what differs comes first, then what differs by nature, and what is the same apart', () => {
  const here = {
    server_id: '1',
    max_connections: '100',
    read_only: 'OFF',
    sql_mode: 'ANSI',
    datadir: '/a/',
    only_here: 'x',
  };
  const there = { server_id: '2', max_connections: '200', read_only: 'ON', sql_mode: 'ANSI', datadir: '/b/', new: 'y' };
  const { differences, same } = compareSettings(here, there);
  expect(differences).toEqual([
    { name: 'max_connections', here: '100', there: '200', isExpected: false },
    { name: 'new', here: null, there: 'y', isExpected: false },
    { name: 'only_here', here: 'x', there: null, isExpected: false },
    { name: 'datadir', here: '/a/', there: '/b/', isExpected: true },
    { name: 'read_only', here: 'OFF', there: 'ON', isExpected: true },
    { name: 'server_id', here: '1', there: '2', isExpected: true },
  ]);
  expect(same).toEqual([{ name: 'sql_mode', value: 'ANSI' }]);
});

test('versions that call the same thing by other words are compared by what it means', () => {
  const old = { slave_parallel_workers: '4', log_slave_updates: 'ON', gtid_slave_pos: '0-1-5' };
  const both = { ...old, replica_parallel_workers: '8', log_replica_updates: 'ON', gtid_slave_pos: '0-1-7' };
  const { differences, same } = compareSettings(old, both);
  expect(differences).toEqual([
    { name: 'slave_parallel_workers', here: '4', there: '8', isExpected: false },
    { name: 'gtid_slave_pos', here: '0-1-5', there: '0-1-7', isExpected: true },
  ]);
  expect(same).toEqual([{ name: 'log_slave_updates', value: 'ON' }]);
});

test('secrets are hidden, and that they differ is told all the same', () => {
  const { differences } = compareSettings({ report_password: 'hunter2' }, { report_password: 'hunter3' });
  expect(differences).toEqual([{ name: 'report_password', here: '***', there: '***', isExpected: false }]);
});

test.each([
  ['wsrep_sst_auth', 'sst:hunter2', '***'],
  ['authentication_ldap_simple_bind_root_pwd', 'hunter2', '***'],
  ['file_key_management_filekey', 'hunter2', '***'],
  ['hashicorp_key_management_token', 'hunter2', '***'],
  ['report_password', '', ''],
  ['init_connect', "SET PASSWORD = 'hunter2'", 'SET PASSWORD ***'],
  ['init_slave', "CREATE USER u IDENTIFIED BY 'hunter2'", 'CREATE USER u IDENTIFIED BY ***'],
  [
    'wsrep_provider_options',
    'base_port = 4567; socket.ssl_password=hunter2; x = 1',
    'base_port = 4567; socket.ssl_password=***; x = 1',
  ],
  ['ssl_key', '/etc/mysql/key.pem', '/etc/mysql/key.pem'],
  ['default_password_lifetime', '90', '90'],
  ['validate_password.policy', 'STRONG', 'STRONG'],
  ['sha256_password_private_key_path', 'private_key.pem', 'private_key.pem'],
])('%s = %s is shown as %s', (name, value, shown) => {
  expect(shownSetting(name, value)).toBe(shown);
});
