/**
 * What each source of servers named last, and since when it does not name others any more: one row of a source, `body` the
 * JSON of it, since it is read and written whole.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('source_memory')
    .addColumn('name', 'varchar(128)', (column) => column.primaryKey())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
}
