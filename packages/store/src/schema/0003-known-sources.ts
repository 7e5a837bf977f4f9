/**
 * What a server replicated from when it was observed last: the JSON of a list of channels and addresses. `null` in rows
 * that were written before.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('known_instance')
    .addColumn('sources', sql`mediumtext`)
    .execute();
}
