/** Rows as MySQL 5.7 gives them: names of spec/dialects §2, §9, §10, the manual of 5.7 where it does not say. */
import { describe, expect, test } from 'vitest';
import { asked, observed, serverWith, shown, type Shown } from '../../../test/support/dialects.ts';
import { resultFrom } from '../../../test/support/results.ts';
import { PLAIN_SETTINGS, pointStep, startStep, stopStep, waitStep } from '../../../test/support/steps.ts';
import { productOf } from '../product.ts';

const VARIABLES: Shown = {
  server_uuid: 'uuid-1',
  hostname: 'old-1',
  port: 3306,
  report_host: '',
  report_port: 3306,
  log_bin: 'ON',
  log_slave_updates: 'ON',
  server_id: 57,
  read_only: 1,
  super_read_only: 1,
  offline_mode: 0,
  binlog_format: 'ROW',
  binlog_row_image: 'FULL',
  slave_net_timeout: 60,
  gtid_mode: 'ON',
  gtid_executed: 'uuid-0:1-9,\nuuid-1:1-3',
  gtid_purged: '',
  rpl_semi_sync_master_enabled: 1,
  rpl_semi_sync_master_timeout: 10_000,
  rpl_semi_sync_master_wait_for_slave_count: 2,
  rpl_semi_sync_slave_enabled: 0,
};
const SERVER = serverWith('5.7.44-log', VARIABLES, { comment: 'MySQL Community Server (GPL)' });

/** SHOW SLAVE STATUS of 5.7; columns that nothing reads are left out. */
const CHANNEL = {
  Slave_IO_State: 'Waiting for master to send event',
  Master_Host: 'Old-0',
  Master_User: 'repl',
  Master_Port: 3306,
  Connect_Retry: 60,
  Master_Log_File: 'binlog.000004',
  Read_Master_Log_Pos: 900,
  Relay_Log_File: 'relay.000002',
  Relay_Log_Pos: 320,
  Relay_Master_Log_File: 'binlog.000004',
  Slave_IO_Running: 'Yes',
  Slave_SQL_Running: 'Yes',
  Replicate_Ignore_DB: 'scratch',
  Exec_Master_Log_Pos: 880,
  Master_SSL_Allowed: 'Yes',
  Master_SSL_CA_File: '/ca.pem',
  Seconds_Behind_Master: 1,
  Master_SSL_Verify_Server_Cert: 'No',
  Last_IO_Errno: 0,
  Last_IO_Error: '',
  Last_SQL_Errno: 0,
  Last_SQL_Error: '',
  Master_Server_Id: 50,
  Master_UUID: 'uuid-0',
  SQL_Delay: 0,
  Master_Retry_Count: 86_400,
  Retrieved_Gtid_Set: 'uuid-0:1-9',
  Auto_Position: 1,
  Channel_Name: '',
  Master_TLS_Version: '',
};

describe('MySQL 5.7', () => {
  test('is asked in its own words', () => {
    expect(Object.fromEntries(asked(SERVER))).toMatchObject({
      'replica-status': 'SHOW SLAVE STATUS',
      'channel-settings':
        'SELECT CHANNEL_NAME, HEARTBEAT_INTERVAL FROM performance_schema.replication_connection_configuration',
      'dump-threads':
        "SELECT HOST FROM information_schema.PROCESSLIST WHERE COMMAND IN ('Binlog Dump GTID', 'Binlog Dump')",
      'connected-replicas': 'SHOW SLAVE HOSTS',
      'binlog-position': 'SHOW MASTER STATUS',
    });
    const learning = SERVER.dialect.learning.map(({ sql }) => sql).join('; ');
    expect(learning).toContain("'log_slave_updates'");
    expect([learning, ...asked(SERVER).values()].join('; ')).not.toMatch(/log_replica_updates|replica_net_timeout/);
  });

  test('is observed with settings, GTIDs and both sides of semi-sync', () => {
    const status = shown({ Uptime: 99, Rpl_semi_sync_master_status: 'ON', Rpl_semi_sync_master_clients: 1 });
    expect(observed(SERVER, { status })).toMatchObject({
      product: { flavor: 'mysql', version: { major: 5, minor: 7, patch: 44 } },
      identity: { serverId: 57, serverUuid: 'uuid-1', serverUid: null, hostname: 'old-1' },
      uptimeSeconds: 99,
      settings: { readOnly: true, superReadOnly: true, logReplicaUpdates: true, replicaNetTimeoutSeconds: 60 },
      gtid: { kind: 'mysql', mode: 'ON', executed: 'uuid-0:1-9,uuid-1:1-3', purged: '' },
      semiSync: {
        sourceEnabled: true,
        sourceActive: true,
        sourceClients: 1,
        sourceTimeoutMs: 10_000,
        sourceWaitForReplicas: 2,
        replicaEnabled: false,
      },
    });
  });

  test('has channels without a public key or compression to restate', () => {
    const seen = observed(SERVER, {
      'replica-status': resultFrom([CHANNEL]),
      'channel-settings': resultFrom([{ CHANNEL_NAME: '', HEARTBEAT_INTERVAL: 30 }]),
    });
    expect(seen.channels).toMatchObject([
      {
        name: '',
        source: { host: 'old-0', port: 3306 },
        sourceServerId: 50,
        sourceUuid: 'uuid-0',
        receiver: 'running',
        applier: 'running',
        lagSeconds: 1,
        positioning: 'auto-position',
        retrieved: 'uuid-0:1-9',
        readPosition: { file: 'binlog.000004', position: 900 },
        executedPosition: { file: 'binlog.000004', position: 880 },
        filters: ['Replicate_Ignore_DB=scratch'],
        settings: {
          heartbeatPeriodSeconds: 30,
          retryCount: 86_400,
          tls: { enabled: true, ca: '/ca.pem', version: '' },
          publicKeyPath: null,
          getPublicKey: null,
          compression: null,
        },
      },
    ]);
  });

  test('lists its replicas with the old name of their uuid', () => {
    const hosts = resultFrom([{ Server_id: 2, Host: 'r', Port: 3307, Master_id: 57, Slave_UUID: 'uuid-2' }]);
    expect(observed(SERVER, { 'connected-replicas': hosts }).connectedReplicas).toEqual([
      { host: 'r', port: 3307, serverId: 2, serverUuid: 'uuid-2' },
    ]);
  });
});

describe('a group of MySQL 5.7, whose members tell no role', () => {
  const members = resultFrom(
    ['u1', 'u2'].map((uuid) => ({ MEMBER_ID: uuid, MEMBER_HOST: uuid, MEMBER_PORT: 3306, MEMBER_STATE: 'ONLINE' })),
  );
  const rolesWith = (singlePrimary: number, primary: string): readonly string[] => {
    const server = serverWith('5.7.44', {
      ...VARIABLES,
      group_replication_group_name: 'g-1',
      group_replication_single_primary_mode: singlePrimary,
    });
    expect(asked(server).get('group-members')).not.toContain('MEMBER_ROLE');
    expect(asked(server).get('status')).toContain('group_replication_primary_member');
    const status = shown({ Uptime: 1, group_replication_primary_member: primary });
    return observed(server, { status, 'group-members': members }).group?.members.map(({ role }) => role) ?? [];
  };

  test('has the primary that the status variable names', () => {
    expect(rolesWith(1, 'u2')).toEqual(['SECONDARY', 'PRIMARY']);
  });

  test('has only primaries in multi-primary mode', () => {
    expect(rolesWith(0, '')).toEqual(['PRIMARY', 'PRIMARY']);
  });

  test('has unknown roles while it has no primary', () => {
    expect(rolesWith(1, '')).toEqual(['', '']);
  });
});

describe('steps on MySQL 5.7', () => {
  const context = { product: productOf('5.7.44', ''), results: {} };
  const render = (step: Parameters<typeof SERVER.dialect.render>[0]): readonly string[] =>
    SERVER.dialect.render(step, context);

  test('point a replica with the receiver alone stopped, without options that 5.7 does not have', () => {
    const settings = { ...PLAIN_SETTINGS, publicKeyPath: '/k.pem', compression: 'zstd' };
    expect(render(pointStep({ settings }))).toEqual([
      "STOP SLAVE IO_THREAD FOR CHANNEL ''",
      "CHANGE MASTER TO MASTER_HOST = 'new', MASTER_PORT = 3307, MASTER_HEARTBEAT_PERIOD = 1.5, " +
        "MASTER_CONNECT_RETRY = 60, MASTER_RETRY_COUNT = 10, MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0 FOR CHANNEL ''",
      "START SLAVE IO_THREAD FOR CHANNEL ''",
    ]);
  });

  test('stop, start and wait in the old words', () => {
    expect(render(stopStep())).toEqual(["STOP SLAVE FOR CHANNEL ''", 'SELECT @@global.gtid_executed']);
    expect(render(startStep())).toEqual(["START SLAVE FOR CHANNEL ''"]);
    expect(render(waitStep({ position: { kind: 'known', position: 'u:1-5' } }))).toEqual([
      "SELECT WAIT_FOR_EXECUTED_GTID_SET('u:1-5', 30)",
    ]);
  });

  test('need SUPER', () => {
    expect(SERVER.dialect.grantForStep(stopStep(), { account: 'topiary@%', held: null })).toBe(
      "GRANT SUPER ON *.* TO 'topiary'@'%'",
    );
  });
});
