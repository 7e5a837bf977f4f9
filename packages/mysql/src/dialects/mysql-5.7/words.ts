/** MySQL 5.7, whose words MySQL 8.0 began with. Source: spec/dialects §2, §5, §9, §11, §14. */
import type { Generation } from '../generation.ts';
import { mysqlPrivileges } from '../mysql/privileges.ts';
import type { MysqlWords } from '../mysql/words.ts';

export const MYSQL_57: MysqlWords = {
  name: 'mysql-5.7',
  statements: {
    replica: 'SLAVE',
    replicaStatus: 'SHOW SLAVE STATUS',
    connectedReplicas: 'SHOW SLAVE HOSTS',
    binlogPosition: 'SHOW MASTER STATUS',
    changeSource: 'CHANGE MASTER TO',
    positionWait: 'MASTER_POS_WAIT',
    resetLogs: 'RESET MASTER',
    processList: 'information_schema.PROCESSLIST',
  },
  columns: { source: 'master', replica: 'slave' },
  variables: {
    logReplicaUpdates: 'log_slave_updates',
    replicaNetTimeout: 'slave_net_timeout',
    skipCounter: 'sql_slave_skip_counter',
  },
  options: { prefix: 'MASTER', knows: new Set(['retry-count', 'tls-version']) },
  privileges: mysqlPrivileges('SUPER'),
  failingTransaction: 'LAST_SEEN_TRANSACTION',
  membersHaveRoles: false,
  tellsCompression: false,
  tellsQueueing: false,
};

export const mysql57: readonly Generation<MysqlWords>[] = [{ since: [5, 7, 0], value: MYSQL_57 }];
