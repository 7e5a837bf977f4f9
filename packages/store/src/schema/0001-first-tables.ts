/**
 * Types are the ones that SQLite and MySQL both know: `varchar` where a column is indexed (MySQL asks for a length),
 * `mediumtext` (16 MB in MySQL, text affinity in SQLite) for JSON, `bigint` for milliseconds. No partial indexes,
 * no defaults that are expressions, no dependence on a collation.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

const ID = 'varchar(64)';
/** A host of 253 characters, brackets, and a port. */
const INSTANCE_ID = 'varchar(264)';
const NAME = 'varchar(255)';
const WORD = 'varchar(32)';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createInventory(db);
  await createJournal(db);
  await createAudit(db);
  await createLease(db);
}

async function createInventory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('known_instance')
    .addColumn('id', INSTANCE_ID, (column) => column.primaryKey())
    .addColumn('cluster_id', ID, (column) => column.notNull())
    .addColumn('server_uuid', ID)
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint')
    .execute();
  await db.schema
    .createTable('known_cluster')
    .addColumn('id', ID, (column) => column.primaryKey())
    .addColumn('name', 'varchar(264)', (column) => column.notNull())
    .addColumn('alias', NAME)
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute();
}

async function createJournal(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plan')
    .addColumn('id', ID, (column) => column.primaryKey())
    .addColumn('cluster_id', ID, (column) => column.notNull())
    .addColumn('kind', WORD, (column) => column.notNull())
    .addColumn('actor_user', NAME, (column) => column.notNull())
    .addColumn('actor_address', NAME, (column) => column.notNull())
    .addColumn('actor_via', WORD, (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('outcome', WORD)
    .execute();
  await db.schema.createIndex('plan_by_start').on('plan').columns(['started_at', 'id']).execute();
  await db.schema.createIndex('plan_by_cluster').on('plan').columns(['cluster_id', 'started_at', 'id']).execute();
  await db.schema.createIndex('plan_by_finish').on('plan').columns(['finished_at', 'started_at']).execute();
  await db.schema
    .createTable('journal_entry')
    .addColumn('plan_id', ID, (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('kind', WORD, (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .addPrimaryKeyConstraint('journal_entry_key', ['plan_id', 'seq'])
    .execute();
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_entry')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addColumn('actor_user', NAME, (column) => column.notNull())
    .addColumn('actor_address', NAME, (column) => column.notNull())
    .addColumn('actor_via', WORD, (column) => column.notNull())
    .addColumn('action', 'varchar(64)', (column) => column.notNull())
    .addColumn('cluster_id', ID)
    .addColumn('cluster_name', 'varchar(264)')
    .addColumn('instance_id', INSTANCE_ID)
    .addColumn('plan_id', ID)
    .addColumn('result', WORD, (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('summary_folded', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_by_time').on('audit_entry').columns(['written_at', 'id']).execute();
  for (const column of ['cluster_id', 'instance_id', 'actor_user', 'action', 'result']) {
    await db.schema.createIndex(`audit_by_${column}`).on('audit_entry').columns([column, 'written_at', 'id']).execute();
  }
}

async function createLease(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lease')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('term', 'bigint', (column) => column.notNull())
    .addColumn('hostname', NAME, (column) => column.notNull())
    .addColumn('process_id', 'bigint', (column) => column.notNull())
    .addColumn('url', 'varchar(512)', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .execute();
}
