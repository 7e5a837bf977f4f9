/** Since when a server has not answered, in milliseconds since 1970; `null`: it answered last, or the row was written before. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('known_instance').addColumn('failing_since', 'bigint').execute();
}
