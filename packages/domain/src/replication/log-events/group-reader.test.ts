/** The rows are those that MySQL 9.7 and MariaDB 10.11 list. */
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../testing/written-log.ts';
import { GroupReader, type Fed } from './group-reader.ts';
import { chunkOf, endOfEvent, type LogName } from './log-event.ts';
import type { LogGroup } from './log-group.ts';
import { normalContext, normalStatement } from './normal-text.ts';

const FILE = 'binlog.000001';

function read(text: string, log: LogName = 'binary', mayBeginInside = false): readonly Fed[] {
  const reader = new GroupReader(log, { mayBeginInside });
  return eventsOf(text).map((event) => reader.feed(FILE, event));
}

function groups(fed: readonly Fed[]): readonly LogGroup[] {
  return fed.flatMap((one) => (one.kind === 'group' ? [one.group] : []));
}

const said = (group: LogGroup | undefined): readonly string[] => group?.units.map(({ text }) => text) ?? [];

describe('transactions of MySQL', () => {
  const text = `
    4 | Format_desc | 1 | 127 | Server ver: 9.7.4-2, Binlog ver: 4
    127 | Previous_gtids | 1 | 158 |
    158 | Anonymous_Gtid | 1 | 235 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
    235 | Query | 1 | 334 | create database d /* xid=39 */
    334 | Anonymous_Gtid | 1 | 413 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
    413 | Query | 1 | 484 | BEGIN
    484 | Table_map | 1 | 535 | table_id: 109 (d.t)
    535 | Write_rows | 1 | 578 | table_id: 109 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F
    578 | Table_map | 1 | 629 | table_id: 109 (d.t)
    629 | Update_rows | 1 | 681 | table_id: 109 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F
    681 | Xid | 1 | 712 | COMMIT /* xid=44 */`;

  test('are statements by themselves, or everything from BEGIN to COMMIT', () => {
    const [first, second] = groups(read(text));
    expect(said(first)).toEqual(['create database d']);
    expect(said(second)).toEqual(['Write_rows d.t', 'Update_rows d.t', 'COMMIT']);
    expect(second).toMatchObject({
      start: { file: FILE, position: 334 },
      end: { file: FILE, position: 712 },
      gtid: null,
    });
  });

  test('rows of one statement are one, with their size without checksums', () => {
    const [group] = groups(
      read(`
        4 | Anonymous_Gtid | 1 | 80 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
        80 | Query | 1 | 150 | BEGIN
        150 | Table_map | 1 | 200 | table_id: 111 (d.t)
        200 | Write_rows | 1 | 8257 | table_id: 111 flags: USE_SQL_FOREIGN_KEY_F
        8257 | Write_rows | 1 | 9000 | table_id: 111 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F
        9000 | Table_map | 1 | 9050 | table_id: 111 (d.t)
        9050 | Write_rows | 1 | 9100 | table_id: 111 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F
        9100 | Xid | 1 | 9131 | COMMIT /* xid=1 */`),
    );
    expect(group?.units.map(({ size }) => size)).toEqual([{ events: 2, bytes: 8_792 }, { events: 1, bytes: 46 }, null]);
  });

  test('of two phases end at their preparation', () => {
    const fed = read(`
      4 | Anonymous_Gtid | 1 | 81 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      81 | Query | 1 | 165 | XA START X'7831',X'',1
      165 | Table_map | 1 | 217 | table_id: 111 (d.t)
      217 | Write_rows | 1 | 264 | table_id: 111 flags: STMT_END_F
      264 | Query | 1 | 345 | XA END X'7831',X'',1
      345 | XA_prepare | 1 | 383 | XA PREPARE X'7831',X'',1
      383 | Anonymous_Gtid | 1 | 460 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      460 | Query | 1 | 550 | XA COMMIT X'7831',X'',1`);
    expect(groups(fed).map(said)).toEqual([
      ["XA START X'7831',X'',1", 'Write_rows d.t', "XA END X'7831',X'',1", "XA PREPARE X'7831',X'',1"],
      ["XA COMMIT X'7831',X'',1"],
    ]);
  });

  test('that are compressed are compared by what they unpack to, and end where their payload ends', () => {
    const events = `
      1971 | Anonymous_Gtid | 1 | 2050 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      2050 | Transaction_payload | 1 | 2232 | compression='ZSTD', decompressed_size=217 bytes
      2232 | Query | 1 | 2232 | BEGIN
      2232 | Table_map | 1 | 2232 | table_id: 111 (d.t)
      2232 | Write_rows | 1 | 2232 | table_id: 111 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F
      2232 | Xid | 1 | 2232 | COMMIT /* xid=72 */
      2232 | Anonymous_Gtid | 1 | 2309 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      2309 | Query | 1 | 2406 | truncate table d.t /* xid=73 */`;
    const [group, next] = groups(read(events));
    expect(group).toMatchObject({ end: { position: 2232 }, units: [{ text: 'Write_rows d.t', size: null }, {}] });
    expect(said(next)).toEqual(['truncate table d.t']);
    // A chunk never ends within what was unpacked.
    expect([3, 4, 5, 6].map((asked) => chunkOf(eventsOf(events).slice(0, asked), asked)?.next)).toEqual([
      2050, 2050, 2050, 2050,
    ]);
    expect(chunkOf(eventsOf(events).slice(1, 5), 4)).toBeNull();
  });

  test('that are compressed and not listed are refused', () => {
    const fed = read(`
      4 | Anonymous_Gtid | 1 | 80 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      80 | Transaction_payload | 1 | 250 | compression='ZSTD', decompressed_size=217 bytes
      250 | Anonymous_Gtid | 1 | 330 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'`);
    expect(fed.at(-1)).toMatchObject({ kind: 'problem', problem: { kind: 'broken-group', at: { position: 250 } } });
  });
});

describe('transactions of MariaDB', () => {
  test('begin in their GTID, and statements behind rows are kept apart', () => {
    const fed = read(`
      4 | Format_desc | 1 | 256 | Server ver: 10.11.18-MariaDB, Binlog ver: 4
      256 | Gtid_list | 1 | 285 | []
      285 | Binlog_checkpoint | 1 | 325 | binlog.000001
      325 | Gtid | 1 | 367 | GTID 0-1-1
      367 | Query | 1 | 448 | create database d
      448 | Gtid | 1 | 490 | BEGIN GTID 0-1-4 cid=37
      490 | Annotate_rows | 1 | 543 | insert into d.t values (1,'a')
      543 | Table_map | 1 | 586 | table_id: 18 (d.t)
      586 | Write_rows_compressed_v1 | 1 | 627 | table_id: 18 flags: STMT_END_F
      627 | Xid | 1 | 658 | COMMIT /* xid=37 */
      658 | Gtid | 1 | 700 | XA START X'7831',X'',1 GTID 0-1-13
      700 | Query | 1 | 780 | XA END X'7831',X'',1
      780 | XA_prepare | 1 | 818 | XA PREPARE X'7831',X'',1`);
    expect(groups(fed).map(({ gtid }) => gtid)).toEqual(['0-1-1', '0-1-4', '0-1-13']);
    expect(groups(fed).map(said)).toEqual([
      ['create database d'],
      ['Write_rows d.t', 'COMMIT'],
      ["XA START X'7831',X'',1", "XA END X'7831',X'',1", "XA PREPARE X'7831',X'',1"],
    ]);
    expect(groups(fed)[1]?.annotations).toEqual(["insert into d.t values (1,'a')"]);
  });
});

describe('servers that write no GTIDs at all', () => {
  test('have transactions from BEGIN on, and statements with the values that they need', () => {
    const fed = read(`
      4 | Query | 1 | 80 | BEGIN
      80 | Intvar | 1 | 108 | INSERT_ID=5
      108 | Query | 1 | 200 | use \`d\`; insert into auto(v) values (1)
      200 | Query | 1 | 280 | COMMIT
      280 | RAND | 1 | 320 | rand_seed1=1,rand_seed2=2
      320 | Query | 1 | 400 | insert into d.m values (rand())`);
    expect(groups(fed).map(said)).toEqual([
      ['Intvar INSERT_ID=5', 'use `d`; insert into auto(v) values (1)', 'COMMIT'],
      ['RAND rand_seed1=1,rand_seed2=2', 'insert into d.m values (rand())'],
    ]);
    expect(groups(fed).map(({ start }) => start.position)).toEqual([4, 280]);
  });
});

describe('what breaks off', () => {
  test('is passed over at the beginning of a relay log, and refused elsewhere', () => {
    const text = `
      4 | Format_desc | 2 | 127 | Server ver: 9.7.4-2, Binlog ver: 4
      127 | Write_rows | 1 | 900 | table_id: 111 flags: STMT_END_F
      170 | Xid | 1 | 931 | COMMIT /* xid=1 */
      201 | Anonymous_Gtid | 1 | 1010 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      280 | Query | 1 | 1100 | drop table d.t`;
    expect(groups(read(text, 'relay', true)).map(said)).toEqual([['drop table d.t']]);
    expect(read(text).find(({ kind }) => kind === 'problem')).toMatchObject({ problem: { kind: 'broken-group' } });
  });

  test('a transaction goes on over the end of a relay log', () => {
    const fed = read(
      `
      4 | Anonymous_Gtid | 1 | 700 | SET @@SESSION.GTID_NEXT= 'ANONYMOUS'
      80 | Query | 1 | 771 | BEGIN
      150 | Rotate | 2 | 200 | relay.000005;pos=4
      4 | Format_desc | 2 | 127 | Server ver: 9.7.4-2, Binlog ver: 4
      127 | Table_map | 1 | 822 | table_id: 109 (d.t)
      178 | Write_rows | 1 | 865 | table_id: 109 flags: STMT_END_F
      221 | Xid | 1 | 896 | COMMIT /* xid=44 */`,
      'relay',
    );
    expect(groups(fed)).toMatchObject([{ start: { position: 4 }, units: [{ size: { bytes: 39 } }, {}] }]);
  });

  test.each([
    ['an event that nobody knows', '4 | Quantum_rows | 1 | 80 | x', 'unknown-event'],
    ['lost events', '4 | Incident | 1 | 80 | #1 (LOST_EVENTS)', 'incident'],
    ['a commit of nothing', '4 | Xid | 1 | 80 | COMMIT /* xid=1 */', 'broken-group'],
    ['a transaction within another', '4 | Query | 1 | 80 | BEGIN\n80 | Query | 1 | 120 | BEGIN', 'broken-group'],
  ])('%s is refused', (_what, text, kind) => {
    expect(read(text).at(-1)).toMatchObject({ kind: 'problem', problem: { kind } });
  });
});

describe('texts', () => {
  test('lose the comments that servers put behind them, and no quoted ones', () => {
    expect(normalStatement('DROP TABLE IF EXISTS `t2` /* generated by server */')).toBe('DROP TABLE IF EXISTS `t2`');
    expect(normalStatement('insert into t values (\'/*1*/\', "it\\"s /* */") /* xid=7 */')).toBe(
      'insert into t values (\'/*1*/\', "it\\"s /* */")',
    );
    expect(normalStatement('DROP /*!40005 TEMPORARY */ TABLE `a/*b`')).toBe('DROP /*!40005 TEMPORARY */ TABLE `a/*b`');
  });

  test('of values lose what each server names for itself', () => {
    expect(normalContext('@`u`=_utf8mb3 0x41 COLLATE utf8mb3_general_ci')).toBe('@`u`=_utf8 0x41');
    expect(normalContext(';file_id=17;block_len=5')).toBe(';file_id=#;block_len=5');
  });

  test('positions beyond 4 GiB are told in full', () => {
    const event = { type: 'Xid', serverId: 1, info: '' };
    expect(endOfEvent({ ...event, position: 4_294_967_290, endPosition: 25 })).toBe(4_294_967_321);
    expect(endOfEvent({ ...event, position: 8_589_934_700, endPosition: 140 })).toBe(8_589_934_732);
  });
});
