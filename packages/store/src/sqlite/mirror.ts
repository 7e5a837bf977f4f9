/**
 * Notes which rows changed, so that they can be copied to a shared database whenever that can be reached: triggers write the
 * key of each row, in the transaction that changes it, and a row that changes often is noted once. What waits is therefore
 * never more than the file holds, survives the process, and may be copied twice without harm.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { MIRROR_BATCH_CHARACTERS, MIRROR_BATCH_ROWS } from '../bounds.ts';
import { ROW_KEYS, SHARED_TABLES } from '../schema/table-names.ts';
import type { SharedTable } from '../schema/table-names.ts';
import type {
  AdoptedRows,
  AnyRow,
  MirrorReads,
  MirrorWrites,
  RowChange,
  TermRow,
} from '../worker/mirror-operations.ts';
import type { Handlers } from '../worker/operations.ts';
import type { OpenedFile } from './open-file.ts';
import { storeErrorOf } from './sqlite-error.ts';

export interface MirrorParts {
  readonly file: () => OpenedFile;
  readonly lock: () => Promise<boolean>;
}

export function mirrorWriteHandlers({ file, lock }: MirrorParts): Handlers<MirrorWrites> {
  const write = async <Value>(action: (database: DatabaseSync) => Value): Promise<Value> => {
    const { database, path } = file();
    try {
      database.exec('begin immediate');
      const value = action(database);
      database.exec('commit');
      return value;
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw storeErrorOf(error, path);
    }
  };
  return {
    beginMirror: () => write(beginMirror),
    lockFile: lock,
    beginTerm: (term) => write((database) => writeTerm(database, term)),
    adopt: (adopted) => write((database) => adopt(database, adopted)),
    forgetChanges: (seqs) =>
      write((database) => {
        const forget = database.prepare('delete from mirror_change where seq = ?');
        for (const seq of seqs) forget.run(seq);
      }),
  };
}

export function mirrorReadHandlers(file: () => OpenedFile): Handlers<MirrorReads> {
  return {
    changes: async () => {
      const { database, path } = file();
      try {
        return readChanges(database);
      } catch (error) {
        throw storeErrorOf(error, path);
      }
    },
  };
}

function beginMirror(database: DatabaseSync): string {
  database.exec('create table if not exists mirror_node (id integer primary key, node text not null)');
  database.exec(`create table if not exists mirror_change
    (seq integer primary key autoincrement, table_name text not null, row_key text not null, unique (table_name, row_key))`);
  for (const table of SHARED_TABLES) noteChangesOf(database, table);
  database.prepare('insert or ignore into mirror_node (id, node) values (1, ?)').run(randomUUID());
  return String(database.prepare('select node from mirror_node where id = 1').get()?.['node']);
}

/** `replace` of a row that is there is an insert to SQLite; the key of a row does not change. */
function noteChangesOf(database: DatabaseSync, table: SharedTable): void {
  for (const [event, image] of [
    ['insert', 'new'],
    ['update', 'new'],
    ['delete', 'old'],
  ] as const) {
    const key = ROW_KEYS[table].map((column) => `${image}."${column}"`).join(', ');
    database.exec(`create trigger if not exists mirror_${table}_${event} after ${event} on "${table}" begin
      insert or replace into mirror_change (table_name, row_key) values ('${table}', json_array(${key})); end`);
  }
}

function writeTerm(database: DatabaseSync, { term, holder, since }: TermRow): void {
  database
    .prepare('replace into lease (id, term, hostname, process_id, url, since) values (1, ?, ?, ?, ?, ?)')
    .run(term, holder.hostname, holder.processId, holder.url, since);
}

function adopt(database: DatabaseSync, { rows, lastIds, term }: AdoptedRows): void {
  for (const table of SHARED_TABLES) {
    database.exec(`delete from "${table}"`);
    for (const row of rows[table]) insert(database, table, row);
  }
  for (const { table, id } of lastIds) {
    database.prepare('delete from sqlite_sequence where name = ?').run(table);
    database.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, id);
  }
  writeTerm(database, term);
  // The triggers noted all of this; it came from where it would be copied to.
  database.exec('delete from mirror_change');
}

function insert(database: DatabaseSync, table: SharedTable, row: AnyRow): void {
  const columns = Object.keys(row);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  database
    .prepare(`insert into "${table}" (${names}) values (${marks})`)
    .run(...columns.map((column) => row[column] ?? null));
}

function readChanges(database: DatabaseSync): readonly RowChange[] {
  const noted = database
    .prepare('select seq, table_name, row_key from mirror_change order by seq limit ?')
    .all(MIRROR_BATCH_ROWS);
  const changes: RowChange[] = [];
  let characters = 0;
  for (const one of noted) {
    const table = String(one['table_name']) as SharedTable;
    const key = JSON.parse(String(one['row_key'])) as readonly (string | number)[];
    const row = readRow(database, table, key);
    characters += row === null ? 0 : sizeOf(row);
    if (changes.length > 0 && characters > MIRROR_BATCH_CHARACTERS) break;
    changes.push({ seq: Number(one['seq']), table, key, row });
  }
  return changes;
}

function readRow(database: DatabaseSync, table: SharedTable, key: readonly SQLInputValue[]): AnyRow | null {
  const where = ROW_KEYS[table].map((column) => `"${column}" = ?`).join(' and ');
  const row = database.prepare(`select * from "${table}" where ${where}`).get(...key);
  // The store's columns hold texts, numbers and nulls.
  return row === undefined ? null : ({ ...row } as AnyRow);
}

function sizeOf(row: AnyRow): number {
  return Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
}
