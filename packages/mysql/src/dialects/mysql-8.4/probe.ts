/** What a MySQL server from 8.4 on is asked, in the order in which one packet asks it. Source: spec/dialects §2, §13. */
import type { LearningStatement, Learned, ProbeRole, ProbeStatement } from '../dialect.ts';
import { dynamicVariables, staticVariables } from './capabilities.ts';

const LIVENESS = "SELECT 'topiary'";

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/**
 * One unknown variable fails a whole SELECT (1193), while SHOW … IN ignores it: so the existing ones are learned first,
 * and the probe selects exactly those, which costs the server a fraction of the SHOW.
 * INNODB_CMP is a table of five rows that asks for PROCESS and answers 1227 without it; it comes last for that reason.
 */
export const LEARNING: readonly LearningStatement[] = [
  { role: 'liveness', sql: LIVENESS },
  { role: 'product', sql: 'SELECT @@version, @@version_comment, CURRENT_USER()' },
  {
    role: 'variables',
    sql: `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${quoted([...staticVariables, ...dynamicVariables])})`,
  },
  { role: 'processes', sql: 'SELECT 1 FROM information_schema.INNODB_CMP LIMIT 1' },
];

const REPLICA_STATUS: ProbeStatement = { role: 'replica-status', sql: 'SHOW REPLICA STATUS' };

const STATUS_NAMES = [
  'Uptime',
  'Rpl_semi_sync_source_status',
  'Rpl_semi_sync_source_clients',
  'Rpl_semi_sync_replica_status',
  'Rpl_semi_sync_master_status',
  'Rpl_semi_sync_master_clients',
  'Rpl_semi_sync_slave_status',
] as const;

const STATUS: ProbeStatement = {
  role: 'status',
  sql: `SHOW GLOBAL STATUS WHERE Variable_name IN (${quoted(STATUS_NAMES)})`,
};

const CHANNEL_SETTINGS: ProbeStatement = {
  role: 'channel-settings',
  sql: 'SELECT CHANNEL_NAME, HEARTBEAT_INTERVAL, COMPRESSION_ALGORITHM FROM performance_schema.replication_connection_configuration',
};

const GROUP_MEMBERS: ProbeStatement = {
  role: 'group-members',
  sql: 'SELECT MEMBER_ID, MEMBER_HOST, MEMBER_PORT, MEMBER_STATE, MEMBER_ROLE FROM performance_schema.replication_group_members',
};

const DUMP_THREADS: ProbeStatement = {
  role: 'dump-threads',
  sql: "SELECT HOST FROM performance_schema.processlist WHERE COMMAND IN ('Binlog Dump GTID', 'Binlog Dump')",
};

const CONNECTED_REPLICAS: ProbeStatement = { role: 'connected-replicas', sql: 'SHOW REPLICAS' };

/** Hangs while the binary log's disk is full, when everything above still answers: so it is the last. */
const BINLOG_POSITION: ProbeStatement = { role: 'binlog-position', sql: 'SHOW BINARY LOG STATUS' };

export const CHANNEL_STATEMENTS: readonly ProbeStatement[] = [REPLICA_STATUS, CHANNEL_SETTINGS];

export function probeStatements(learned: Learned, without: ReadonlySet<ProbeRole>): readonly ProbeStatement[] {
  const all: ProbeStatement[] = [
    { role: 'liveness', sql: LIVENESS },
    { role: 'settings', sql: `SELECT ${learned.variables.map((name) => `@@global.${name}`).join(', ')}` },
    REPLICA_STATUS,
    STATUS,
    CHANNEL_SETTINGS,
  ];
  if (learned.variables.includes('group_replication_group_name')) all.push(GROUP_MEMBERS);
  if (learned.logBin) all.push(DUMP_THREADS, CONNECTED_REPLICAS, BINLOG_POSITION);
  return all.filter((statement) => !without.has(statement.role));
}
