/**
 * May a server of one product replicate from a server of another? Rule 4 of `canReplicateFrom`, made aware of flavours:
 * orchestrator compares two numbers whatever the flavour, so it lets MariaDB 10.11 follow MySQL 8.0 with GTID and refuses
 * nothing that skips an LTS release. Sources: MySQL manual, "Replication Compatibility Between MySQL Versions" (older to
 * newer where an upgrade is supported; patches of one series count as equal, WL#17202); MariaDB documentation,
 * "Replication Compatibility Between MariaDB and MySQL"; spec/refactoring §3.
 */
import { atLeast, familyOf } from './product.ts';
import type { Product, ServerVersion } from './product.ts';

export const VERSION_ORDER_CODES = [
  'same-series',
  'replica-newer',
  'replica-is-binlog-server',
  'replica-skips-series',
  'replica-older',
  'mysql-to-mariadb-by-file-position',
  'mysql-too-new-for-mariadb',
  'mariadb-to-mysql',
] as const;
export type VersionOrderCode = (typeof VERSION_ORDER_CODES)[number];

/** `warn` works as a rule but no vendor supports it, or only with limits; `refuse` breaks sooner or later. */
export type VersionOrderLevel = 'allow' | 'warn' | 'refuse';

export interface VersionOrderVerdict {
  readonly level: VersionOrderLevel;
  readonly code: VersionOrderCode;
}

const LEVELS: Readonly<Record<VersionOrderCode, VersionOrderLevel>> = {
  'same-series': 'allow',
  'replica-newer': 'allow',
  'replica-is-binlog-server': 'allow',
  'replica-skips-series': 'warn',
  'replica-older': 'refuse',
  'mysql-to-mariadb-by-file-position': 'warn',
  'mysql-too-new-for-mariadb': 'refuse',
  'mariadb-to-mysql': 'refuse',
};

/** MySQL series that an upgrade may not jump over. Innovation releases lie between them and may be. */
const MYSQL_STEPPING_STONES: readonly Series[] = [
  { major: 5, minor: 5 },
  { major: 5, minor: 6 },
  { major: 5, minor: 7 },
  { major: 8, minor: 0 },
  { major: 8, minor: 4 },
  { major: 9, minor: 7 },
];

const MARIADB_FIRST_TO_READ_MYSQL_80 = [
  { major: 10, minor: 6, patch: 21 },
  { major: 10, minor: 11, patch: 11 },
  { major: 11, minor: 4, patch: 5 },
] as const;

type Series = Pick<ServerVersion, 'major' | 'minor'>;

export function canReplicate(replica: Product, source: Product): VersionOrderVerdict {
  const code = codeFor(replica, source);
  return { level: LEVELS[code], code };
}

function codeFor(replica: Product, source: Product): VersionOrderCode {
  // A binlog server relays events without executing them.
  if (replica.flavor === 'maxscale') return 'replica-is-binlog-server';
  // A binlog server reports a version of its own making, so as a source it says nothing about the events it serves.
  if (source.flavor !== 'maxscale' && familyOf(replica) !== familyOf(source)) return acrossFamilies(replica, source);
  const order = bySeries(replica.version, source.version);
  if (order === 0) return 'same-series';
  if (order < 0) return 'replica-older';
  return familyOf(replica) === 'mysql' && skipsSeries(replica.version, source.version)
    ? 'replica-skips-series'
    : 'replica-newer';
}

function acrossFamilies(replica: Product, source: Product): VersionOrderCode {
  if (familyOf(source) === 'mariadb') return 'mariadb-to-mysql';
  return readsMysql(replica.version, source.version)
    ? 'mysql-to-mariadb-by-file-position'
    : 'mysql-too-new-for-mariadb';
}

/** MySQL 8.0's events are understood from these MariaDB maintenance releases on; nothing is said of MySQL 8.4 and later. */
function readsMysql(mariadb: ServerVersion, mysql: ServerVersion): boolean {
  if (!atLeast(mysql, 8)) return atLeast(mariadb, 10, 2);
  if (atLeast(mysql, 8, 1)) return false;
  if (atLeast(mariadb, 11, 7)) return atLeast(mariadb, 11, 7, 2);
  return MARIADB_FIRST_TO_READ_MYSQL_80.some(
    ({ major, minor, patch }) => mariadb.major === major && mariadb.minor === minor && mariadb.patch >= patch,
  );
}

function skipsSeries(replica: Series, source: Series): boolean {
  return MYSQL_STEPPING_STONES.some((stone) => bySeries(source, stone) < 0 && bySeries(stone, replica) < 0);
}

function bySeries(left: Series, right: Series): number {
  return left.major - right.major || left.minor - right.minor;
}
