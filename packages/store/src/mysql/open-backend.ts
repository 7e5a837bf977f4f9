/**
 * Opens the shared database: made where it is missing, brought up to this program's schema, and proved to take writes. What
 * is wrong is said in one sentence, with the statement that mends it where there is one.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';
import { OPEN_DEADLINE_MS } from '../bounds.ts';
import { appliedMigrations, migrateToLatest, MYSQL_CHANGES } from '../schema/migrations.ts';
import type { SharedTables } from '../schema/shared-tables.ts';
import { StoreError } from '../store-error.ts';
import { labelOfDatabase } from '@topiary/engine';
import type { BackendOptions } from './backend-options.ts';
import { connectTo } from './connect.ts';
import type { Connections } from './connect.ts';
import { backendErrorOf, driverErrorOf } from './mysql-error.ts';

const ER_BAD_DB_ERROR = 1049;

/** @throws StoreError */
export async function prepareBackend(options: BackendOptions): Promise<void> {
  await makeDatabase(options);
  const connections = connectTo(options, { maxConnections: 1, readTimeoutMs: OPEN_DEADLINE_MS, migrates: 'yes' });
  try {
    await bringUpToDate(connections.db, options);
    await proveWritable(connections.db);
  } catch (error) {
    throw backendErrorOf(error, options, await accountOf(options));
  } finally {
    connections.destroy();
  }
}

/**
 * Whether a store was ever made there; changes nothing.
 * @throws StoreError
 */
export async function hasSharedStore(options: BackendOptions): Promise<boolean> {
  if (!(await isThere(options))) return false;
  const connections = connectTo(options, { maxConnections: 1, readTimeoutMs: options.readTimeoutMs });
  try {
    return (await appliedMigrations(connections.db, MYSQL_CHANGES)).length > 0;
  } catch (error) {
    throw backendErrorOf(error, options, await accountOf(options));
  } finally {
    connections.destroy();
  }
}

/** A database that is there is left as it is, with whatever else is in it. */
async function makeDatabase(options: BackendOptions): Promise<void> {
  if (await isThere(options)) return;
  const { database } = options;
  try {
    await withoutDatabase(options, (db) =>
      sql`create database if not exists ${sql.id(database)} character set utf8mb4 collate utf8mb4_bin`.execute(db),
    );
  } catch (error) {
    throw backendErrorOf(error, options, await accountOf(options));
  }
}

async function isThere(options: BackendOptions): Promise<boolean> {
  const connections = connectTo(options, { maxConnections: 1, readTimeoutMs: options.readTimeoutMs });
  try {
    await sql`select 1`.execute(connections.db);
    return true;
  } catch (error) {
    if (driverErrorOf(error).number === ER_BAD_DB_ERROR) return false;
    throw backendErrorOf(error, options, await accountOf(options));
  } finally {
    connections.destroy();
  }
}

async function bringUpToDate(db: Kysely<SharedTables>, options: BackendOptions): Promise<void> {
  const applied = await appliedMigrations(db, MYSQL_CHANGES);
  const unknown = applied.find((name) => !Object.hasOwn(MYSQL_CHANGES.migrations, name));
  const file = labelOfDatabase(options);
  if (unknown !== undefined) throw new StoreError('store-newer-schema', { file, migration: unknown });
  const missing = Object.keys(MYSQL_CHANGES.migrations).filter((name) => !applied.includes(name));
  const [first] = missing.toSorted();
  if (first === undefined) return;
  if (options.skipsSchemaUpdate) throw new StoreError('store-older-schema', { file, migration: first });
  await migrateToLatest(db, MYSQL_CHANGES);
}

/** Changes nothing, but needs every right that the store needs later. */
async function proveWritable(db: Kysely<SharedTables>): Promise<void> {
  const nobody = { id: '', name: '', alias: null, first_seen_at: 0, revision: 0 };
  await db.transaction().execute(async (tx) => {
    await tx.replaceInto('known_cluster').values(nobody).execute();
    await tx.updateTable('known_cluster').set({ revision: 1 }).where('id', '=', nobody.id).execute();
    await tx.deleteFrom('known_cluster').where('id', '=', nobody.id).execute();
  });
}

/** What the server takes the user for, as `user@host`; the user's name where it does not let it in. */
async function accountOf(options: BackendOptions): Promise<string> {
  try {
    const { rows } = await withoutDatabase(options, (db) =>
      sql<{ readonly account: string }>`select current_user() as account`.execute(db),
    );
    return rows[0]?.account ?? options.user;
  } catch {
    // Only for a sentence about another error.
    return options.user;
  }
}

async function withoutDatabase<Result>(
  options: BackendOptions,
  action: (db: Connections['db']) => Promise<Result>,
): Promise<Result> {
  const use = { maxConnections: 1, readTimeoutMs: options.readTimeoutMs };
  const connections = connectTo({ ...options, database: '' }, use);
  try {
    return await action(connections.db);
  } finally {
    connections.destroy();
  }
}
