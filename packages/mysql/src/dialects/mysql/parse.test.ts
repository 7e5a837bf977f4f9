import { describe, expect, test } from 'vitest';
import { asked, observed, serverWith, shown, type Shown } from '../../../test/support/dialects.ts';
import { resultFrom } from '../../../test/support/results.ts';
import type { ObserveContext, ProbeRole } from '../dialect.ts';
import type { ResultSet } from '../result-set.ts';

const VARIABLES: Shown = {
  server_uuid: 'uuid-1',
  hostname: 'db-1',
  port: 3306,
  report_host: '',
  report_port: 3306,
  log_bin: 'ON',
  log_replica_updates: 'ON',
  server_id: 1,
  read_only: 1,
  super_read_only: 0,
  replica_net_timeout: 60,
  gtid_mode: 'ON',
  gtid_executed: 'uuid-1:1-7,\nuuid-2:1-3',
  gtid_purged: 'uuid-1:1-2',
  rpl_semi_sync_replica_enabled: 1,
};
const SERVER = serverWith('9.7.4-2', VARIABLES, { comment: '(Debian)' });
const status = shown({ Uptime: 237, Rpl_semi_sync_replica_status: 'OFF' });

/** As MySQL 9.7 gives it; columns that nothing reads are left out. */
const CHANNEL = {
  Source_Host: 'DB-0.Example',
  Source_User: 'repl',
  Source_Port: 3306,
  Connect_Retry: 60,
  Source_Log_File: 'binlog.000001',
  Read_Source_Log_Pos: 2110,
  Relay_Log_File: 'relay.000002',
  Relay_Log_Pos: 2321,
  Relay_Source_Log_File: 'binlog.000001',
  Replica_IO_Running: 'Yes',
  Replica_SQL_Running: 'Yes',
  Replicate_Do_DB: 'shop',
  Replicate_Wild_Ignore_Table: 'tmp.%',
  Exec_Source_Log_Pos: 2000,
  Source_SSL_Allowed: 'Yes',
  Source_SSL_CA_File: '/ca.pem',
  Source_SSL_Verify_Server_Cert: 'No',
  Seconds_Behind_Source: 3,
  Last_IO_Errno: 0,
  Last_IO_Error: '',
  Last_SQL_Errno: 1062,
  Last_SQL_Error: 'Duplicate entry',
  Source_Server_Id: 10,
  Source_UUID: 'uuid-0',
  SQL_Delay: 30,
  Source_Retry_Count: 10,
  Retrieved_Gtid_Set: 'uuid-0:1-7',
  Auto_Position: 1,
  Channel_Name: 'c1',
  Source_TLS_Version: 'TLSv1.3',
  Source_public_key_path: '',
  Get_Source_public_key: 1,
};

function observation(
  parts: Partial<Record<ProbeRole, ResultSet>> = {},
  context: Partial<ObserveContext> = {},
): ReturnType<typeof observed> {
  return observed(SERVER, { status, ...parts }, context);
}

describe('a server', () => {
  test('is known by identity, settings and GTIDs', () => {
    const seen = observation({
      'binlog-position': resultFrom([{ File: 'binlog.000009', Position: 157, Executed_Gtid_Set: '' }]),
    });
    expect(seen).toMatchObject({
      product: { flavor: 'mysql', version: { major: 9, minor: 7 } },
      identity: { serverId: 1, serverUuid: 'uuid-1', hostname: 'db-1', reportHost: null, reportPort: 3306 },
      uptimeSeconds: 237,
      settings: { readOnly: true, superReadOnly: false, logBin: true, replicaNetTimeoutSeconds: 60 },
      gtid: { kind: 'mysql', mode: 'ON', executed: 'uuid-1:1-7,uuid-2:1-3', purged: 'uuid-1:1-2' },
      binlog: { file: 'binlog.000009', position: 157 },
      channels: [],
      unreadable: [],
    });
  });

  test('has semi-sync on the side whose plugin is loaded', () => {
    expect(observation().semiSync).toMatchObject({
      sourceEnabled: null,
      sourceActive: null,
      replicaEnabled: true,
      replicaActive: false,
    });
  });

  test('has no binary log position when the statement gave no row', () => {
    expect(observation({ 'binlog-position': resultFrom([]) }).binlog).toBeNull();
  });

  test('says which databases its log leaves out', () => {
    const status = { File: 'binlog.000009', Position: 157, Binlog_Do_DB: '', Binlog_Ignore_DB: 'logs,tmp' };
    expect(observation({ 'binlog-position': resultFrom([status]) }).binlogFilters).toEqual([
      'Binlog_Ignore_DB=logs,tmp',
    ]);
    expect(
      observation({ 'binlog-position': resultFrom([{ ...status, Binlog_Ignore_DB: '' }]) }).binlogFilters,
    ).toBeUndefined();
  });
});

describe('a channel', () => {
  test('is read whole', () => {
    const extra = resultFrom([{ CHANNEL_NAME: 'c1', HEARTBEAT_INTERVAL: 1.5, COMPRESSION_ALGORITHM: 'zstd' }]);
    expect(observation({ 'replica-status': resultFrom([CHANNEL]), 'channel-settings': extra }).channels).toEqual([
      {
        name: 'c1',
        source: { host: 'db-0.example', port: 3306 },
        sourceServerId: 10,
        sourceUuid: 'uuid-0',
        user: 'repl',
        receiver: 'running',
        applier: 'running',
        receiverError: null,
        applierError: { number: 1062, text: 'Duplicate entry' },
        lagSeconds: 3,
        delaySeconds: 30,
        positioning: 'auto-position',
        retrieved: 'uuid-0:1-7',
        readPosition: { file: 'binlog.000001', position: 2110 },
        executedPosition: { file: 'binlog.000001', position: 2000 },
        relayLog: { file: 'relay.000002', position: 2321 },
        filters: ['Replicate_Do_DB=shop', 'Replicate_Wild_Ignore_Table=tmp.%'],
        settings: {
          heartbeatPeriodSeconds: 1.5,
          connectRetrySeconds: 60,
          retryCount: 10,
          tls: {
            enabled: true,
            ca: '/ca.pem',
            caPath: '',
            cert: '',
            key: '',
            cipher: '',
            crl: '',
            crlPath: '',
            version: 'TLSv1.3',
            verifyServerCert: false,
          },
          publicKeyPath: '',
          getPublicKey: true,
          compression: 'zstd',
        },
      },
    ]);
  });

  test('whose lag the server does not know has none', () => {
    expect(
      observation({ 'replica-status': resultFrom([{ ...CHANNEL, Seconds_Behind_Source: null }]) }).channels[0]
        ?.lagSeconds,
    ).toBeNull();
  });

  test.each([
    ['Yes', 'running'],
    ['Connecting', 'connecting'],
    ['No', 'stopped'],
  ])('with receiver "%s" is %s', (word, state) => {
    expect(
      observation({ 'replica-status': resultFrom([{ ...CHANNEL, Replica_IO_Running: word }]) }).channels[0]?.receiver,
    ).toBe(state);
  });

  test('of Group Replication itself is no edge', () => {
    const rows = resultFrom([{ ...CHANNEL, Channel_Name: 'group_replication_applier' }, CHANNEL]);
    expect(observation({ 'replica-status': rows }).channels.map((channel) => channel.name)).toEqual(['c1']);
  });

  test('keeps what the status row does not have as unknown, with the grant that would show it', () => {
    const seen = observation(
      { 'replica-status': resultFrom([CHANNEL]) },
      { refused: new Map([['channel-settings', 1142]]) },
    );
    expect(seen.channels[0]?.settings).toMatchObject({
      heartbeatPeriodSeconds: null,
      compression: null,
      retryCount: 10,
    });
    expect(seen.unreadable).toEqual([
      {
        fact: 'channel-settings',
        errorNumber: 1142,
        grant: "GRANT SELECT ON performance_schema.replication_connection_configuration TO 'topiary'@'%'",
      },
    ]);
  });
});

describe('a group', () => {
  const plugin = { group_replication_group_name: 'g-1', group_replication_single_primary_mode: 'ON' };
  const server = serverWith('9.7.4', { ...VARIABLES, ...plugin });

  test('is asked about only where the plugin is loaded', () => {
    expect(asked(server).has('group-members')).toBe(true);
    expect(asked(SERVER).has('group-members')).toBe(false);
  });

  test('has members with address, state and role', () => {
    const members = resultFrom([
      { MEMBER_ID: 'u', MEMBER_HOST: 'DB-1', MEMBER_PORT: 3306, MEMBER_STATE: 'ONLINE', MEMBER_ROLE: 'PRIMARY' },
    ]);
    expect(observed(server, { 'group-members': members }).group).toEqual({
      groupName: 'g-1',
      mode: 'single-primary',
      members: [{ uuid: 'u', address: { host: 'db-1', port: 3306 }, state: 'ONLINE', role: 'PRIMARY' }],
    });
  });

  test('of several primaries says so, in whatever order it lists them', () => {
    const many = serverWith('9.7.4', { ...VARIABLES, ...plugin, group_replication_single_primary_mode: 'OFF' });
    const row = (uuid: string) => ({
      MEMBER_ID: uuid,
      MEMBER_HOST: uuid,
      MEMBER_PORT: 3306,
      MEMBER_STATE: 'ONLINE',
      MEMBER_ROLE: 'PRIMARY',
    });
    const listed = (...uuids: readonly string[]) =>
      observed(many, { 'group-members': resultFrom(uuids.map(row)) }).group ?? null;
    expect(listed('v', 'u')).toEqual(listed('u', 'v'));
    expect(listed('v', 'u')?.mode).toBe('multi-primary');
  });

  test('whose list is refused is one of which the members are not known', () => {
    expect(observed(server, {}, { refused: new Map([['group-members', 1142]]) })).toMatchObject({
      group: { groupName: 'g-1', members: [] },
      unreadable: [
        {
          fact: 'group-members',
          errorNumber: 1142,
          grant: "GRANT SELECT ON performance_schema.replication_group_members TO 'topiary'@'%'",
        },
      ],
    });
  });

  test('that was never started is none', () => {
    const members = resultFrom([
      { MEMBER_ID: '', MEMBER_HOST: '', MEMBER_PORT: null, MEMBER_STATE: 'OFFLINE', MEMBER_ROLE: '' },
    ]);
    expect(observed(server, { 'group-members': members }).group).toBeNull();
  });
});

test('a group name that is NULL is none', () => {
  const server = serverWith('9.7.4', { ...VARIABLES, group_replication_group_name: null });
  expect(observed(server, { 'group-members': resultFrom([]) }).group).toBeNull();
});

describe('a process list that the server cut short without saying so', () => {
  test('is reported with the grant that would show the rest', () => {
    expect(observation({}, { learned: { ...SERVER.learned, seesAllProcesses: false } }).unreadable).toEqual([
      { fact: 'process-list', errorNumber: 1227, grant: "GRANT PROCESS ON *.* TO 'topiary'@'%'" },
    ]);
  });

  test('does not matter where no binary log is written', () => {
    expect(
      observation({}, { learned: { ...SERVER.learned, seesAllProcesses: false, logBin: false } }).unreadable,
    ).toEqual([]);
  });
});

describe('the batch', () => {
  const rolesOf = (server = SERVER): readonly ProbeRole[] => [...asked(server).keys()];

  test('begins with the constant and ends with what may hang', () => {
    expect(rolesOf()[0]).toBe('liveness');
    expect(rolesOf().at(-1)).toBe('binlog-position');
  });

  test('asks for the variables that the server has and no others, of which one would fail them all', () => {
    const sql = asked(SERVER).get('settings') ?? '';
    expect(sql).toMatch(/^SELECT @@global\.server_id, @@global\.read_only, /);
    expect(sql).not.toMatch(/rpl_semi_sync_source|group_replication|offline_mode/);
  });

  test('leaves out what was refused', () => {
    const statements = SERVER.dialect.probe(SERVER.learned, new Set(['channel-settings']));
    expect(statements.map((statement) => statement.role)).not.toContain('channel-settings');
  });

  test('does not ask a server without a binary log who reads it', () => {
    const server = serverWith('9.7.4', { ...VARIABLES, log_bin: 'OFF' });
    expect(rolesOf(server)).not.toContain('connected-replicas');
    expect(observed(server).connectedReplicas).toEqual([]);
  });
});
