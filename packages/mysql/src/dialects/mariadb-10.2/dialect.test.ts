/** MariaDB 10.2 to 10.4 beside the later ones. Source: spec/dialects §2, §9, §11, §14. */
import { describe, expect, test } from 'vitest';
import { asked, dialectFor, observed, serverWith, type Shown } from '../../../test/support/dialects.ts';
import { stopStep, waitStep } from '../../../test/support/steps.ts';
import type { ProbeRole } from '../dialect.ts';

/** No `server_uid`, which came later, and no semi-sync: a plugin before 10.3.3, not loaded here. */
const VARIABLES: Shown = {
  hostname: 'db-1',
  port: 3306,
  log_bin: 'ON',
  log_slave_updates: 'ON',
  server_id: 12,
  read_only: 0,
  binlog_format: 'MIXED',
  gtid_strict_mode: 0,
  gtid_domain_id: 0,
  gtid_binlog_pos: '0-12-4',
  gtid_slave_pos: '',
  gtid_current_pos: '0-12-4',
  gtid_binlog_state: '0-12-4',
};
const SERVER = serverWith('10.2.44-MariaDB-log', VARIABLES);

describe('MariaDB 10.2', () => {
  test('is asked as its successors are', () => {
    expect([...asked(SERVER)].filter(([role]) => role !== 'settings')).toEqual(
      [...asked(serverWith('12.0.2-MariaDB', VARIABLES))].filter(([role]) => role !== 'settings'),
    );
    expect(asked(SERVER).get('replica-status')).toBe('SHOW ALL SLAVES STATUS');
  });

  test('is observed without a server_uid and without semi-sync', () => {
    expect(observed(SERVER)).toMatchObject({
      product: { flavor: 'mariadb', version: { major: 10, minor: 2, patch: 44 } },
      identity: { serverId: 12, serverUuid: null, serverUid: null },
      settings: { readOnly: false, superReadOnly: false },
      gtid: { kind: 'mariadb', binlogPosition: '0-12-4', slavePosition: '' },
      semiSync: { sourceEnabled: null, sourceWaitForReplicas: null, replicaEnabled: null },
    });
  });
});

describe('the privilege to', () => {
  test.each([
    ['10.2.44', 'replica-status', 'REPLICATION CLIENT'],
    ['10.4.34', 'replica-status', 'REPLICATION CLIENT'],
    ['10.5.8', 'replica-status', 'REPLICATION SLAVE ADMIN'],
    ['10.5.9', 'replica-status', 'SLAVE MONITOR'],
    ['12.0.2', 'replica-status', 'SLAVE MONITOR'],
    ['10.4.34', 'binlog-position', 'REPLICATION CLIENT'],
    ['10.5.2', 'binlog-position', 'BINLOG MONITOR'],
    ['10.4.34', 'connected-replicas', 'REPLICATION SLAVE'],
    ['10.5.2', 'connected-replicas', 'REPLICATION MASTER ADMIN'],
    ['10.4.34', 'dump-threads', 'PROCESS'],
    ['11.8.6', 'dump-threads', 'PROCESS'],
  ] as const)('see, on %s, %s is %s', (version, role: ProbeRole, privilege) => {
    const { dialect, learned } = serverWith(`${version}-MariaDB`, VARIABLES, { account: 'topiary@10.%' });
    expect(dialect.grantForRole(role, learned)).toBe(`GRANT ${privilege} ON *.* TO 'topiary'@'10.%'`);
  });

  test.each([
    ['10.4.34', 'SUPER'],
    ['10.5.2', 'REPLICATION SLAVE ADMIN'],
    ['11.8.6', 'REPLICATION SLAVE ADMIN'],
  ])('stop replication on %s is %s', (version, privilege) => {
    const dialect = dialectFor(`${version}-MariaDB`);
    expect(dialect.grantForStep(stopStep(), { account: 'topiary@%', held: null })).toBe(
      `GRANT ${privilege} ON *.* TO 'topiary'@'%'`,
    );
    expect(dialect.grantForStep(waitStep(), { account: 'topiary@%', held: null })).toBe(
      "GRANT USAGE ON *.* TO 'topiary'@'%'",
    );
  });
});
