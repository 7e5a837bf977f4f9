/** How clusters stood: one row for each cluster and moment; `body` is the JSON of its members. */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('topology_picture')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('cluster_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('cluster_name', 'varchar(264)', (column) => column.notNull())
    .addColumn('taken_at', 'bigint', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
  for (const [name, columns] of INDEXES)
    await db.schema
      .createIndex(name)
      .on('topology_picture')
      .columns([...columns])
      .execute();
}

const INDEXES = [
  ['topology_picture_by_cluster', ['cluster_id', 'taken_at']],
  ['topology_picture_by_time', ['taken_at']],
] as const satisfies readonly (readonly [string, readonly string[]])[];
