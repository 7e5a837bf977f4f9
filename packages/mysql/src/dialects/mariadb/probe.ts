/** What a MariaDB server is asked, in the order in which one packet asks it. Source: spec/dialects §2, §13. */
import type { Learned, ProbeRole, ProbeStatement } from '../dialect.ts';
import { LIVENESS, type LearningWords } from '../learning.ts';
import { settingsStatement, showStatus } from '../settings.ts';

/** `server_uid` came with the maintenance releases of 2024; semi-sync is built in from 10.3.3 and a plugin before. */
export const LEARNING_WORDS: LearningWords = {
  serverUuid: null,
  serverUid: 'server_uid',
  logReplicaUpdates: 'log_slave_updates',
  dynamic: [
    'server_id',
    'read_only',
    'binlog_format',
    'binlog_row_image',
    'slave_net_timeout',
    'sync_relay_log',
    'gtid_strict_mode',
    'gtid_domain_id',
    'gtid_binlog_pos',
    'gtid_slave_pos',
    'gtid_current_pos',
    'gtid_binlog_state',
    'rpl_semi_sync_master_enabled',
    'rpl_semi_sync_master_timeout',
    'rpl_semi_sync_slave_enabled',
  ],
};

/** Every connection with its name; SHOW SLAVE STATUS gives the default one only. The columns stay Slave_ and Master_. */
const REPLICA_STATUS: ProbeStatement = { role: 'replica-status', sql: 'SHOW ALL SLAVES STATUS' };

/** Counts the replicas that came. */
export const ARRIVALS = 'Slave_connections';

const STATUS: ProbeStatement = {
  role: 'status',
  sql: showStatus([
    'Uptime',
    ARRIVALS,
    'Rpl_semi_sync_master_status',
    'Rpl_semi_sync_master_clients',
    'Rpl_semi_sync_slave_status',
  ]),
};

/**
 * Every session, of which the binary log's readers are picked here. The table of the same name is written to a file first,
 * which costs the server ten times as much, and crashes it when another MariaDB that shares its `tmpdir` starts meanwhile.
 */
const DUMP_THREADS: ProbeStatement = { role: 'dump-threads', sql: 'SHOW PROCESSLIST' };

const CONNECTED_REPLICAS: ProbeStatement = { role: 'connected-replicas', sql: 'SHOW SLAVE HOSTS' };

/** Takes the log's lock, which a full disk or a long commit may hold: so it is the last. */
const BINLOG_POSITION: ProbeStatement = { role: 'binlog-position', sql: 'SHOW MASTER STATUS' };

export const CHANNEL_STATEMENTS: readonly ProbeStatement[] = [REPLICA_STATUS];

export function probeStatements(learned: Learned, without: ReadonlySet<ProbeRole>): readonly ProbeStatement[] {
  const all: ProbeStatement[] = [
    { role: 'liveness', sql: LIVENESS },
    { role: 'settings', sql: settingsStatement(learned.variables) },
    REPLICA_STATUS,
    STATUS,
  ];
  if (learned.logBin) all.push(DUMP_THREADS, CONNECTED_REPLICAS, BINLOG_POSITION);
  return all.filter((statement) => !without.has(statement.role));
}
