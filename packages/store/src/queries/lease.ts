import type { Kysely, Transaction } from 'kysely';
import type { Instant } from '@topiary/domain';
import type { LeaseHolder } from '@topiary/engine';
import type { LeaseRow, StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';

const ONLY_ROW = 1;

export async function readLease(db: Kysely<StoreTables>): Promise<LeaseRow | null> {
  return (await db.selectFrom('lease').selectAll().where('id', '=', ONLY_ROW).executeTakeFirst()) ?? null;
}

/** Begins a new term. The caller holds the engine's exclusive lock. */
export async function beginTerm(tx: Transaction<StoreTables>, holder: LeaseHolder, since: Instant): Promise<number> {
  const term = ((await readLease(tx))?.term ?? 0) + 1;
  await tx
    .replaceInto('lease')
    .values({ id: ONLY_ROW, term, hostname: holder.hostname, process_id: holder.processId, url: holder.url, since })
    .execute();
  return term;
}

/**
 * The fence: inside the transaction that writes, so that a holder which does not know yet that it lost cannot write
 * into a journal that its successor continues. `ownTerm` is `null` for a process that never held the lease.
 */
export async function assertTerm(tx: Transaction<StoreTables>, ownTerm: number | null): Promise<void> {
  if (ownTerm === null) return;
  const term = (await readLease(tx))?.term ?? 0;
  if (term !== ownTerm) throw new StoreError('store-lease-lost', { term, ownTerm });
}
