/** What the servers themselves say, in their own words: the suite checks the port against this. */
import type { Address } from '@topiary/domain';
import { textOf } from '../../src/dialects/result-set.ts';
import type { ContractFleet, ContractServer, SqlRecord } from './world.ts';

type Spoken = Pick<ContractFleet, 'family' | 'olderWords'>;

/** One channel's row, with the settings that live elsewhere on this family. */
export async function rawChannel(fleet: Spoken, server: ContractServer, name = ''): Promise<SqlRecord> {
  const rows = await server.sql(wordsOf(fleet).replicaStatus);
  if (fleet.family === 'mariadb') return rows.find((row) => row['Connection_name'] === name) ?? {};
  const settings = await server.sql('SELECT * FROM performance_schema.replication_connection_configuration');
  return {
    ...rows.find((row) => row['Channel_Name'] === name),
    ...settings.find((row) => row['CHANNEL_NAME'] === name),
  };
}

/** Changes from one row to the next whatever happens: positions, errors, states, and where it connects to. */
const MOVING =
  /^(.*_(Log_File|Log_Pos|Log_Space|Port|IO_State|IO_Running|SQL_Running|UUID|Server_Id|SQL_State|SQL_Running_State|Id|Until_.*)|Seconds_Behind_.*|HOST|PORT|.*Gtid.*|Last_.*|Relay_.*|.*_Groups|Executed_log_entries|Slave_received_heartbeats|.*_event_time|Master_Slave_time_diff|SQL_Remaining_Delay|Source_Host|Master_Host)$/;

/** Everything about a channel that a move must leave as it is. */
export function settingsOfRow(row: SqlRecord): SqlRecord {
  const kept = Object.entries(row).filter(([name]) => !MOVING.test(name) || name === 'Using_Gtid');
  return Object.fromEntries(kept);
}

export function threadsOfRow(row: SqlRecord): { receiver: unknown; applier: unknown } {
  return {
    receiver: row['Replica_IO_Running'] ?? row['Slave_IO_Running'],
    applier: row['Replica_SQL_Running'] ?? row['Slave_SQL_Running'],
  };
}

export function sourceOfRow(row: SqlRecord): unknown {
  return row['Source_Port'] ?? row['Master_Port'];
}

const MYSQL = {
  stopBoth: "STOP REPLICA FOR CHANNEL ''",
  startBoth: "START REPLICA FOR CHANNEL ''",
  stopReceiver: "STOP REPLICA IO_THREAD FOR CHANNEL ''",
  stopApplier: "STOP REPLICA SQL_THREAD FOR CHANNEL ''",
  startApplier: "START REPLICA SQL_THREAD FOR CHANNEL ''",
  startReceiver: "START REPLICA IO_THREAD FOR CHANNEL ''",
  /** This and the next two of a stopped channel. */
  delay: (seconds: number) => `CHANGE REPLICATION SOURCE TO SOURCE_DELAY = ${seconds} FOR CHANNEL ''`,
  heartbeat: (seconds: number) => `CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = ${seconds} FOR CHANNEL ''`,
  /** It goes back to the default heartbeat, unless told otherwise. */
  source: ({ host, port }: Address, heartbeat: number) =>
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '${host}', SOURCE_PORT = ${port}, SOURCE_HEARTBEAT_PERIOD = ${heartbeat} FOR CHANNEL ''`,
  /** The table that is left out; '' for none. */
  filter: (table: string) => `CHANGE REPLICATION FILTER REPLICATE_IGNORE_TABLE = (${table})`,
  /** Values that no server has by default. */
  unusual:
    "CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = 1.25, SOURCE_CONNECT_RETRY = 7, SOURCE_RETRY_COUNT = 99, SOURCE_DELAY = 1, SOURCE_SSL = 1, SOURCE_TLS_VERSION = 'TLSv1.3', SOURCE_SSL_CRLPATH = '/nowhere', SOURCE_PUBLIC_KEY_PATH = '/nowhere/key''s.pem', GET_SOURCE_PUBLIC_KEY = 1, SOURCE_COMPRESSION_ALGORITHMS = 'zstd,uncompressed', SOURCE_ZSTD_COMPRESSION_LEVEL = 7 FOR CHANNEL ''",
  applied: 'SELECT @@global.gtid_executed AS position',
  replicaStatus: 'SHOW REPLICA STATUS',
  binlogPosition: 'SHOW BINARY LOG STATUS',
  flushCredentials: 'FLUSH PRIVILEGES',
} as const;

/** Before 8.2. */
const MYSQL_80 = { ...MYSQL, binlogPosition: 'SHOW MASTER STATUS' } as const;

const WORDS = {
  mysql: MYSQL,
  'mysql-8.0': MYSQL_80,
  'mysql-5.7': {
    ...MYSQL_80,
    stopBoth: "STOP SLAVE FOR CHANNEL ''",
    startBoth: "START SLAVE FOR CHANNEL ''",
    stopReceiver: "STOP SLAVE IO_THREAD FOR CHANNEL ''",
    stopApplier: "STOP SLAVE SQL_THREAD FOR CHANNEL ''",
    startApplier: "START SLAVE SQL_THREAD FOR CHANNEL ''",
    startReceiver: "START SLAVE IO_THREAD FOR CHANNEL ''",
    delay: (seconds: number) => `CHANGE MASTER TO MASTER_DELAY = ${seconds} FOR CHANNEL ''`,
    heartbeat: (seconds: number) => `CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = ${seconds} FOR CHANNEL ''`,
    source: ({ host, port }: Address, heartbeat: number) =>
      `CHANGE MASTER TO MASTER_HOST = '${host}', MASTER_PORT = ${port}, MASTER_HEARTBEAT_PERIOD = ${heartbeat} FOR CHANNEL ''`,
    unusual:
      "CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = 1.25, MASTER_CONNECT_RETRY = 7, MASTER_RETRY_COUNT = 99, MASTER_DELAY = 1, MASTER_SSL = 1, MASTER_TLS_VERSION = 'TLSv1.2', MASTER_SSL_CRLPATH = '/nowhere' FOR CHANNEL ''",
    replicaStatus: 'SHOW SLAVE STATUS',
  },
  mariadb: {
    stopBoth: 'STOP SLAVE',
    startBoth: 'START SLAVE',
    stopReceiver: 'STOP SLAVE IO_THREAD',
    stopApplier: 'STOP SLAVE SQL_THREAD',
    startApplier: 'START SLAVE SQL_THREAD',
    startReceiver: 'START SLAVE IO_THREAD',
    delay: (seconds: number) => `CHANGE MASTER TO MASTER_DELAY = ${seconds}`,
    heartbeat: (seconds: number) => `CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = ${seconds}`,
    source: ({ host, port }: Address, heartbeat: number) =>
      `CHANGE MASTER TO MASTER_HOST = '${host}', MASTER_PORT = ${port}, MASTER_HEARTBEAT_PERIOD = ${heartbeat}`,
    filter: (table: string) => `SET GLOBAL replicate_ignore_table = '${table}'`,
    unusual:
      "CHANGE MASTER TO MASTER_HEARTBEAT_PERIOD = 1.25, MASTER_CONNECT_RETRY = 7, MASTER_DELAY = 1, MASTER_SSL = 0, MASTER_SSL_CA = '/nowhere/ca''s.pem', MASTER_SSL_VERIFY_SERVER_CERT = 0",
    applied: 'SELECT @@global.gtid_binlog_pos AS position',
    replicaStatus: 'SHOW ALL SLAVES STATUS',
    binlogPosition: 'SHOW MASTER STATUS',
    flushCredentials: 'FLUSH PRIVILEGES',
  },
} as const;

export function wordsOf({ family, olderWords }: Spoken): (typeof WORDS)[keyof typeof WORDS] {
  return WORDS[olderWords ?? family];
}

export async function positionOf(fleet: Spoken, server: ContractServer): Promise<string> {
  const [row] = await server.sql(wordsOf(fleet).applied);
  return textOf(row?.['position']).replaceAll(/\s+/g, '');
}
