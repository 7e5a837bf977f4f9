/**
 * What people register about servers and clusters: one table for all kinds, because they are read together, once, and
 * written by their key. `body` is the JSON of the whole registration; what is searched for is found in memory.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('registration')
    .addColumn('kind', 'varchar(32)', (column) => column.notNull())
    .addColumn('subject', 'varchar(264)', (column) => column.notNull())
    .addColumn('name', 'varchar(128)', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .addPrimaryKeyConstraint('registration_key', ['kind', 'subject', 'name'])
    .execute();
}
