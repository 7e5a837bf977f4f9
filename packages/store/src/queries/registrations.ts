import type { Kysely, Transaction } from 'kysely';
import type { RegistrationKey } from '@topiary/domain';
import { LOAD_CHUNK_ROWS, MAX_STORED_REGISTRATIONS } from '../bounds.ts';
import type { RegistrationRow, StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';

/** Rows of one statement: four variables each, far below every engine's bound. */
const PUT_CHUNK_ROWS = 500;

export async function putRegistrations(tx: Transaction<StoreTables>, rows: readonly RegistrationRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += PUT_CHUNK_ROWS) {
    await tx
      .replaceInto('registration')
      .values(rows.slice(start, start + PUT_CHUNK_ROWS))
      .execute();
  }
}

export async function removeRegistrations(
  tx: Transaction<StoreTables>,
  keys: readonly RegistrationKey[],
): Promise<void> {
  for (const { kind, subject, name } of keys) {
    await tx
      .deleteFrom('registration')
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('name', '=', name)
      .execute();
  }
}

export async function countRegistrationChange(tx: Transaction<StoreTables>): Promise<void> {
  await tx
    .updateTable('registration_revision')
    .set((row) => ({ revision: row('revision', '+', 1) }))
    .where('id', '=', 1)
    .execute();
}

export async function registrationRevision(db: Kysely<StoreTables>): Promise<number> {
  const row = await db.selectFrom('registration_revision').select('revision').where('id', '=', 1).executeTakeFirst();
  return row?.revision ?? 0;
}

export async function loadRegistrations(db: Kysely<StoreTables>): Promise<readonly RegistrationRow[]> {
  const rows: RegistrationRow[] = [];
  const ordered = db.selectFrom('registration').selectAll().orderBy('kind').orderBy('subject').orderBy('name');
  for (;;) {
    const chunk = await ordered.limit(LOAD_CHUNK_ROWS).offset(rows.length).execute();
    rows.push(...chunk);
    if (rows.length > MAX_STORED_REGISTRATIONS) {
      const what = 'The list of registrations';
      throw new StoreError('store-too-large', { what, size: rows.length, limit: MAX_STORED_REGISTRATIONS });
    }
    if (chunk.length < LOAD_CHUNK_ROWS) return rows;
  }
}
