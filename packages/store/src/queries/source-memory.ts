import type { Kysely, Transaction } from 'kysely';
import { MAX_REMEMBERED_SOURCES } from '../bounds.ts';
import type { SourceMemoryRow, StoreTables } from '../schema/tables.ts';

export async function loadSourceMemory(db: Kysely<StoreTables>): Promise<readonly SourceMemoryRow[]> {
  return db.selectFrom('source_memory').selectAll().orderBy('name').limit(MAX_REMEMBERED_SOURCES).execute();
}

export async function saveSourceMemory(tx: Transaction<StoreTables>, row: SourceMemoryRow): Promise<void> {
  await tx.replaceInto('source_memory').values(row).execute();
}

export async function forgetSourceMemory(tx: Transaction<StoreTables>, name: string): Promise<void> {
  await tx.deleteFrom('source_memory').where('name', '=', name).execute();
}
