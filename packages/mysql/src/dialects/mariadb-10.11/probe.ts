/** What a MariaDB server from 10.11 on is asked, in the order in which one packet asks it. Source: spec/dialects §2, §13. */
import type { LearningStatement, Learned, ProbeRole, ProbeStatement } from '../dialect.ts';
import { dynamicVariables, staticVariables } from './capabilities.ts';

const LIVENESS = "SELECT 'topiary'";

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/**
 * One unknown variable fails a whole SELECT (1193), while SHOW … IN ignores it: so the existing ones are learned first.
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

/** Every connection with its name; SHOW SLAVE STATUS gives the default one only. The columns stay Slave_ and Master_. */
const REPLICA_STATUS: ProbeStatement = { role: 'replica-status', sql: 'SHOW ALL SLAVES STATUS' };

const STATUS_NAMES = [
  'Uptime',
  'Rpl_semi_sync_master_status',
  'Rpl_semi_sync_master_clients',
  'Rpl_semi_sync_slave_status',
] as const;

const STATUS: ProbeStatement = {
  role: 'status',
  sql: `SHOW GLOBAL STATUS WHERE Variable_name IN (${quoted(STATUS_NAMES)})`,
};

/** The command has one name here, with GTIDs and without. */
const DUMP_THREADS: ProbeStatement = {
  role: 'dump-threads',
  sql: "SELECT HOST FROM information_schema.PROCESSLIST WHERE COMMAND = 'Binlog Dump'",
};

const CONNECTED_REPLICAS: ProbeStatement = { role: 'connected-replicas', sql: 'SHOW SLAVE HOSTS' };

/** Takes the log's lock, which a full disk or a long commit may hold: so it is the last. */
const BINLOG_POSITION: ProbeStatement = { role: 'binlog-position', sql: 'SHOW MASTER STATUS' };

export const CHANNEL_STATEMENTS: readonly ProbeStatement[] = [REPLICA_STATUS];

export function probeStatements(learned: Learned, without: ReadonlySet<ProbeRole>): readonly ProbeStatement[] {
  const all: ProbeStatement[] = [
    { role: 'liveness', sql: LIVENESS },
    { role: 'settings', sql: `SELECT ${learned.variables.map((name) => `@@global.${name}`).join(', ')}` },
    REPLICA_STATUS,
    STATUS,
  ];
  if (learned.logBin) all.push(DUMP_THREADS, CONNECTED_REPLICAS, BINLOG_POSITION);
  return all.filter((statement) => !without.has(statement.role));
}
