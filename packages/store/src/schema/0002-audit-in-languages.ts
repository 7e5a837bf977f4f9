/**
 * An audit entry's summary as codes with parameters, so that each reader has it in a language of their own: the JSON of
 * a list of messages. `null` in entries that were written before; `summary` keeps what it holds, the English text.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('audit_entry')
    .addColumn('summary_messages', sql`mediumtext`)
    .execute();
}
