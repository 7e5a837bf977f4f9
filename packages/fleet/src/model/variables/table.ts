/**
 * The variables that matter to replication, by generation. Sources: spec/dialects §1, §2, §5, §8, §9, §14; the vendors'
 * manuals, "Server System Variables" and "Replication and Binary Log Options".
 */
import { atLeast, familyOf, type Product } from '@topiary/domain';
import {
  both,
  either,
  everywhere,
  FIXED,
  mariadb,
  mariadbFrom,
  mysql,
  mysqlFrom,
  mysqlUntil,
  spelling,
  SWITCH,
  SWITCH_ON,
  TEXT,
  variable,
  type VariableRow,
} from './variable-row.ts';

const isMariadb = (product: Product): boolean => familyOf(product) === 'mariadb';
const replicaNames = (old: string) => ({
  known: mysqlFrom(8, 0, 26),
  alsoNamed: [spelling(old, either(mysql, mariadb))],
});

const IDENTITY: readonly VariableRow[] = [
  variable('version', { ...TEXT, ...FIXED }),
  variable('version_comment', { ...TEXT, ...FIXED }),
  variable('server_uuid', { ...TEXT, ...FIXED, known: mysql }),
  variable('server_uid', { ...TEXT, ...FIXED, known: mariadbFrom(10, 6) }),
  variable('server_id', { reach: 'both', default: 1 }),
  variable('hostname', { ...TEXT, ...FIXED }),
  variable('port', { ...FIXED, default: 3306 }),
  variable('report_host', { ...TEXT, ...FIXED }),
  variable('report_port', { ...FIXED }),
];

const LOGS: readonly VariableRow[] = [
  variable('log_bin', {
    ...FIXED,
    type: 'switch',
    default: (product) => (isMariadb(product) || !atLeast(product.version, 8) ? 'OFF' : 'ON'),
  }),
  variable('log_bin_basename', { ...TEXT, ...FIXED }),
  variable('sql_log_bin', { ...SWITCH_ON, reach: 'session' }),
  variable('log_replica_updates', {
    ...FIXED,
    ...replicaNames('log_slave_updates'),
    type: 'switch',
    default: (product) => (isMariadb(product) || !atLeast(product.version, 8) ? 'OFF' : 'ON'),
  }),
  variable('binlog_format', {
    type: ['MIXED', 'STATEMENT', 'ROW'],
    default: (product) => (isMariadb(product) ? 'MIXED' : 'ROW'),
    reach: 'both',
  }),
  variable('binlog_row_image', { type: ['MINIMAL', 'NOBLOB', 'FULL', 'FULL_NODUP'], default: 'FULL', reach: 'both' }),
  variable('sync_binlog', { default: (product) => (isMariadb(product) ? 0 : 1) }),
  variable('max_binlog_size', { default: 1_073_741_824 }),
  variable('binlog_expire_logs_seconds', {
    known: either(mysqlFrom(8, 0, 1), mariadbFrom(10, 6)),
    default: (product) => (isMariadb(product) ? 0 : 2_592_000),
  }),
  variable('expire_logs_days', { known: either(mysqlUntil(8, 2), mariadb) }),
  variable('innodb_flush_log_at_trx_commit', { default: 1 }),
  variable('binlog_error_action', { known: mysql, type: ['IGNORE_ERROR', 'ABORT_SERVER'], default: 'ABORT_SERVER' }),
];

const REPLICATION: readonly VariableRow[] = [
  variable('replica_net_timeout', { ...replicaNames('slave_net_timeout'), default: 60 }),
  variable('skip_replica_start', {
    ...FIXED,
    ...SWITCH,
    known: mysqlFrom(8, 0, 26),
    alsoNamed: [spelling('skip_slave_start', either(mysqlFrom(8, 0, 24), mariadb))],
  }),
  variable('relay_log', { ...TEXT, ...FIXED }),
  variable('relay_log_purge', SWITCH_ON),
  variable('relay_log_recovery', { ...SWITCH, ...FIXED }),
  variable('relay_log_info_repository', {
    ...FIXED,
    known: mysqlUntil(8, 3),
    type: ['FILE', 'TABLE'],
    default: 'TABLE',
  }),
  variable('master_info_repository', { ...FIXED, known: mysqlUntil(8, 3), type: ['FILE', 'TABLE'], default: 'TABLE' }),
  variable('sync_relay_log', { default: 10_000 }),
  variable('relay_log_space_limit', { ...FIXED }),
  variable('replica_parallel_workers', {
    ...replicaNames('slave_parallel_workers'),
    default: (product) => (atLeast(product.version, 8, 0, 27) ? 4 : 0),
  }),
  variable('slave_parallel_threads', { known: mariadb }),
  variable('slave_parallel_mode', { ...TEXT, known: mariadb, default: 'optimistic' }),
  variable('replica_parallel_type', {
    known: both(mysqlFrom(8, 0, 26), mysqlUntil(9, 7)),
    alsoNamed: [spelling('slave_parallel_type', mysqlUntil(9, 7))],
    type: ['DATABASE', 'LOGICAL_CLOCK'],
    default: 'LOGICAL_CLOCK',
  }),
  variable('replica_preserve_commit_order', { ...SWITCH_ON, ...replicaNames('slave_preserve_commit_order') }),
  variable('replica_exec_mode', {
    ...replicaNames('slave_exec_mode'),
    type: ['STRICT', 'IDEMPOTENT'],
    default: 'STRICT',
  }),
  variable('replica_transaction_retries', { ...replicaNames('slave_transaction_retries'), default: 10 }),
  variable('sql_replica_skip_counter', { ...replicaNames('sql_slave_skip_counter') }),
  variable('rpl_stop_replica_timeout', {
    known: mysqlFrom(8, 0, 26),
    alsoNamed: [spelling('rpl_stop_slave_timeout', mysql)],
    default: 31_536_000,
  }),
  variable('master_retry_count', { known: mariadbFrom(12, 0), default: 100_000 }),
  variable('replicate_same_server_id', { ...SWITCH, ...FIXED, known: either() }),
  variable('default_master_connection', { ...TEXT, reach: 'session', known: mariadb }),
  variable('replica_allow_higher_version_source', { ...SWITCH_ON, known: mysqlFrom(9, 7) }),
  variable('slave_connections_needed_for_purge', { known: mariadbFrom(11, 0), default: 1 }),
];

const MARIADB_FILTERS: readonly VariableRow[] = [
  'replicate_do_db',
  'replicate_ignore_db',
  'replicate_do_table',
  'replicate_ignore_table',
  'replicate_wild_do_table',
  'replicate_wild_ignore_table',
].map((name) => variable(name, { ...TEXT, known: mariadb }));

const GTID: readonly VariableRow[] = [
  variable('gtid_mode', {
    known: mysql,
    type: ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'],
    default: 'OFF',
  }),
  variable('enforce_gtid_consistency', { known: mysql, type: ['OFF', 'ON', 'WARN'], default: 'OFF' }),
  variable('gtid_executed', { ...TEXT, ...FIXED, known: mysql }),
  variable('gtid_purged', { ...TEXT, known: mysql }),
  variable('gtid_owned', { ...TEXT, ...FIXED, known: mysql }),
  variable('gtid_next', { ...TEXT, known: mysql, reach: 'session', default: 'AUTOMATIC' }),
  variable('gtid_strict_mode', { ...SWITCH, known: mariadb }),
  variable('gtid_domain_id', { known: mariadb, reach: 'both' }),
  variable('gtid_seq_no', { known: mariadb, reach: 'session' }),
  variable('gtid_ignore_duplicates', { ...SWITCH, known: mariadb }),
  variable('gtid_binlog_pos', { ...TEXT, ...FIXED, known: mariadb }),
  variable('gtid_slave_pos', { ...TEXT, known: mariadb }),
  variable('gtid_current_pos', { ...TEXT, ...FIXED, known: mariadb }),
  variable('gtid_binlog_state', { ...TEXT, known: mariadb }),
];

const WRITING: readonly VariableRow[] = [
  variable('read_only', { ...SWITCH }),
  variable('super_read_only', { ...SWITCH, known: mysql }),
  variable('offline_mode', { ...SWITCH, known: mysqlFrom(5, 7, 5) }),
  variable('max_connections', { default: 151 }),
  variable('lock_wait_timeout', {
    reach: 'both',
    default: (product) => (isMariadb(product) ? 86_400 : 31_536_000),
  }),
  variable('wait_timeout', { reach: 'both', default: 28_800 }),
  variable('interactive_timeout', { reach: 'both', default: 28_800 }),
  variable('net_write_timeout', { reach: 'both', default: 60 }),
  variable('net_read_timeout', { reach: 'both', default: 30 }),
  variable('max_allowed_packet', { reach: 'both', default: 67_108_864 }),
  variable('sql_mode', { ...TEXT, reach: 'both' }),
  variable('autocommit', { ...SWITCH_ON, reach: 'both' }),
  variable('character_set_results', { ...TEXT, reach: 'both', default: 'utf8mb4' }),
  variable('time_zone', { ...TEXT, reach: 'both', default: 'SYSTEM' }),
  variable('max_execution_time', { known: mysql, reach: 'both' }),
  variable('max_statement_time', { known: mariadb, reach: 'both' }),
];

/** MariaDB has it built in under the old names; MySQL's plugins come in an old and, from 8.0.26, a new spelling. */
function semiSync(side: 'source' | 'replica', name: string, row: Parameters<typeof variable>[1]): VariableRow {
  const old = side === 'source' ? 'master' : 'slave';
  const oldName = name.replaceAll('replica', 'slave');
  return variable(`rpl_semi_sync_${side}_${name}`, {
    ...row,
    known: mysqlFrom(8, 0, 26),
    plugin: `rpl_semi_sync_${side}`,
    alsoNamed: [
      spelling(`rpl_semi_sync_${old}_${oldName}`, mysql, `rpl_semi_sync_${old}`),
      ...(name === 'wait_for_replica_count' ? [] : [spelling(`rpl_semi_sync_${old}_${oldName}`, mariadb)]),
    ],
  });
}

const SEMI_SYNC: readonly VariableRow[] = [
  semiSync('source', 'enabled', SWITCH),
  semiSync('source', 'timeout', { default: 10_000 }),
  semiSync('source', 'wait_for_replica_count', { default: 1 }),
  semiSync('source', 'wait_no_replica', SWITCH_ON),
  semiSync('source', 'wait_point', {
    type: ['AFTER_SYNC', 'AFTER_COMMIT'],
    default: (product) => (isMariadb(product) ? 'AFTER_COMMIT' : 'AFTER_SYNC'),
  }),
  semiSync('source', 'trace_level', { default: 32 }),
  semiSync('replica', 'enabled', SWITCH),
  semiSync('replica', 'trace_level', { default: 32 }),
];

const GROUP: readonly VariableRow[] = [
  variable('group_replication_group_name', { ...TEXT, known: mysql, plugin: 'group_replication' }),
  variable('group_replication_single_primary_mode', { ...SWITCH_ON, known: mysql, plugin: 'group_replication' }),
  variable('group_replication_start_on_boot', { ...SWITCH_ON, known: mysql, plugin: 'group_replication' }),
  variable('group_replication_bootstrap_group', { ...SWITCH, known: mysql, plugin: 'group_replication' }),
  variable('group_replication_local_address', { ...TEXT, known: mysql, plugin: 'group_replication' }),
  variable('group_replication_group_seeds', { ...TEXT, known: mysql, plugin: 'group_replication' }),
  variable('group_replication_member_weight', { known: mysql, plugin: 'group_replication', default: 50 }),
  variable('group_replication_member_expel_timeout', { known: mysql, plugin: 'group_replication', default: 5 }),
  variable('group_replication_consistency', {
    ...TEXT,
    known: mysqlFrom(8, 0, 14),
    default: 'EVENTUAL',
    reach: 'both',
  }),
];

const OTHERS: readonly VariableRow[] = [
  variable('ndb_connectstring', { ...TEXT, ...FIXED, known: ({ flavor }) => flavor === 'ndb' }),
  variable('clone_valid_donor_list', { ...TEXT, known: mysqlFrom(8, 0, 17), plugin: 'clone' }),
  variable('datadir', { ...TEXT, ...FIXED, default: '/var/lib/mysql/' }),
  variable('have_ssl', { ...TEXT, ...FIXED, known: either(mysqlUntil(8, 4), mariadb), default: 'YES' }),
  variable('performance_schema', {
    ...FIXED,
    type: 'switch',
    default: (product) => (isMariadb(product) ? 'OFF' : 'ON'),
  }),
  variable('innodb_read_only', { ...FIXED, ...SWITCH, known: everywhere }),
];

export const VARIABLES: readonly VariableRow[] = [
  ...IDENTITY,
  ...LOGS,
  ...REPLICATION,
  ...MARIADB_FILTERS,
  ...GTID,
  ...WRITING,
  ...SEMI_SYNC,
  ...GROUP,
  ...OTHERS,
];
