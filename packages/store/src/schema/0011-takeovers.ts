/** Takeovers that were asked for in a window of time: one row each, `body` the JSON of it, since they are few and read together. */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scheduled_takeover')
    .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
}
