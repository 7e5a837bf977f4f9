import type { Kysely, Transaction } from 'kysely';
import type { ClusterId, Instant } from '@topiary/domain';
import { MAX_PICTURE_TIMES, PURGE_BATCH_PICTURES } from '../bounds.ts';
import type { NewPictureRow, PictureRow, StoreTables } from '../schema/tables.ts';

/** Rows of one statement: a body may have a megabyte. */
const INSERT_ROWS = 20;

export async function insertPictures(tx: Transaction<StoreTables>, rows: readonly NewPictureRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += INSERT_ROWS)
    await tx
      .insertInto('topology_picture')
      .values(rows.slice(from, from + INSERT_ROWS))
      .execute();
}

/** The newest first, each once. */
export async function pictureTimes(db: Kysely<StoreTables>, cluster: ClusterId | null): Promise<readonly number[]> {
  const all = db.selectFrom('topology_picture').select('taken_at').distinct();
  const wanted = cluster === null ? all : all.where('cluster_id', '=', cluster);
  const rows = await wanted.orderBy('taken_at', 'desc').limit(MAX_PICTURE_TIMES).execute();
  return rows.map(({ taken_at: at }) => at);
}

export interface WhichPicture {
  readonly cluster: ClusterId;
  readonly at: Instant;
}

export async function readPicture(db: Kysely<StoreTables>, { cluster, at }: WhichPicture): Promise<PictureRow | null> {
  const row = await db
    .selectFrom('topology_picture')
    .selectAll()
    .where('cluster_id', '=', cluster)
    .where('taken_at', '=', at)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export interface PictureRetention {
  readonly before: number;
  readonly maxRows: number;
}

/** What is too old, and what is more than may be kept, the oldest first. Returns how many rows went. */
export async function purgePictures(tx: Transaction<StoreTables>, kept: PictureRetention): Promise<number> {
  const last = await tx
    .selectFrom('topology_picture')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const upTo = (last?.id ?? 0) - kept.maxRows;
  const rows = await tx
    .selectFrom('topology_picture')
    .select('id')
    .where((eb) => eb.or([eb('taken_at', '<', kept.before), eb('id', '<=', upTo)]))
    .orderBy('id')
    .limit(PURGE_BATCH_PICTURES)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx.deleteFrom('topology_picture').where('id', 'in', ids).execute();
  return ids.length;
}
