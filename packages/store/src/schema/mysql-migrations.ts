/**
 * What the MySQL engine does in its own way. MySQL commits each of these statements by itself, so that a migration which was
 * cut off runs again from its beginning: a statement that finds its work done is passed over (`mysql/schema-dialect.ts`).
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

/** SQLite copies the table instead, because it does not alter a column. */
export async function widerNames(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('registration')
    .modifyColumn('name', 'varchar(264)', (column) => column.notNull())
    .execute();
}

/** `text` has no bound in SQLite, and 64 kB in MySQL: a summary in every language may be longer. */
export async function longTexts(db: Kysely<unknown>): Promise<void> {
  for (const column of ['summary', 'summary_folded'])
    await db.schema
      .alterTable('audit_entry')
      .modifyColumn(column, sql`mediumtext`, (one) => one.notNull())
      .execute();
}

/**
 * Who acts, among processes on several machines. `lease.node` is whose term it is, `is_released` whether it was given back.
 * The beat has a table of its own, so that what holds the row of the term (a write that is fenced by it) never keeps a
 * holder from renewing. A member is a process that would take over; `known_to_term` is the term whose holder knows of it.
 * `copied_change` holds, of each process's own file, up to which change it was copied.
 */
export async function leaseOfProcesses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('lease')
    .addColumn('node', 'varchar(64)', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .alterTable('lease')
    .addColumn('is_released', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('lease_beat')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('term', 'bigint', (column) => column.notNull())
    .addColumn('beat', 'bigint', (column) => column.notNull())
    .addColumn('beaten_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('lease_member')
    .addColumn('node', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('hostname', 'varchar(255)', (column) => column.notNull())
    .addColumn('process_id', 'bigint', (column) => column.notNull())
    .addColumn('url', 'varchar(512)', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('known_to_term', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('copied_change')
    .addColumn('node', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .execute();
}
