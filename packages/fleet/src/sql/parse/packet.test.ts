import { detectProduct } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { generationOf } from '../generation.ts';
import type { Statement } from '../statement.ts';
import { parsePacket, type ParsedStatement } from './packet.ts';

const VERSIONS = [
  '5.7.44',
  '8.0.21',
  '8.0.22',
  '8.0.25',
  '8.0.36',
  '8.2.0',
  '8.4.3',
  '9.7.4',
  '26.7.0',
  '10.4.34-MariaDB',
  '10.11.18-MariaDB',
  '11.8.6-MariaDB',
] as const;
type Version = (typeof VERSIONS)[number];

function parse(sql: string, version: string): readonly ParsedStatement[] {
  const product = detectProduct(version, '');
  if (product === null) throw new Error(`${version} is no version`);
  return parsePacket(sql, generationOf(product));
}

function statement(sql: string, version = '9.7.4'): Statement {
  const [parsed] = parse(sql, version);
  if (parsed?.kind !== 'statement') throw new Error(`not read: ${sql}`);
  return parsed.statement;
}

function understands(sql: string): readonly Version[] {
  return VERSIONS.filter((version) => parse(sql, version).every(({ kind }) => kind === 'statement'));
}

const before = (last: Version): readonly Version[] => {
  const mysql = VERSIONS.filter((version) => !version.includes('MariaDB'));
  return mysql.slice(0, mysql.indexOf(last) + 1);
};
const from = (first: Version): readonly Version[] => {
  const mysql = VERSIONS.filter((version) => !version.includes('MariaDB'));
  return mysql.slice(mysql.indexOf(first));
};
const MARIADB = VERSIONS.filter((version) => version.includes('MariaDB'));
const MARIADB_105 = MARIADB.slice(1);

describe('the words of a generation', () => {
  test.each<readonly [string, readonly Version[]]>([
    ['SHOW SLAVE STATUS', [...before('8.2.0'), ...MARIADB]],
    ['SHOW REPLICA STATUS', [...from('8.0.22'), ...MARIADB_105]],
    ['SHOW ALL SLAVES STATUS', MARIADB],
    ["SHOW SLAVE 'c' STATUS", MARIADB],
    ["SHOW REPLICA STATUS FOR CHANNEL 'c'", [...from('8.0.22'), ...MARIADB_105]],
    ['SHOW MASTER STATUS', [...before('8.2.0'), ...MARIADB]],
    ['SHOW BINARY LOG STATUS', from('8.2.0')],
    ['SHOW BINLOG STATUS', MARIADB_105],
    ['SHOW SLAVE HOSTS', [...before('8.2.0'), ...MARIADB]],
    ['SHOW REPLICAS', from('8.0.22')],
    ['SHOW REPLICA HOSTS', MARIADB_105],
    ['SHOW BINARY LOGS', VERSIONS],
    ['SHOW MASTER LOGS', [...before('8.2.0'), ...MARIADB]],
    ['START SLAVE', [...before('8.2.0'), ...MARIADB]],
    ['START REPLICA SQL_THREAD', [...from('8.0.22'), ...MARIADB_105]],
    ['STOP ALL SLAVES', MARIADB],
    ["START REPLICA UNTIL SOURCE_LOG_FILE = 'b.1', SOURCE_LOG_POS = 4", from('8.0.25')],
    ["START SLAVE UNTIL MASTER_LOG_FILE = 'b.1', MASTER_LOG_POS = 4", [...before('8.2.0'), ...MARIADB]],
    ["START SLAVE UNTIL master_gtid_pos = '0-1-5'", MARIADB],
    ["CHANGE MASTER TO MASTER_HOST = 'x'", [...before('8.2.0'), ...MARIADB]],
    ["CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'x'", from('8.0.25')],
    ['CHANGE MASTER TO MASTER_AUTO_POSITION = 1', before('8.2.0')],
    ['CHANGE MASTER TO MASTER_USE_GTID = slave_pos', MARIADB],
    ['CHANGE MASTER TO MASTER_DEMOTE_TO_SLAVE = 1', MARIADB_105],
    ['CHANGE MASTER TO GET_MASTER_PUBLIC_KEY = 1', ['8.0.21', '8.0.22', '8.0.25', '8.0.36', '8.2.0']],
    ["CHANGE MASTER TO MASTER_TLS_VERSION = 'TLSv1.2'", before('8.2.0')],
    ['CHANGE MASTER TO MASTER_RETRY_COUNT = 9', before('8.2.0')],
    ['CHANGE REPLICATION FILTER REPLICATE_DO_DB = (shop)', from('5.7.44')],
    ['RESET MASTER', [...before('8.2.0'), ...MARIADB]],
    ['RESET BINARY LOGS AND GTIDS', from('8.2.0')],
    ["PURGE MASTER LOGS TO 'b.1'", [...before('8.2.0'), ...MARIADB]],
    ["PURGE BINARY LOGS TO 'b.1'", VERSIONS],
    ['START GROUP_REPLICATION', from('5.7.44')],
    ['SET PERSIST max_connections = 20', from('8.0.21')],
  ])('%s', (sql, versions) => {
    expect(understands(sql)).toEqual(versions);
  });

  test('of the old binlog router are few', () => {
    const router = generationOf({
      flavor: 'maxscale',
      version: { major: 2, minor: 4, patch: 19, text: '2.4.19' },
      comment: '',
    });
    const reads = (sql: string): boolean => parsePacket(sql, router).every(({ kind }) => kind === 'statement');
    expect(
      ['SHOW SLAVE STATUS', 'SHOW SLAVE HOSTS', 'START SLAVE', 'STOP SLAVE', "CHANGE MASTER TO MASTER_HOST='x'"].map(
        reads,
      ),
    ).toEqual([true, true, true, true, true]);
    expect(
      ['SHOW BINARY LOGS', 'SHOW PROCESSLIST', 'FLUSH LOGS', 'SHOW GRANTS', 'INSERT INTO t VALUES (1)'].map(reads),
    ).toEqual([false, false, false, false, false]);
  });
});

describe('a statement', () => {
  test('that changes a source says what it names and nothing else', () => {
    expect(
      statement(
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'h', SOURCE_PORT = 3307, SOURCE_HEARTBEAT_PERIOD = 1.25, SOURCE_SSL = 1, SOURCE_SSL_CA = '/ca''s.pem', SOURCE_AUTO_POSITION = 1, SOURCE_ZSTD_COMPRESSION_LEVEL = 7, IGNORE_SERVER_IDS = (1, 2) FOR CHANNEL 'c'",
      ),
    ).toEqual({
      kind: 'change-source',
      channel: 'c',
      changes: {
        host: 'h',
        port: 3307,
        heartbeatPeriodSeconds: 1.25,
        tls: { enabled: true, ca: "/ca's.pem" },
        positioning: 'auto-position',
        other: { ZSTD_COMPRESSION_LEVEL: 7 },
        ignoreServerIds: [1, 2],
      },
    });
    expect(statement("CHANGE MASTER 'c' TO MASTER_USE_GTID = current_pos", '10.11.18-MariaDB')).toEqual({
      kind: 'change-source',
      channel: 'c',
      changes: { positioning: 'current-pos' },
    });
  });

  test('that starts threads without a name means every channel on MySQL, the default one on MariaDB', () => {
    const threads = { receiver: true, applier: true };
    expect(statement('START REPLICA')).toEqual({
      kind: 'commands',
      commands: [{ kind: 'start-threads', channel: null, threads }],
    });
    expect(statement('START SLAVE', '10.11.18-MariaDB')).toEqual({
      kind: 'commands',
      commands: [{ kind: 'start-threads', channel: '', threads }],
    });
    expect(statement("START REPLICA IO_THREAD UNTIL SQL_BEFORE_GTIDS = 'u:1-5' FOR CHANNEL 'c'")).toEqual({
      kind: 'commands',
      commands: [
        {
          kind: 'start-threads',
          channel: 'c',
          threads: { receiver: true, applier: false },
          until: { kind: 'gtids', gtids: 'u:1-5', before: true },
        },
      ],
    });
  });

  test('that writes names the rows that it names plainly', () => {
    expect(statement("INSERT INTO shop.t VALUES (1, 'a'), (2, 'b')")).toMatchObject({
      kind: 'data',
      schema: 'shop',
      table: 't',
      affected: 2,
      rows: [
        { action: 'insert', key: '1' },
        { action: 'insert', key: '2' },
      ],
    });
    expect(statement('INSERT INTO t (slot) VALUES (1) ON DUPLICATE KEY UPDATE slot = 1')).toMatchObject({ rows: [] });
    expect(statement('DELETE FROM shop.t WHERE id = 5')).toMatchObject({ rows: [{ action: 'delete', key: '5' }] });
    expect(statement('UPDATE shop.t SET v = v + 1')).toMatchObject({ rows: [] });
  });

  test('of Pseudo-GTID is told from other definitions', () => {
    expect(statement('DROP VIEW IF EXISTS `_pseudo_gtid_`.`_asc:5f:00`')).toMatchObject({ write: 'pseudo-gtid' });
    expect(statement('DROP VIEW IF EXISTS `meta`.`_pseudo_gtid_hint__asc:5f`')).toMatchObject({ write: 'pseudo-gtid' });
    expect(statement('DROP VIEW IF EXISTS shop.v')).toMatchObject({ write: 'ddl' });
  });

  test('that grants names its level', () => {
    expect(statement("GRANT REPLICATION CLIENT, SELECT ON performance_schema.* TO 'a'@'%'")).toEqual({
      kind: 'commands',
      commands: [
        {
          kind: 'grant',
          user: 'a',
          host: '%',
          grant: { privileges: ['REPLICATION CLIENT', 'SELECT'], on: 'performance_schema.*' },
        },
      ],
    });
  });

  test('may be limited to a moment', () => {
    expect(statement("PURGE BINARY LOGS BEFORE '2026-11-22 13:01:02'")).toEqual({
      kind: 'commands',
      commands: [{ kind: 'purge-logs', until: { beforeMs: 1_795_352_462_000 } }],
    });
    expect(statement('PURGE BINARY LOGS BEFORE NOW() - INTERVAL 90 SECOND')).toEqual({
      kind: 'commands',
      commands: [{ kind: 'purge-logs', until: { olderThanMs: 90_000 } }],
    });
  });
});

describe('a packet', () => {
  test('may have several statements, up to the first that no rule fits', () => {
    const sql = 'SELECT 1; SHOW FOO; SELECT 2';
    expect(parse(sql, '9.7.4')).toMatchObject([
      { kind: 'statement', text: 'SELECT 1' },
      { kind: 'syntax-error', at: sql.indexOf('FOO') },
    ]);
  });

  test('may end with a semicolon', () => {
    expect(parse('SELECT 1; SELECT 2;', '9.7.4')).toHaveLength(2);
  });

  test('of nothing is empty, and of a comment alone is accepted', () => {
    expect(parse('', '9.7.4')).toEqual([{ kind: 'empty' }]);
    expect(parse(' ; ', '9.7.4')).toEqual([{ kind: 'empty' }]);
    expect(parse('-- nothing', '9.7.4')).toMatchObject([{ kind: 'statement', statement: { kind: 'comment' } }]);
  });
});
