/** The words of the generations that are found here. */
import type { Flavor } from '../sequence.ts';

export interface Words {
  readonly mariadb: boolean;
  readonly REPLICA: 'REPLICA' | 'SLAVE';
  readonly SOURCE: 'SOURCE' | 'MASTER';
  readonly CHANGE: string;
  readonly resetLogs: string;
  readonly skipCounter: string;
  readonly binlogStatus: string;
  readonly replicas: string;
  readonly semiSync: { readonly source: string; readonly replica: string };
  readonly readOnly: (on: boolean) => string;
  /** What turns GTIDs on and off in CHANGE. */
  readonly byGtid: string;
  readonly byFile: string;
  /** Texts that this generation does not know, as others would say them. */
  readonly strange: readonly [string, ...string[]];
}

const MYSQL: Words = {
  mariadb: false,
  REPLICA: 'REPLICA',
  SOURCE: 'SOURCE',
  CHANGE: 'CHANGE REPLICATION SOURCE TO',
  resetLogs: 'RESET BINARY LOGS AND GTIDS',
  skipCounter: 'sql_replica_skip_counter',
  binlogStatus: 'SHOW BINARY LOG STATUS',
  replicas: 'SHOW REPLICAS',
  semiSync: { source: 'rpl_semi_sync_source', replica: 'rpl_semi_sync_replica' },
  readOnly: (on) => `SET GLOBAL super_read_only = ${on ? 1 : 0}`,
  byGtid: 'SOURCE_AUTO_POSITION = 1',
  byFile: 'SOURCE_AUTO_POSITION = 0',
  strange: [
    'SHOW SLAVE STATUS',
    'STOP SLAVE',
    'START SLAVE IO_THREAD',
    "CHANGE MASTER TO MASTER_HOST = 'x'",
    'SHOW MASTER STATUS',
    'RESET MASTER',
    'SHOW SLAVE HOSTS',
    'SHOW ALL SLAVES STATUS',
    'SELECT @@global.gtid_slave_pos',
    'SELECT @@global.gtid_strict_mode',
    'SET GLOBAL gtid_domain_id = 3',
    'SELECT @@global.master_info_repository',
    "SET GLOBAL replicate_do_db = 'garden'",
    "SELECT MASTER_GTID_WAIT('0-1-1', 0.1)",
    "PURGE MASTER LOGS TO 'binlog.000001'",
    "START REPLICA UNTIL MASTER_LOG_FILE = 'binlog.000001', MASTER_LOG_POS = 4",
    "CHANGE REPLICATION SOURCE TO MASTER_HOST = 'x'",
    'CHANGE REPLICATION SOURCE TO SOURCE_USE_GTID = 1',
    'SELECT @@global.no_such_variable',
    'SHOW NONSENSE',
    'FLUSH NOTHING',
  ],
};

const MARIADB_COMMON: Words = {
  mariadb: true,
  REPLICA: 'SLAVE',
  SOURCE: 'MASTER',
  CHANGE: 'CHANGE MASTER TO',
  resetLogs: 'RESET MASTER',
  skipCounter: 'sql_slave_skip_counter',
  binlogStatus: 'SHOW MASTER STATUS',
  replicas: 'SHOW SLAVE HOSTS',
  semiSync: { source: 'rpl_semi_sync_master', replica: 'rpl_semi_sync_slave' },
  readOnly: (on) => `SET GLOBAL read_only = ${on ? 1 : 0}`,
  byGtid: 'MASTER_USE_GTID = slave_pos',
  byFile: 'MASTER_USE_GTID = no',
  strange: [
    'SHOW REPLICAS',
    'SHOW BINARY LOG STATUS',
    'RESET BINARY LOGS AND GTIDS',
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'x'",
    'CHANGE MASTER TO MASTER_AUTO_POSITION = 1',
    'CHANGE MASTER TO MASTER_RETRY_COUNT = 5',
    'CHANGE MASTER TO GET_MASTER_PUBLIC_KEY = 1',
    "CHANGE MASTER TO MASTER_BIND = 'x'",
    'CHANGE REPLICATION FILTER REPLICATE_DO_DB = (garden)',
    'SELECT @@global.super_read_only',
    'SET GLOBAL super_read_only = 1',
    'SELECT @@global.gtid_executed',
    'SELECT @@global.gtid_mode',
    "SELECT WAIT_FOR_EXECUTED_GTID_SET('x:1', 0.1)",
    "SELECT SOURCE_POS_WAIT('binlog.000001', 4, 0.1)",
    "SELECT GTID_SUBSET('', '')",
    "START SLAVE UNTIL SOURCE_LOG_FILE = 'binlog.000001', SOURCE_LOG_POS = 4",
    'START SLAVE UNTIL SQL_AFTER_MTS_GAPS',
    'SET GLOBAL sql_replica_skip_counter = 1',
    'SELECT @@global.no_such_variable',
    'SHOW NONSENSE',
  ],
};

const WORDS: Readonly<Record<Flavor, Words>> = {
  mysql: MYSQL,
  'mariadb-10.11': MARIADB_COMMON,
  'mariadb-11.8': MARIADB_COMMON,
};

export function wordsFor(flavor: Flavor): Words {
  return WORDS[flavor];
}
