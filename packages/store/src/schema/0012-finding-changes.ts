/** What findings there were: one row for each that began, changed or ended; `body` is the JSON of what is only shown. */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('finding_change')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('cluster_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('cluster_name', 'varchar(264)', (column) => column.notNull())
    .addColumn('instance_id', 'varchar(264)', (column) => column.notNull())
    .addColumn('code', 'varchar(128)', (column) => column.notNull())
    .addColumn('finding_kind', 'varchar(16)', (column) => column.notNull())
    .addColumn('change_kind', 'varchar(16)', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'varchar(128)', (column) => column.notNull())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
  // The key of an index may have 3072 bytes in MySQL; these are 2,300.
  for (const [name, columns] of INDEXES)
    await db.schema
      .createIndex(name)
      .on('finding_change')
      .columns([...columns])
      .execute();
}

const INDEXES = [
  ['finding_change_by_finding', ['cluster_id', 'instance_id', 'code', 'finding_kind', 'id']],
  ['finding_change_by_cluster', ['cluster_id', 'changed_at', 'id']],
  ['finding_change_by_instance', ['instance_id', 'changed_at', 'id']],
  ['finding_change_by_time', ['changed_at', 'id']],
] as const satisfies readonly (readonly [string, readonly string[]])[];
