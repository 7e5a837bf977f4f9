/**
 * Failures and recoveries. What is asked for is a column; `body` is the JSON of the rest, which is only shown. Two keys do
 * on every engine what a transaction alone does on SQLite: `open_cluster` is the cluster while a recovery runs, and
 * `open_key` the server and the code while a detection counts. Both are null afterwards, and a unique key takes many nulls
 * (in MySQL too, where the second of two transactions that both looked is refused by it).
 */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';

const ID = 'varchar(64)';
const INSTANCE_ID = 'varchar(264)';
const NAME = 'varchar(264)';
const CODE = 'varchar(128)';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecoveries(db);
  await createSteps(db);
  await createDetections(db);
  await createBlocked(db);
  await db.schema
    .createTable('recovery_switch')
    // '' is everywhere.
    .addColumn('cluster_id', ID, (column) => column.primaryKey())
    .addColumn('owner', 'varchar(255)', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('switched_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .execute();
}

async function createRecoveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('recovery')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('uid', 'varchar(128)', (column) => column.notNull().unique())
    .addColumn('cluster_id', ID, (column) => column.notNull())
    .addColumn('cluster_name', NAME, (column) => column.notNull())
    .addColumn('cluster_alias', 'varchar(255)')
    .addColumn('instance_id', INSTANCE_ID, (column) => column.notNull())
    .addColumn('code', CODE, (column) => column.notNull())
    .addColumn('scope', 'varchar(32)', (column) => column.notNull())
    .addColumn('is_forced', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('detection_id', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('is_changed', 'integer', (column) => column.notNull())
    .addColumn('successor_id', INSTANCE_ID)
    .addColumn('plan_id', ID)
    .addColumn('acknowledged_at', 'bigint')
    .addColumn('acknowledged_by', 'varchar(255)')
    .addColumn('acknowledge_comment', 'text')
    .addColumn('open_cluster', ID, (column) => column.unique())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
  for (const column of ['cluster_id', 'instance_id', 'successor_id', 'acknowledged_at'])
    await db.schema.createIndex(`recovery_by_${column}`).on('recovery').columns([column, 'started_at']).execute();
  await db.schema.createIndex('recovery_by_start').on('recovery').columns(['started_at', 'id']).execute();
}

async function createSteps(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('recovery_step')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('recovery_uid', 'varchar(128)', (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addColumn('message', sql`mediumtext`, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('recovery_step_by_uid').on('recovery_step').columns(['recovery_uid', 'id']).execute();
}

async function createDetections(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('failure_detection')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('instance_id', INSTANCE_ID, (column) => column.notNull())
    .addColumn('cluster_id', ID, (column) => column.notNull())
    .addColumn('cluster_name', NAME, (column) => column.notNull())
    .addColumn('cluster_alias', 'varchar(255)')
    .addColumn('code', CODE, (column) => column.notNull())
    .addColumn('is_actionable', 'integer', (column) => column.notNull())
    .addColumn('detected_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('recovery_id', 'bigint')
    .addColumn('open_key', 'varchar(400)', (column) => column.unique())
    .addColumn('body', sql`mediumtext`, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('detection_by_time').on('failure_detection').columns(['detected_at', 'id']).execute();
}

async function createBlocked(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('blocked_recovery')
    .addColumn('cluster_id', ID, (column) => column.notNull())
    .addColumn('instance_id', INSTANCE_ID, (column) => column.notNull())
    .addColumn('cluster_name', NAME, (column) => column.notNull())
    .addColumn('code', CODE, (column) => column.notNull())
    .addColumn('blocked_at', 'bigint', (column) => column.notNull())
    .addColumn('blocking_id', 'bigint', (column) => column.notNull())
    .addColumn('blocking_uid', 'varchar(128)', (column) => column.notNull())
    .addPrimaryKeyConstraint('blocked_recovery_key', ['cluster_id', 'instance_id'])
    .execute();
}
