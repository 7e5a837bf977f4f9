/**
 * The name in a registration's key is wide enough for an address: two servers that are declared to be different are
 * registered by both. Made anew and copied, because SQLite does not alter a column; the key has 560 characters, which
 * InnoDB takes (2,240 of its 3,072 bytes in utf8mb4).
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('registration').renameTo('registration_before').execute();
  await db.schema
    .createTable('registration')
    .addColumn('kind', 'varchar(32)', (column) => column.notNull())
    .addColumn('subject', 'varchar(264)', (column) => column.notNull())
    .addColumn('name', 'varchar(264)', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .addPrimaryKeyConstraint('registration_by_name', ['kind', 'subject', 'name'])
    .execute();
  await sql`insert into registration select kind, subject, name, body from registration_before`.execute(db);
  await db.schema.dropTable('registration_before').execute();
}
