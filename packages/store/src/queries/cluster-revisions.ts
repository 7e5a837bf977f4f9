import type { ExpressionBuilder, Kysely, Transaction } from 'kysely';
import { REVISION_KINDS } from '@topiary/domain';
import type { ClusterId, RevisionKind } from '@topiary/domain';
import type { ClusterHistorySpan, ClusterRevisionQuery, PicturesQuery } from '@topiary/engine';
import { PURGE_BATCH_CLUSTERS, PURGE_BATCH_ROWS } from '../bounds.ts';
import type { ClusterRevisionRow, NewClusterRevisionRow, PicturedRevisionRow } from '../schema/history-tables.ts';
import type { StoreTables } from '../schema/tables.ts';
import type { RowPage } from '../worker/operations.ts';
import { readPage } from './page.ts';

const LISTED = ['id', 'cluster_id', 'cluster_name', 'revision', 'kind', 'recorded_at', 'summary'] as const;

/** In the order given; ids grow with it. */
export async function insertClusterRevisions(
  tx: Transaction<StoreTables>,
  rows: readonly NewClusterRevisionRow[],
): Promise<void> {
  if (rows.length > 0) await tx.insertInto('cluster_revision').values(rows).execute();
}

/** The newest first. */
export async function listClusterRevisions(
  db: Kysely<StoreTables>,
  query: ClusterRevisionQuery,
): Promise<RowPage<ClusterRevisionRow>> {
  const matching = db.selectFrom('cluster_revision').where((eb) => eb.and(conditions(eb, query)));
  return readPage({
    count: matching.select((eb) => eb.fn.countAll<number>().as('count')),
    rows: matching.select(LISTED).orderBy('recorded_at', 'desc').orderBy('id', 'desc'),
    query,
  });
}

export async function clusterPictures(
  db: Kysely<StoreTables>,
  query: PicturesQuery,
): Promise<readonly PicturedRevisionRow[]> {
  return db
    .selectFrom('cluster_revision')
    .selectAll()
    .where((eb) => eb.and(conditions(eb, query)))
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
    .execute();
}

function conditions(
  eb: ExpressionBuilder<StoreTables, 'cluster_revision'>,
  { cluster, from, to, kind }: Pick<ClusterRevisionQuery, 'cluster' | 'from' | 'to' | 'kind'>,
) {
  return [
    eb('cluster_id', '=', cluster),
    ...(kind === undefined ? [] : [eb('kind', '=', kind)]),
    ...(from === undefined ? [] : [eb('recorded_at', '>=', from)]),
    ...(to === undefined ? [] : [eb('recorded_at', '<=', to)]),
  ];
}

export async function clusterHistorySpan(
  db: Kysely<StoreTables>,
  cluster: ClusterId,
): Promise<{ readonly [Bound in keyof ClusterHistorySpan]: number } | null> {
  const row = await db
    .selectFrom('cluster_revision')
    .select((eb) => [eb.fn.min('recorded_at').as('first'), eb.fn.max('recorded_at').as('last')])
    .where('cluster_id', '=', cluster)
    .executeTakeFirst();
  // Of no row there is neither, whatever the type says.
  const { first, last } = (row ?? {}) as { readonly first?: number | null; readonly last?: number | null };
  return typeof first === 'number' && typeof last === 'number' ? { first, last } : null;
}

export interface HistoryRetention {
  readonly before: number;
  /** Of each kind, of one cluster. */
  readonly maxRows: number;
}

export interface HistoryPurge extends HistoryRetention {
  /** Clusters after this one, a few of them; '' is before all. */
  readonly after: string;
}

/** How many rows went, and where to go on; `null`: these were the last clusters. */
export interface HistoryPurged {
  readonly deleted: number;
  readonly next: string | null;
}

/** What is too old, and what is more than may be kept, of a few clusters: a journal entry never waits long for it. */
export async function purgeClusterRevisions(tx: Transaction<StoreTables>, kept: HistoryPurge): Promise<HistoryPurged> {
  const clusters = await tx
    .selectFrom('cluster_revision')
    .select('cluster_id')
    .distinct()
    .where('cluster_id', '>', kept.after)
    .orderBy('cluster_id')
    .limit(PURGE_BATCH_CLUSTERS)
    .execute();
  let deleted = 0;
  for (const { cluster_id: cluster } of clusters) {
    for (const kind of REVISION_KINDS) deleted += await purgeSurplus(tx, { cluster, kind, maxRows: kept.maxRows });
    deleted += await purgeOld(tx, cluster, kept.before);
  }
  return { deleted, next: clusters.length < PURGE_BATCH_CLUSTERS ? null : (clusters.at(-1)?.cluster_id ?? null) };
}

/** States come and go by the minute on a bad day; they never push out what happened to the tree. */
async function purgeSurplus(
  tx: Transaction<StoreTables>,
  of: { readonly cluster: string; readonly kind: RevisionKind; readonly maxRows: number },
): Promise<number> {
  const rows = tx.selectFrom('cluster_revision').where('cluster_id', '=', of.cluster).where('kind', '=', of.kind);
  const last = await rows.select('id').orderBy('id', 'desc').offset(of.maxRows).limit(1).executeTakeFirst();
  if (last === undefined) return 0;
  return removeRows(tx, await rows.select('id').where('id', '<=', last.id).limit(PURGE_BATCH_ROWS).execute());
}

/** The last one before that time stays, as long as its cluster is known: it is how the cluster stood then. */
async function purgeOld(tx: Transaction<StoreTables>, cluster: string, before: number): Promise<number> {
  const old = tx.selectFrom('cluster_revision').where('cluster_id', '=', cluster).where('recorded_at', '<', before);
  const last = await old.select('id').orderBy('recorded_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (last === undefined) return 0;
  const known = await tx.selectFrom('known_cluster').select('id').where('id', '=', cluster).executeTakeFirst();
  const going = known === undefined ? old : old.where('id', '<>', last.id);
  return removeRows(tx, await going.select('id').limit(PURGE_BATCH_ROWS).execute());
}

async function removeRows(tx: Transaction<StoreTables>, rows: readonly { readonly id: number }[]): Promise<number> {
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx.deleteFrom('cluster_revision').where('id', 'in', ids).execute();
  return ids.length;
}
