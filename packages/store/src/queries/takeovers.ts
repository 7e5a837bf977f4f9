import type { Kysely, Transaction } from 'kysely';
import { MAX_KEPT_TAKEOVERS } from '../bounds.ts';
import type { StoreTables, TakeoverRow } from '../schema/tables.ts';

export async function loadTakeovers(db: Kysely<StoreTables>): Promise<readonly TakeoverRow[]> {
  const query = db.selectFrom('scheduled_takeover').selectAll();
  return query.orderBy('created_at', 'desc').orderBy('id').limit(MAX_KEPT_TAKEOVERS).execute();
}

export async function saveTakeover(tx: Transaction<StoreTables>, row: TakeoverRow): Promise<void> {
  await tx.replaceInto('scheduled_takeover').values(row).execute();
}

export async function forgetTakeover(tx: Transaction<StoreTables>, id: string): Promise<void> {
  await tx.deleteFrom('scheduled_takeover').where('id', '=', id).execute();
}
