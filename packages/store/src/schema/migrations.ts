/** The numbered list of schema changes. A published migration never changes; a later one corrects it. */
import { sql } from '#kysely';
import type { Kysely } from 'kysely';
import { Migrator } from '#kysely/migration';
import type { Migration } from 'kysely/migration';
import { up as firstTables } from './0001-first-tables.ts';
import { up as auditInLanguages } from './0002-audit-in-languages.ts';
import { up as knownSources } from './0003-known-sources.ts';
import { up as registrations } from './0004-registrations.ts';
import { up as classification } from './0005-classification.ts';
import { up as registrationNames } from './0006-registration-names.ts';
import { up as failingSince } from './0007-failing-since.ts';
import { up as registrationRevision } from './0008-registration-revision.ts';
import { up as sourceMemory } from './0009-source-memory.ts';
import { up as takeovers } from './0011-takeovers.ts';
import { up as findingChanges } from './0012-finding-changes.ts';
import { up as clusterRevisions } from './0014-cluster-revisions.ts';
import { up as recoveries } from './0010-recoveries.ts';
import { up as topologyPictures } from './0013-topology-pictures.ts';
import { leaseOfProcesses, longTexts, widerNames } from './mysql-migrations.ts';

export interface SchemaChanges {
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly table: string;
}

export const MIGRATION_TABLE = 'schema_migration';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': { up: firstTables },
  '0002-audit-in-languages': { up: auditInLanguages },
  '0003-known-sources': { up: knownSources },
  '0004-registrations': { up: registrations },
  '0005-classification': { up: classification },
  '0006-registration-names': { up: registrationNames },
  '0007-failing-since': { up: failingSince },
  '0008-registration-revision': { up: registrationRevision },
  '0009-source-memory': { up: sourceMemory },
  '0010-recoveries': { up: recoveries },
  '0011-takeovers': { up: takeovers },
  '0012-finding-changes': { up: findingChanges },
  '0013-topology-pictures': { up: topologyPictures },
  '0014-cluster-revisions': { up: clusterRevisions },
};

export const SQLITE_CHANGES: SchemaChanges = { migrations: MIGRATIONS, table: MIGRATION_TABLE };

/** The same tables; where SQLite needs another way, or two processes need more, MySQL has a migration of its own. */
export const MYSQL_CHANGES: SchemaChanges = {
  migrations: {
    ...MIGRATIONS,
    '0006-registration-names': { up: widerNames },
    '0012-mysql-lease-of-processes': { up: leaseOfProcesses },
    '0012-mysql-long-texts': { up: longTexts },
  },
  table: `topiary_${MIGRATION_TABLE}`,
};

/** Brings the schema up to this program's; throws what the engine threw. Safe when two processes do it at once. */
export async function migrateToLatest<Tables>(db: Kysely<Tables>, changes = SQLITE_CHANGES): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...changes.migrations }) },
    migrationTableName: changes.table,
    migrationLockTableName: `${changes.table}_lock`,
    // One engine's own migrations stand between those of all.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
}

/** What was applied already, in order. A place without a migration table is new. */
export async function appliedMigrations<Tables>(
  db: Kysely<Tables>,
  { table }: SchemaChanges,
): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ readonly name: string }>`select name from ${sql.table(table)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** The first migration that this program does not know, or `null`. */
export async function findUnknownMigration<Tables>(
  db: Kysely<Tables>,
  changes = SQLITE_CHANGES,
): Promise<string | null> {
  const applied = await appliedMigrations(db, changes);
  return applied.find((name) => !Object.hasOwn(changes.migrations, name)) ?? null;
}
