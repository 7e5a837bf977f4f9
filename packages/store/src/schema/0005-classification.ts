/**
 * What the configured queries told of a server last: the JSON of answers by fact. `null` in rows that were written
 * before.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('known_instance')
    .addColumn('answers', sql`mediumtext`)
    .execute();
}
