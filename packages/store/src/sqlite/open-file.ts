/**
 * Opening a store's file, with everything that can be wrong about it said before the first use: a missing directory,
 * a file that is not ours, damage, a newer schema, a disk that takes no writes.
 */
import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import {
  BUSY_TIMEOUT_MS,
  CONVERT_MAX_BYTES,
  FULL_CHECK_MAX_BYTES,
  WAL_CHECKPOINT_PAGES,
  WAL_KEPT_BYTES,
} from '../bounds.ts';
import { findUnknownMigration, migrateToLatest } from '../schema/migrations.ts';
import type { StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';
import { identityOf } from './file-identity.ts';
import { kyselyOn } from './node-sqlite-dialect.ts';
import type { Begin } from './node-sqlite-dialect.ts';
import { storeErrorOf } from './sqlite-error.ts';

export interface OpenedFile {
  readonly path: string;
  /** Device and inode, to notice that somebody removed or replaced the file. */
  readonly identity: string;
  readonly database: DatabaseSync;
  readonly db: Kysely<StoreTables>;
}

/** "Topi" in ASCII; SQLite keeps it in the header, so that other programs' files are not taken for ours. */
export const APPLICATION_ID = 0x546f7069;
/** The store says who acted on what: only its owner reads it. */
const FILE_MODE = 0o600;
const SMALL_TABLES = ['lease', 'plan', 'known_cluster', 'known_instance'] as const;

/** For the thread that writes: creates, checks, migrates, and proves that a write succeeds. */
export async function openForWriting(file: string): Promise<OpenedFile> {
  const path = resolve(file);
  ensureFile(path);
  const opened = connect(path, 'immediate');
  try {
    refuseForeign(opened);
    const unknown = await findUnknownMigration(opened.db);
    if (unknown !== null) throw new StoreError('store-newer-schema', { file: path, migration: unknown });
    refuseDamaged(opened);
    configure(opened);
    await migrateToLatest(opened.db);
    await proveWritable(opened.db);
    return opened;
  } catch (error) {
    opened.database.close();
    throw error;
  }
}

/** For the thread that reads, after the writer opened the same file. */
export function openForReading(file: string): OpenedFile {
  const opened = connect(resolve(file), 'deferred');
  opened.database.exec('pragma query_only = on');
  return opened;
}

function ensureFile(path: string): void {
  const directory = dirname(path);
  if (!existsSync(directory)) mkdirSync(directory);
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (!statSync(path).isFile()) throw new StoreError('store-unwritable', { file: path, detail: 'it is not a file' });
}

function connect(path: string, begin: Begin): OpenedFile {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  return { path, identity: identityOf(path) ?? '', database, db: kyselyOn(database, begin) };
}

function refuseForeign({ database, path }: OpenedFile): void {
  const id = pragma(database, 'application_id');
  if (id === APPLICATION_ID) return;
  const tables = database.prepare('select count(*) as count from sqlite_schema').get();
  if (id !== 0 || tables?.['count'] !== 0) throw new StoreError('store-foreign', { file: path });
}

/** Finds damage of the file's structure; SQLite has no check sums over what the rows hold. */
function refuseDamaged({ database, path }: OpenedFile): void {
  const present = new Set(
    database
      .prepare("select name from sqlite_schema where type = 'table'")
      .all()
      .map((row) => row['name']),
  );
  const tables = SMALL_TABLES.filter((table) => present.has(table)).map((table) => `quick_check(${table})`);
  const checks = statSync(path).size <= FULL_CHECK_MAX_BYTES ? ['quick_check(1)'] : tables;
  for (const check of checks) {
    const found = pragma(database, check);
    if (found !== 'ok') throw new StoreError('store-corrupt', { file: path, detail: String(found) });
  }
}

/** `full`: a commit is on the disk when it returns, also when the machine loses power. */
function configure({ database, path }: OpenedFile): void {
  if (pragma(database, `application_id`) === 0) database.exec(`pragma application_id = ${APPLICATION_ID}`);
  const mode = pragma(database, 'journal_mode = wal');
  if (mode !== 'wal') {
    throw new StoreError('store-unsupported', {
      detail: `the file system of ${path} has no shared memory for SQLite's write-ahead log`,
    });
  }
  letItShrink(database, path);
  database.exec('pragma synchronous = full');
  database.exec(`pragma journal_size_limit = ${WAL_KEPT_BYTES}`);
  database.exec(`pragma wal_autocheckpoint = ${WAL_CHECKPOINT_PAGES}`);
}

const INCREMENTAL = 2;

/**
 * So that pages which a purge sets free can be given back bit by bit. What SQLite keeps for it has to be there from the
 * first table on, or be made by writing the whole file once more.
 */
function letItShrink(database: DatabaseSync, path: string): void {
  if (pragma(database, 'auto_vacuum') === INCREMENTAL || statSync(path).size > CONVERT_MAX_BYTES) return;
  database.exec('pragma auto_vacuum = incremental');
  try {
    database.exec('vacuum');
  } catch (error) {
    // Another process uses the file just now, or the disk has no room for a second copy: its free pages are used again, and that is all.
    const { code } = storeErrorOf(error, path);
    if (code !== 'store-locked' && code !== 'store-full') throw error;
  }
}

/** Changes nothing, but goes through the write-ahead log to the disk. */
async function proveWritable(db: Kysely<StoreTables>): Promise<void> {
  const nobody = { id: '', name: '', alias: null, first_seen_at: 0, revision: 0 };
  await db.transaction().execute(async (tx) => {
    await tx.replaceInto('known_cluster').values(nobody).execute();
    await tx.deleteFrom('known_cluster').where('id', '=', nobody.id).execute();
  });
}

export function pragma(database: DatabaseSync, statement: string): unknown {
  const row = database.prepare(`pragma ${statement}`).get();
  return row === undefined ? null : Object.values(row)[0];
}
