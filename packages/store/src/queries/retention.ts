/** Old rows go in small batches, so that a journal entry never waits long for one. */
import type { Transaction } from 'kysely';
import type { Instant } from '@topiary/domain';
import { PURGE_BATCH_PLANS, PURGE_BATCH_ROWS } from '../bounds.ts';
import type { StoreTables } from '../schema/tables.ts';

/** Returns how many rows went; fewer than asked for means that none is left. MySQL knows no `limit` inside `in`. */
export async function purgeAudit(tx: Transaction<StoreTables>, before: Instant): Promise<number> {
  const rows = await tx
    .selectFrom('audit_entry')
    .select('id')
    .where('written_at', '<', before)
    .orderBy('written_at')
    .limit(PURGE_BATCH_ROWS)
    .execute();
  if (rows.length === 0) return 0;
  await tx
    .deleteFrom('audit_entry')
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute();
  return rows.length;
}

/** What is more than may be kept, the oldest first: ids grow in the order of writing, and one that is gone is not given again. */
export async function purgeSurplusAudit(tx: Transaction<StoreTables>, maxRows: number): Promise<number> {
  const last = await tx
    .selectFrom('audit_entry')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const upTo = (last?.id ?? 0) - maxRows;
  if (upTo <= 0) return 0;
  const rows = await tx
    .selectFrom('audit_entry')
    .select('id')
    .where('id', '<=', upTo)
    .orderBy('id')
    .limit(PURGE_BATCH_ROWS)
    .execute();
  const end = rows.at(-1);
  if (end === undefined) return 0;
  await tx.deleteFrom('audit_entry').where('id', '<=', end.id).execute();
  return rows.length;
}

/** Clusters to which no known server belongs; new ones may be written before their servers. */
export async function purgeEmptyClusters(tx: Transaction<StoreTables>, before: Instant): Promise<number> {
  const rows = await tx
    .selectFrom('known_cluster')
    .select('known_cluster.id')
    .leftJoin('known_instance', 'known_instance.cluster_id', 'known_cluster.id')
    .where('known_instance.id', 'is', null)
    .where('known_cluster.first_seen_at', '<', before)
    .limit(PURGE_BATCH_ROWS)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await tx.deleteFrom('known_cluster').where('id', 'in', ids).execute();
  return rows.length;
}

/** Only finished plans: an unfinished one is still to be continued or put back, however old. */
export async function purgePlans(tx: Transaction<StoreTables>, before: Instant): Promise<number> {
  const rows = await tx
    .selectFrom('plan')
    .select('id')
    .where('finished_at', '<', before)
    .orderBy('finished_at')
    .limit(PURGE_BATCH_PLANS)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await tx.deleteFrom('journal_entry').where('plan_id', 'in', ids).execute();
  await tx.deleteFrom('plan').where('id', 'in', ids).execute();
  return rows.length;
}
