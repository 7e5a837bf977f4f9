/**
 * One row that counts changes of `registration`, so that a process which only reads sees whether there is anything new
 * without reading all of it.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('registration_revision')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute();
  await sql`replace into ${sql.table('registration_revision')} (id, revision) values (1, 0)`.execute(db);
}
