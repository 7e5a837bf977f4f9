import { describe, expect, test } from 'vitest';
import { parseMariadbGtids } from '../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import { chunkOf } from '../replication/log-events/log-event.ts';
import { eventsOf } from '../testing/written-log.ts';
import { describeErrant, MAX_ERRANT_DESCRIBED, MAX_ERRANT_EVENTS } from './describe-errant.ts';
import type { ChunkAnswer, ErrantChunkWanted, ErrantDescribed } from './describe-errant.ts';
import { errantPart } from './errant-part.ts';
import type { ErrantPart } from './errant-part.ts';

const UUID = '00000000-0000-0000-0000-00000000000a';
const head = (gno: number): string => `Gtid | 1 | 200 | SET @@SESSION.GTID_NEXT= '${UUID}:${gno}'`;

const mysql = (gtids: string): ErrantPart => errantPart({ family: 'mysql', set: MysqlGtidSet.of(gtids) });

interface Run extends ErrantDescribed {
  readonly asked: readonly ErrantChunkWanted[];
}

function run(
  files: readonly { readonly file: string; readonly part: ErrantPart }[],
  read: (wanted: ErrantChunkWanted) => ChunkAnswer,
  setAside: readonly string[] = [],
): Run {
  const asked: ErrantChunkWanted[] = [];
  const walk = describeErrant(
    files.map(({ file, part }) => ({ file, part, transactions: part.toText() })),
    setAside,
  );
  for (let next = walk.next(); ;) {
    if (next.done === true) return { ...next.value, asked };
    asked.push(next.value);
    next = walk.next(read(next.value));
  }
}

const inOne = (text: string) => (): ChunkAnswer => ({ kind: 'chunk', chunk: { events: eventsOf(text), next: null } });

const MYSQL_LOG = `
  4 | Format_desc | 1 | 127 | Server ver: 9.7.4-2, Binlog ver: 4
  127 | ${head(1)}
  204 | Query | 1 | 280 | use \`d\`; create table t (id int primary key) /* xid=39 */
  280 | ${head(2)}
  357 | Query | 1 | 430 | BEGIN
  430 | Table_map | 1 | 480 | table_id: 109 (d.t)
  480 | Write_rows | 1 | 520 | table_id: 109 flags: STMT_END_F
  520 | Table_map | 1 | 570 | table_id: 110 (hb.beat)
  570 | Update_rows | 1 | 620 | table_id: 110 flags: STMT_END_F
  620 | Table_map | 1 | 670 | table_id: 109 (d.t)
  670 | Delete_rows | 1 | 720 | table_id: 109 flags: STMT_END_F
  720 | Xid | 1 | 751 | COMMIT /* xid=44 */
  751 | ${head(3)}
  828 | Query | 1 | 900 | BEGIN
  900 | Table_map | 1 | 950 | table_id: 110 (hb.beat)
  950 | Update_rows_partial | 1 | 1000 | table_id: 110 flags: STMT_END_F
  1000 | Xid | 1 | 1031 | COMMIT /* xid=45 */
  1031 | ${head(4)}
  1108 | Query | 1 | 1200 | FLUSH TABLES
  1200 | ${head(5)}
  1277 | Query | 1 | 1350 | BEGIN
  1350 | Query | 1 | 1420 | COMMIT
  1420 | ${head(6)}
  1497 | Query | 1 | 1600 | CREATE USER 'u'@'%' IDENTIFIED WITH 'caching_sha2_password' AS 'geheim'
  1600 | ${head(7)}
  1677 | Transaction_payload | 1 | 1900 | compression='ZSTD', decompressed_size=217 bytes
  1900 | ${head(8)}
  1977 | Query | 1 | 2050 | BEGIN
  2050 | Query | 1 | 2150 | use \`hb\`; update beat set at = 1
  2150 | Xid | 1 | 2181 | COMMIT /* xid=46 */`;

describe('errant transactions of MySQL', () => {
  const { transactions, notDescribed } = run([{ file: 'log.1', part: mysql(`${UUID}:1-8`) }], inOne(MYSQL_LOG), ['hb']);
  const natureOf = new Map(transactions.map(({ gtid, nature }) => [gtid, nature]));

  test('are told with the tables and kinds of rows, the statement, the place and the size', () => {
    expect(transactions[0]).toMatchObject({
      gtid: `${UUID}:1`,
      file: 'log.1',
      position: 127,
      bytes: 153,
      nature: 'changes',
      statement: 'use `d`; create table t (id int primary key)',
    });
    expect(transactions[1]).toMatchObject({
      tables: [
        { table: 'd.t', changes: ['insert', 'delete'] },
        { table: 'hb.beat', changes: ['update'] },
      ],
      bytes: 471,
      nature: 'changes',
    });
  });

  test.each([
    [3, 'set-aside', 'only rows of a schema that is configured so'],
    [4, 'upkeep', 'nothing but a FLUSH'],
    [5, 'empty', 'nothing at all'],
    [6, 'changes', 'an account'],
    [8, 'changes', 'a statement: only its server can tell which tables it changes'],
  ])('number %i is %s: %s', (gno, nature) => {
    expect(natureOf.get(`${UUID}:${gno}`)).toBe(nature);
  });

  test('that the log does not let be read are said to be so, and those behind them are told', () => {
    expect(natureOf.get(`${UUID}:7`)).toBe('unreadable');
    expect([transactions.length, notDescribed]).toEqual([8, '']);
  });

  test('show no password', () => {
    expect(JSON.stringify(transactions)).not.toContain('geheim');
  });
});

test('errant transactions of MariaDB are told by their ranges, with the statements behind rows', () => {
  const parsed = parseMariadbGtids('0-3-12');
  const upTo = parsed.ok ? parsed.gtids[0]?.gtid : undefined;
  if (upTo === undefined) throw new Error('0-3-12');
  const part = errantPart({ family: 'mariadb', ranges: [{ domain: 0, after: { ...upTo, sequence: 10n }, upTo }] });
  const { transactions, notDescribed } = run(
    [{ file: 'log.1', part }],
    inOne(`
      4 | Gtid_list | 1 | 285 | [0-1-9]
      285 | Gtid | 1 | 327 | GTID 0-1-10
      327 | Query | 1 | 400 | drop table d.old
      400 | Gtid | 3 | 442 | BEGIN GTID 0-3-11 cid=37
      442 | Annotate_rows | 3 | 500 | insert into mysql.x values (1)
      500 | Table_map | 3 | 540 | table_id: 18 (mysql.x)
      540 | Write_rows_compressed_v1 | 3 | 580 | table_id: 18 flags: STMT_END_F
      580 | Xid | 3 | 611 | COMMIT /* xid=37 */
      611 | Gtid | 3 | 653 | GTID 0-3-12
      653 | Query | 3 | 700 | analyze table d.t
      700 | Gtid | 1 | 742 | GTID 0-1-13
      742 | Query | 1 | 800 | drop table d.t`),
  );
  expect(transactions.map(({ gtid, nature, statement }) => [gtid, nature, statement])).toEqual([
    ['0-3-11', 'set-aside', 'insert into mysql.x values (1)'],
    ['0-3-12', 'upkeep', 'analyze table d.t'],
  ]);
  expect(notDescribed).toBe('');
});

describe('what is read', () => {
  test('is a file in parts, up to the last transaction that is looked for', () => {
    const events = eventsOf(MYSQL_LOG);
    const { asked, transactions } = run([{ file: 'log.1', part: mysql(`${UUID}:2-3`) }], ({ from }) => {
      const first = events.findIndex(({ position }) => position >= (from ?? 0));
      const chunk = chunkOf(events.slice(first, first + 6), 6) ?? { events: events.slice(first), next: null };
      return { kind: 'chunk', chunk };
    });
    expect(transactions.map(({ gtid }) => gtid)).toEqual([`${UUID}:2`, `${UUID}:3`]);
    expect(asked.map(({ from }) => from)).toEqual([null, 430, 670, 950]);
  });

  test('is bounded, and what was not come to is said', () => {
    const one = eventsOf(MYSQL_LOG).slice(7, 12);
    const endless = run([{ file: 'log.1', part: mysql(`${UUID}:9`) }], () => ({
      kind: 'chunk',
      chunk: { events: Array.from({ length: 400 }, () => one).flat(), next: 4 },
    }));
    expect(endless.asked).toHaveLength(MAX_ERRANT_EVENTS / 2_000);
    expect(endless).toMatchObject({ transactions: [], notDescribed: `${UUID}:9` });

    const many = Array.from(
      { length: MAX_ERRANT_DESCRIBED + 5 },
      (_, index) => `
      ${100 * index + 4} | ${head(index + 1)}
      ${100 * index + 50} | Query | 1 | ${100 * index + 104} | drop table t`,
    ).join('');
    const cut = run(
      [{ file: 'log.1', part: mysql(`${UUID}:1-${MAX_ERRANT_DESCRIBED + 5}`) }],
      inOne(many.replaceAll(/\n\s*(?=\n)/g, '')),
    );
    expect(cut.transactions).toHaveLength(MAX_ERRANT_DESCRIBED);
    expect(cut.notDescribed).toBe(`${UUID}:${MAX_ERRANT_DESCRIBED + 1}-${MAX_ERRANT_DESCRIBED + 5}`);
  });

  test('ends with a file that is gone, and the next one is read', () => {
    const files = [
      { file: 'log.1', part: mysql(`${UUID}:20`) },
      { file: 'log.2', part: mysql(`${UUID}:4`) },
    ];
    const { transactions, notDescribed } = run(files, ({ file }) =>
      file === 'log.1' ? { kind: 'no-such-file' } : inOne(MYSQL_LOG)(),
    );
    expect([transactions.map(({ gtid }) => gtid), notDescribed]).toEqual([[`${UUID}:4`], `${UUID}:20`]);
  });
});
