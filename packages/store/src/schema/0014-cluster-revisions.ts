/**
 * How clusters looked: a row for each time that one looked otherwise than before, whole, so that any row may go without the
 * others. `summary` is the JSON of what changed in short; `body` the JSON of the picture, deflated, in base64: it is copied
 * between engines, which is done with texts.
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('cluster_revision')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('cluster_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('cluster_name', 'varchar(264)', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'varchar(16)', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('summary', sql`mediumtext`, (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
  for (const [name, columns] of INDEXES)
    await db.schema
      .createIndex(name)
      .on('cluster_revision')
      .columns([...columns])
      .execute();
}

const INDEXES = [
  ['cluster_revision_by_time', ['cluster_id', 'recorded_at', 'id']],
  ['cluster_revision_by_kind', ['cluster_id', 'kind', 'id']],
] as const satisfies readonly (readonly [string, readonly string[]])[];
