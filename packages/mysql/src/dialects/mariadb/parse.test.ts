import { describe, expect, test } from 'vitest';
import { asked, observed, serverWith, settingsOf, shown } from '../../../test/support/dialects.ts';
import { resultFrom } from '../../../test/support/results.ts';
import type { ObserveContext, ProbeRole } from '../dialect.ts';
import type { ResultSet } from '../result-set.ts';

const VARIABLES: Readonly<Record<string, string>> = {
  server_uid: 'HP+lta=',
  hostname: 'db-1',
  port: '3306',
  report_host: '10.0.0.1',
  report_port: '3306',
  log_bin: 'ON',
  log_slave_updates: 'OFF',
  server_id: '11',
  read_only: 'ON',
  binlog_format: 'MIXED',
  slave_net_timeout: '60',
  gtid_strict_mode: 'ON',
  gtid_domain_id: '3',
  gtid_binlog_pos: '3-11-7',
  gtid_slave_pos: '0-1-5',
  gtid_current_pos: '0-1-5,3-11-7',
  gtid_binlog_state: '3-11-7',
  rpl_semi_sync_master_enabled: 'ON',
  rpl_semi_sync_master_timeout: '10000',
};
const SERVER = serverWith('10.11.18-MariaDB-log', VARIABLES, { account: 'topiary@10.%', comment: 'Debian 12' });
const status = shown({ Uptime: 42, Rpl_semi_sync_master_status: 'ON', Rpl_semi_sync_master_clients: 2 });

/** As MariaDB 10.11 gives it in SHOW ALL SLAVES STATUS; columns that nothing reads are left out. */
const CHANNEL = {
  Connection_name: 'c1',
  Master_Host: 'db-0',
  Master_User: 'repl',
  Master_Port: 3307,
  Connect_Retry: 60,
  Master_Log_File: 'binlog.000002',
  Read_Master_Log_Pos: 1420,
  Relay_Log_File: 'relay.000002',
  Relay_Log_Pos: 1716,
  Relay_Master_Log_File: 'binlog.000002',
  Slave_IO_Running: 'Preparing',
  Slave_SQL_Running: 'No',
  Exec_Master_Log_Pos: 1400,
  Master_SSL_Allowed: 'No',
  Seconds_Behind_Master: null,
  Master_SSL_Verify_Server_Cert: 'Yes',
  Last_IO_Errno: 2003,
  Last_IO_Error: 'error connecting',
  Last_SQL_Errno: 0,
  Last_SQL_Error: '',
  Master_Server_Id: 10,
  Using_Gtid: 'Slave_Pos',
  Gtid_IO_Pos: '0-1-9',
  Replicate_Do_Domain_Ids: '3,4',
  SQL_Delay: 0,
  Slave_heartbeat_period: 1.5,
};

function observation(
  parts: Partial<Record<ProbeRole, ResultSet>> = {},
  context: Partial<ObserveContext> = {},
): ReturnType<typeof observed> {
  return observed(SERVER, { status, ...parts }, context);
}

describe('a server', () => {
  test('is known by identity, settings and GTID positions', () => {
    expect(observation()).toMatchObject({
      product: { flavor: 'mariadb' },
      identity: { serverId: 11, serverUuid: null, serverUid: 'HP+lta=', reportHost: '10.0.0.1' },
      uptimeSeconds: 42,
      settings: {
        readOnly: true,
        superReadOnly: false,
        offlineMode: false,
        logReplicaUpdates: false,
        replicaNetTimeoutSeconds: 60,
      },
      gtid: {
        kind: 'mariadb',
        strict: true,
        domainId: 3,
        binlogPosition: '3-11-7',
        slavePosition: '0-1-5',
        currentPosition: '0-1-5,3-11-7',
        binlogState: '3-11-7',
      },
      semiSync: {
        sourceEnabled: true,
        sourceActive: true,
        sourceClients: 2,
        sourceTimeoutMs: 10_000,
        sourceWaitForReplicas: 1,
        replicaEnabled: null,
      },
      group: null,
    });
  });

  test.each([
    ['OFF', false],
    [0, false],
    ['ON', true],
    [1, true],
    ['NO_LOCK_NO_ADMIN', true],
  ])('with read_only %s is read-only: %s', (value, readOnly) => {
    const settings = settingsOf(SERVER.learned, { ...VARIABLES, read_only: value });
    expect(observation({ settings }).settings.readOnly).toBe(readOnly);
  });
});

describe('the readers of the binary log', () => {
  /** SHOW PROCESSLIST of MariaDB 10.11. */
  const session = (Host: string | null, Command: string): Readonly<Record<string, unknown>> => ({
    Id: 7,
    User: 'someone',
    Host,
    db: null,
    Command,
    Time: 1,
    State: '',
    Info: null,
    Progress: 0,
  });

  test('are picked from all sessions', () => {
    const sessions = resultFrom([
      session('10.0.0.9:4711', 'Sleep'),
      session('10.0.0.2:51000', 'Binlog Dump'),
      session(null, 'Slave_IO'),
    ]);
    expect(observation({ 'dump-threads': sessions }).connectedReplicas).toEqual([
      { host: '10.0.0.2', port: null, serverId: null, serverUuid: null },
    ]);
  });

  test('are unknown where neither list was answered', () => {
    expect(observation().connectedReplicas).toBeNull();
  });
});

describe('a channel', () => {
  test('is read whole, with the heartbeat from the status row', () => {
    expect(observation({ 'replica-status': resultFrom([CHANNEL]) }).channels).toEqual([
      {
        name: 'c1',
        source: { host: 'db-0', port: 3307 },
        sourceServerId: 10,
        sourceUuid: null,
        user: 'repl',
        receiver: 'connecting',
        applier: 'stopped',
        receiverError: { number: 2003, text: 'error connecting' },
        applierError: null,
        lagSeconds: null,
        delaySeconds: 0,
        positioning: 'slave-pos',
        retrieved: '0-1-9',
        readPosition: { file: 'binlog.000002', position: 1420 },
        executedPosition: { file: 'binlog.000002', position: 1400 },
        relayLog: { file: 'relay.000002', position: 1716 },
        filters: ['Replicate_Do_Domain_Ids=3,4'],
        settings: {
          heartbeatPeriodSeconds: 1.5,
          connectRetrySeconds: 60,
          retryCount: null,
          tls: {
            enabled: false,
            ca: '',
            caPath: '',
            cert: '',
            key: '',
            cipher: '',
            crl: '',
            crlPath: '',
            version: '',
            verifyServerCert: true,
          },
          publicKeyPath: null,
          getPublicKey: null,
          compression: null,
        },
      },
    ]);
  });

  test.each([
    ['Slave_Pos', 'slave-pos'],
    ['Current_Pos', 'current-pos'],
    ['No', 'file'],
  ])('that uses GTID "%s" is positioned by %s', (word, positioning) => {
    expect(
      observation({ 'replica-status': resultFrom([{ ...CHANNEL, Using_Gtid: word }]) }).channels[0]?.positioning,
    ).toBe(positioning);
  });
});

describe('a refusal', () => {
  test.each([
    ['connected-replicas', 'connected-replicas', 'REPLICATION MASTER ADMIN'],
    ['binlog-position', 'binlog-position', 'BINLOG MONITOR'],
  ] as const)('of %s names the privilege of this family', (role, fact, privilege) => {
    expect(observation({}, { refused: new Map([[role, 1227]]) }).unreadable).toEqual([
      { fact, errorNumber: 1227, grant: `GRANT ${privilege} ON *.* TO 'topiary'@'10.%'` },
    ]);
  });
});

test('the batch begins with the constant and ends with the binary log', () => {
  const roles = [...asked(SERVER).keys()];
  expect([roles[0], roles.at(-1)]).toEqual(['liveness', 'binlog-position']);
});
