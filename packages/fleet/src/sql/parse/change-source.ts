/**
 * CHANGE MASTER TO and CHANGE REPLICATION SOURCE TO: the options by generation. Source: spec/dialects §5; what [97] and
 * [M10] mark there was parsed by those servers.
 */
import type { ChannelTls } from '@topiary/domain';
import type { SourceChanges } from '../../commands/command.ts';
import type { SettingValue } from '../../model/server-spec.ts';
import type { Generation, SqlFamily } from '../generation.ts';
import type { Statement } from '../statement.ts';
import { commaList, type Cursor } from '../text/cursor.ts';
import { parseForChannel } from './channel.ts';

/** Collected while the options are read. */
type Changes = { -readonly [Key in keyof SourceChanges]: SourceChanges[Key] };

type Prefix = 'MASTER' | 'SOURCE';

interface Option {
  /** Without its prefix MASTER_ or SOURCE_ where it has one. */
  readonly name: string;
  /** `bare` options are spelled the same with old and new words; `get`: GET_MASTER_PUBLIC_KEY. */
  readonly form: 'prefixed' | 'bare' | 'get';
  readonly families: readonly SqlFamily[];
  /** As in executable comments; the first MySQL version that has it. */
  readonly sinceMysql?: number;
  readonly sinceMariadb?: number;
  read(cursor: Cursor, changes: Changes): void;
}

const ALL: readonly SqlFamily[] = ['mysql', 'mariadb', 'maxscale'];
const MYSQL: readonly SqlFamily[] = ['mysql'];
const MARIADB: readonly SqlFamily[] = ['mariadb'];

const OPTIONS: readonly Option[] = [
  prefixed('HOST', ALL, (cursor, changes) => {
    changes.host = cursor.expectString();
  }),
  prefixed('PORT', ALL, (cursor, changes) => {
    changes.port = cursor.expectNumber();
  }),
  prefixed('USER', ALL, (cursor, changes) => {
    changes.user = cursor.expectString();
  }),
  prefixed('PASSWORD', ALL, (cursor, changes) => {
    changes.password = cursor.expectString();
  }),
  prefixed('LOG_FILE', ALL, (cursor, changes) => {
    changes.file = cursor.expectString();
  }),
  prefixed('LOG_POS', ALL, (cursor, changes) => {
    changes.position = cursor.expectNumber();
  }),
  bare('RELAY_LOG_FILE', ALL, (cursor, changes) => {
    changes.relayFile = cursor.expectString();
  }),
  bare('RELAY_LOG_POS', ALL, (cursor, changes) => {
    changes.relayPosition = cursor.expectNumber();
  }),
  prefixed('AUTO_POSITION', MYSQL, (cursor, changes) => {
    changes.positioning = parseFlag(cursor) ? 'auto-position' : 'file';
  }),
  prefixed('USE_GTID', MARIADB, parseUseGtid),
  prefixed('DEMOTE_TO_SLAVE', MARIADB, parseDemote, { sinceMariadb: 101_000 }),
  prefixed('DEMOTE_TO_REPLICA', MARIADB, parseDemote, { sinceMariadb: 101_000 }),
  prefixed('DELAY', ['mysql', 'mariadb'], (cursor, changes) => {
    changes.delaySeconds = cursor.expectNumber();
  }),
  prefixed('HEARTBEAT_PERIOD', ALL, (cursor, changes) => {
    changes.heartbeatPeriodSeconds = cursor.expectNumber();
  }),
  prefixed('CONNECT_RETRY', ALL, (cursor, changes) => {
    changes.connectRetrySeconds = cursor.expectNumber();
  }),
  prefixed('RETRY_COUNT', MYSQL, (cursor, changes) => {
    changes.retryCount = cursor.expectNumber();
  }),
  prefixed('SSL', ALL, (cursor, changes) => {
    changes.tls = { ...changes.tls, enabled: parseFlag(cursor) };
  }),
  prefixed('SSL_VERIFY_SERVER_CERT', ALL, (cursor, changes) => {
    changes.tls = { ...changes.tls, verifyServerCert: parseFlag(cursor) };
  }),
  tlsText('SSL_CA', 'ca', ALL),
  tlsText('SSL_CAPATH', 'caPath', ALL),
  tlsText('SSL_CERT', 'cert', ALL),
  tlsText('SSL_KEY', 'key', ALL),
  tlsText('SSL_CIPHER', 'cipher', ALL),
  tlsText('SSL_CRL', 'crl', ['mysql', 'mariadb']),
  tlsText('SSL_CRLPATH', 'crlPath', ['mysql', 'mariadb']),
  tlsText('TLS_VERSION', 'version', MYSQL, 50_710),
  other('TLS_CIPHERSUITES', 80_019),
  prefixed(
    'PUBLIC_KEY_PATH',
    MYSQL,
    (cursor, changes) => {
      changes.publicKeyPath = cursor.expectString();
    },
    { sinceMysql: 80_004 },
  ),
  {
    name: 'PUBLIC_KEY',
    form: 'get',
    families: MYSQL,
    sinceMysql: 80_004,
    read: (cursor, changes) => {
      changes.getPublicKey = parseFlag(cursor);
    },
  },
  prefixed(
    'COMPRESSION_ALGORITHMS',
    MYSQL,
    (cursor, changes) => {
      changes.compression = cursor.expectString();
    },
    { sinceMysql: 80_018 },
  ),
  other('ZSTD_COMPRESSION_LEVEL', 80_018),
  other('BIND', 50_602),
  bareOther('NETWORK_NAMESPACE', 80_022),
  bareOther('PRIVILEGE_CHECKS_USER', 80_018),
  bareOther('REQUIRE_ROW_FORMAT', 80_019),
  bareOther('REQUIRE_TABLE_PRIMARY_KEY_CHECK', 80_020),
  bareOther('ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS', 80_023),
  bareOther('GTID_ONLY', 80_027),
  bareOther('SOURCE_CONNECTION_AUTO_FAILOVER', 80_022),
  bare('IGNORE_SERVER_IDS', ['mysql', 'mariadb'], (cursor, changes) => {
    changes.ignoreServerIds = parseNumbers(cursor);
  }),
  bare('DO_DOMAIN_IDS', MARIADB, (cursor, changes) => {
    changes.doDomainIds = parseNumbers(cursor).join(', ');
  }),
  bare('IGNORE_DOMAIN_IDS', MARIADB, (cursor, changes) => {
    changes.ignoreDomainIds = parseNumbers(cursor).join(', ');
  }),
];

type Read = Option['read'];
type Since = Pick<Option, 'sinceMysql' | 'sinceMariadb'>;

function prefixed(name: string, families: readonly SqlFamily[], read: Read, since: Since = {}): Option {
  return { name, form: 'prefixed', families, read, ...since };
}

function bare(name: string, families: readonly SqlFamily[], read: Read): Option {
  return { name, form: 'bare', families, read };
}

function tlsText(name: string, field: keyof ChannelTls, families: readonly SqlFamily[], sinceMysql = 0): Option {
  return prefixed(
    name,
    families,
    (cursor, changes) => {
      changes.tls = { ...changes.tls, [field]: cursor.expectString() };
    },
    { sinceMysql },
  );
}

/** Kept by the model and shown again, without a meaning of its own. */
function other(name: string, sinceMysql: number): Option {
  return prefixed(name, MYSQL, (cursor, changes) => addOther(cursor, changes, name), { sinceMysql });
}

function bareOther(name: string, sinceMysql: number): Option {
  return {
    name,
    form: 'bare',
    families: MYSQL,
    sinceMysql,
    read: (cursor, changes) => addOther(cursor, changes, name),
  };
}

function addOther(cursor: Cursor, changes: Changes, name: string): void {
  changes.other = { ...changes.other, [name]: parseAnyValue(cursor) };
}

function parseAnyValue(cursor: Cursor): SettingValue {
  const text = cursor.acceptString();
  if (text !== null) return text;
  if (cursor.peek().kind === 'number') return cursor.expectNumber();
  if (cursor.acceptWords('NULL')) return '';
  return cursor.expectName();
}

function parseFlag(cursor: Cursor): boolean {
  return cursor.expectNumber() !== 0;
}

function parseUseGtid(cursor: Cursor, changes: Changes): void {
  const word = cursor.acceptOneOf('SLAVE_POS', 'REPLICA_POS', 'CURRENT_POS', 'NO');
  if (word === null) cursor.fail();
  changes.positioning = word === 'NO' ? 'file' : word === 'CURRENT_POS' ? 'current-pos' : 'slave-pos';
}

function parseDemote(cursor: Cursor, changes: Changes): void {
  changes.demote = parseFlag(cursor);
}

function parseNumbers(cursor: Cursor): readonly number[] {
  cursor.expectSymbol('(');
  if (cursor.acceptSymbol(')')) return [];
  const numbers = commaList(cursor, () => cursor.expectNumber());
  cursor.expectSymbol(')');
  return numbers;
}

/** CHANGE has been read. */
export function parseChangeSource(cursor: Cursor, generation: Generation): Statement {
  const { words } = generation;
  const prefix: Prefix = words.changeSource && cursor.acceptWords('REPLICATION', 'SOURCE') ? 'SOURCE' : 'MASTER';
  if (prefix === 'MASTER') {
    if (!words.changeMaster) cursor.fail();
    cursor.expectWords('MASTER');
  }
  const name = words.connectionNames ? cursor.acceptString() : null;
  cursor.expectWords('TO');
  const changes: Changes = {};
  commaList(cursor, () => parseOption(cursor, { generation, prefix, changes }));
  const named = name ?? (words.forChannel ? parseForChannel(cursor) : null);
  return { kind: 'change-source', channel: named ?? '', changes, ...(named === null ? { unnamed: true } : {}) };
}

interface Reading {
  readonly generation: Generation;
  readonly prefix: Prefix;
  readonly changes: Changes;
}

function parseOption(cursor: Cursor, { generation, prefix, changes }: Reading): void {
  const { upper } = cursor.peek();
  const option = OPTIONS.find((candidate) => spelling(candidate, prefix) === upper && isKnown(candidate, generation));
  if (option === undefined) cursor.fail();
  cursor.take();
  cursor.expectSymbol('=');
  option.read(cursor, changes);
}

function spelling({ name, form }: Option, prefix: Prefix): string {
  if (form === 'bare') return name;
  return form === 'get' ? `GET_${prefix}_${name}` : `${prefix}_${name}`;
}

function isKnown(option: Option, { family, versionNumber }: Generation): boolean {
  if (!option.families.includes(family)) return false;
  const since = family === 'mysql' ? option.sinceMysql : option.sinceMariadb;
  return versionNumber >= (since ?? 0);
}
