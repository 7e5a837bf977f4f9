/**
 * MySQL 8.0 to 8.3, in which words changed one after the other: statements in 8.0.22 and 8.0.23, variables in 8.0.26, the
 * binary log's own in 8.2. The old ones went on working until 8.4; the new ones are used as soon as a version has them,
 * since each old one raises a warning. Source: spec/dialects §2, §5, §10, §11, §14.
 */
import type { Generation } from '../generation.ts';
import { MYSQL_57 } from '../mysql-5.7/words.ts';
import { mysqlPrivileges } from '../mysql/privileges.ts';
import type { MysqlWords } from '../mysql/words.ts';

const FIRST: MysqlWords = {
  ...MYSQL_57,
  name: 'mysql-8.0',
  privileges: mysqlPrivileges('REPLICATION_SLAVE_ADMIN'),
  failingTransaction: 'APPLYING_TRANSACTION',
  tellsQueueing: true,
};

const MEMBER_ROLES: MysqlWords = { ...FIRST, name: 'mysql-8.0.2', membersHaveRoles: true };

const PUBLIC_KEY: MysqlWords = {
  ...MEMBER_ROLES,
  name: 'mysql-8.0.4',
  options: { prefix: 'MASTER', knows: new Set(['retry-count', 'tls-version', 'public-key']) },
};

const COMPRESSION: MysqlWords = {
  ...PUBLIC_KEY,
  name: 'mysql-8.0.18',
  options: { prefix: 'MASTER', knows: new Set(['retry-count', 'tls-version', 'public-key', 'compression']) },
  tellsCompression: true,
};

const REPLICA_STATEMENTS: MysqlWords = {
  ...COMPRESSION,
  name: 'mysql-8.0.22',
  statements: {
    ...COMPRESSION.statements,
    replica: 'REPLICA',
    replicaStatus: 'SHOW REPLICA STATUS',
    connectedReplicas: 'SHOW REPLICAS',
    processList: 'performance_schema.processlist',
  },
  columns: { source: 'source', replica: 'replica' },
};

const CHANGE_SOURCE: MysqlWords = {
  ...REPLICA_STATEMENTS,
  name: 'mysql-8.0.23',
  statements: { ...REPLICA_STATEMENTS.statements, changeSource: 'CHANGE REPLICATION SOURCE TO' },
  options: { ...REPLICA_STATEMENTS.options, prefix: 'SOURCE' },
};

const REPLICA_VARIABLES: MysqlWords = {
  ...CHANGE_SOURCE,
  name: 'mysql-8.0.26',
  statements: { ...CHANGE_SOURCE.statements, positionWait: 'SOURCE_POS_WAIT' },
  variables: {
    logReplicaUpdates: 'log_replica_updates',
    replicaNetTimeout: 'replica_net_timeout',
    skipCounter: 'sql_replica_skip_counter',
  },
};

export const MYSQL_82: MysqlWords = {
  ...REPLICA_VARIABLES,
  name: 'mysql-8.2',
  statements: {
    ...REPLICA_VARIABLES.statements,
    binlogPosition: 'SHOW BINARY LOG STATUS',
    resetLogs: 'RESET BINARY LOGS AND GTIDS',
  },
};

export const mysql80: readonly Generation<MysqlWords>[] = [
  { since: [8, 0, 0], value: FIRST },
  { since: [8, 0, 2], value: MEMBER_ROLES },
  { since: [8, 0, 4], value: PUBLIC_KEY },
  { since: [8, 0, 18], value: COMPRESSION },
  { since: [8, 0, 22], value: REPLICA_STATEMENTS },
  { since: [8, 0, 23], value: CHANGE_SOURCE },
  { since: [8, 0, 26], value: REPLICA_VARIABLES },
  { since: [8, 2, 0], value: MYSQL_82 },
];
