/**
 * How many bytes events take in a binary log, measured with SHOW BINLOG EVENTS on MySQL 9.7.4 and MariaDB 10.11.18 with
 * checksums on. MySQL before 8.4 has a format description of one byte less (spec/dialects lists 157 as the head of an
 * empty log there).
 */
import { atLeast, familyOf, type MariadbBinlogState, type MysqlGtidSet, type Product } from '@topiary/domain';

const MYSQL_FORMAT_END = 127;
const OLD_MYSQL_FORMAT_END = 126;
/** Magic number, format description. 5.7 and 8.0 differ by the list of event types. */
const MYSQL_57_FORMAT_END = 123;
const MARIADB_FORMAT_END = 256;
const EMPTY_PREVIOUS_GTIDS = 31;
const PREVIOUS_GTIDS_PER_UUID = 24;
const PREVIOUS_GTIDS_PER_INTERVAL = 16;
/** An empty list is padded. */
const EMPTY_GTID_LIST = 29;
const GTID_LIST_HEAD = 27;
const GTID_LIST_PER_ENTRY = 16;
/** Without the name of the log that it names. */
const CHECKPOINT = 27;
const ROTATE = 31;

/** One small row: GTID, BEGIN, table map, row, commit. */
const MYSQL_SMALL_WRITE = 276;
const MARIADB_SMALL_WRITE = 212;
const MYSQL_EMPTY_TRANSACTION = 150;
const MARIADB_EMPTY_TRANSACTION = 84;

export function mysqlHeadBytes(product: Product, previous: MysqlGtidSet): number {
  const groups = previous.groups();
  const intervals = groups.reduce((count, group) => count + group.intervals.length, 0);
  const gtids =
    EMPTY_PREVIOUS_GTIDS + groups.length * PREVIOUS_GTIDS_PER_UUID + intervals * PREVIOUS_GTIDS_PER_INTERVAL;
  return mysqlFormatEnd(product) + gtids;
}

function mysqlFormatEnd({ version }: Product): number {
  if (atLeast(version, 8, 4)) return MYSQL_FORMAT_END;
  return atLeast(version, 8) ? OLD_MYSQL_FORMAT_END : MYSQL_57_FORMAT_END;
}

/** A log that follows another names both: the one before while its transactions are not all safe, then itself. */
export function mariadbHeadBytes(list: MariadbBinlogState, file: string, followsAnother: boolean): number {
  const checkpoint = CHECKPOINT + file.length;
  return mariadbListEnd(list) + checkpoint * (followsAnother ? 2 : 1);
}

/** Where the list of GTIDs at the head of a log ends. */
export function mariadbListEnd(list: MariadbBinlogState): number {
  const entries = list.gtids().length;
  const gtidList = entries === 0 ? EMPTY_GTID_LIST : GTID_LIST_HEAD + entries * GTID_LIST_PER_ENTRY;
  return MARIADB_FORMAT_END + gtidList;
}

export function rotateBytes(nextFile: string): number {
  return ROTATE + nextFile.length;
}

export function smallWriteBytes(product: Product): number {
  return familyOf(product) === 'mariadb' ? MARIADB_SMALL_WRITE : MYSQL_SMALL_WRITE;
}

export function emptyTransactionBytes(product: Product): number {
  return familyOf(product) === 'mariadb' ? MARIADB_EMPTY_TRANSACTION : MYSQL_EMPTY_TRANSACTION;
}

/** A statement is logged with its text, twice the overhead of a GTID. */
export function statementBytes(product: Product, statement: string): number {
  return emptyTransactionBytes(product) + statement.length;
}
