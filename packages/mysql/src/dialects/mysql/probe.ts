/** What a MySQL server is asked, in the order in which one packet asks it. Source: spec/dialects §2, §13. */
import type { Learned, ProbeRole, ProbeStatement } from '../dialect.ts';
import { LIVENESS, type LearningWords } from '../learning.ts';
import { settingsStatement, showStatus } from '../settings.ts';
import { NDB_SQL_NODES } from './ndb.ts';
import type { MysqlWords } from './words.ts';

const GROUP_NAME = 'group_replication_group_name';

/** Either spelling of the semi-sync plugins may be loaded, never both on one server: which one is learned. */
const DYNAMIC_VARIABLES = [
  'server_id',
  'read_only',
  'super_read_only',
  'offline_mode',
  'binlog_format',
  'binlog_row_image',
  'sync_relay_log',
  'gtid_mode',
  'gtid_executed',
  'gtid_purged',
  GROUP_NAME,
  'group_replication_single_primary_mode',
  'rpl_semi_sync_source_enabled',
  'rpl_semi_sync_source_timeout',
  'rpl_semi_sync_source_wait_for_replica_count',
  'rpl_semi_sync_replica_enabled',
  'rpl_semi_sync_master_enabled',
  'rpl_semi_sync_master_timeout',
  'rpl_semi_sync_master_wait_for_slave_count',
  'rpl_semi_sync_slave_enabled',
];

/** Counts every command that is no query, and so every reader of the binary log that comes. */
export const ARRIVALS = 'Com_admin_commands';

const STATUS_NAMES = [
  'Uptime',
  ARRIVALS,
  'Rpl_semi_sync_source_status',
  'Rpl_semi_sync_source_clients',
  'Rpl_semi_sync_replica_status',
  'Rpl_semi_sync_master_status',
  'Rpl_semi_sync_master_clients',
  'Rpl_semi_sync_slave_status',
];

export function learningWords({ variables }: MysqlWords): LearningWords {
  return {
    serverUuid: 'server_uuid',
    serverUid: null,
    logReplicaUpdates: variables.logReplicaUpdates,
    dynamic: [...DYNAMIC_VARIABLES, variables.replicaNetTimeout],
  };
}

type Asked = Exclude<ProbeRole, 'liveness' | 'settings'>;

function statementsOf(words: MysqlWords): Readonly<Record<Asked, ProbeStatement>> {
  const { membersHaveRoles, statements, tellsCompression } = words;
  const configuration = ['CHANNEL_NAME', 'HEARTBEAT_INTERVAL', ...(tellsCompression ? ['COMPRESSION_ALGORITHM'] : [])];
  const member = [
    'MEMBER_ID',
    'MEMBER_HOST',
    'MEMBER_PORT',
    'MEMBER_STATE',
    ...(membersHaveRoles ? ['MEMBER_ROLE'] : []),
  ];
  return {
    'replica-status': { role: 'replica-status', sql: statements.replicaStatus },
    status: {
      role: 'status',
      sql: showStatus([...STATUS_NAMES, ...(membersHaveRoles ? [] : ['group_replication_primary_member'])]),
    },
    'channel-settings': {
      role: 'channel-settings',
      sql: `SELECT ${configuration.join(', ')} FROM performance_schema.replication_connection_configuration`,
    },
    'group-members': {
      role: 'group-members',
      sql: `SELECT ${member.join(', ')} FROM performance_schema.replication_group_members`,
    },
    'dump-threads': {
      role: 'dump-threads',
      sql: `SELECT HOST FROM ${statements.processList} WHERE COMMAND IN ('Binlog Dump GTID', 'Binlog Dump')`,
    },
    'connected-replicas': { role: 'connected-replicas', sql: statements.connectedReplicas },
    'binlog-position': { role: 'binlog-position', sql: statements.binlogPosition },
    'ndb-sql-nodes': { role: 'ndb-sql-nodes', sql: NDB_SQL_NODES },
  };
}

export interface MysqlProbe {
  readonly channelStatements: readonly ProbeStatement[];
  statements(learned: Learned, without: ReadonlySet<ProbeRole>): readonly ProbeStatement[];
}

export function mysqlProbe(words: MysqlWords): MysqlProbe {
  const ask = statementsOf(words);
  return {
    channelStatements: [ask['replica-status'], ask['channel-settings']],
    statements: (learned, without) => {
      const all: ProbeStatement[] = [
        { role: 'liveness', sql: LIVENESS },
        { role: 'settings', sql: settingsStatement(learned.variables) },
        ask['replica-status'],
        ask.status,
        ask['channel-settings'],
      ];
      if (learned.variables.includes(GROUP_NAME)) all.push(ask['group-members']);
      // The log's position hangs while its disk is full, when everything above still answers: so it comes last.
      if (learned.logBin) all.push(ask['dump-threads'], ask['connected-replicas'], ask['binlog-position']);
      // But for what other machines answer, which is asked where the version tells of them and nowhere else.
      if (learned.product.flavor === 'ndb') all.push(ask['ndb-sql-nodes']);
      return all.filter((statement) => !without.has(statement.role));
    },
  };
}
