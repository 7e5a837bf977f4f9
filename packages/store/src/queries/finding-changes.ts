import type { ExpressionBuilder, Kysely, Transaction } from 'kysely';
import type { FindingChangeQuery } from '@topiary/engine';
import { MAX_OPEN_FINDINGS, MAX_PAST_VERDICTS, PURGE_BATCH_ROWS } from '../bounds.ts';
import type { FindingChangeRow, NewFindingChangeRow, PastVerdictRow } from '../schema/recovery-tables.ts';
import type { StoreTables } from '../schema/tables.ts';
import type { RowPage } from '../worker/operations.ts';
import { readPage } from './page.ts';

/** In the order given; ids grow with it. */
export async function insertFindingChanges(
  tx: Transaction<StoreTables>,
  rows: readonly NewFindingChangeRow[],
): Promise<void> {
  if (rows.length > 0) await tx.insertInto('finding_change').values(rows).execute();
}

/** The newest first. */
export async function listFindingChanges(
  db: Kysely<StoreTables>,
  query: FindingChangeQuery,
): Promise<RowPage<FindingChangeRow>> {
  const matching = db.selectFrom('finding_change').where((eb) => eb.and(conditions(eb, query)));
  return readPage({
    count: matching.select((eb) => eb.fn.countAll<number>().as('count')),
    rows: matching.selectAll().orderBy('changed_at', 'desc').orderBy('id', 'desc'),
    query,
  });
}

function conditions(eb: ExpressionBuilder<StoreTables, 'finding_change'>, query: FindingChangeQuery) {
  return [
    ...(query.cluster === undefined ? [] : [eb('cluster_id', '=', query.cluster)]),
    ...(query.instance === undefined ? [] : [eb('instance_id', '=', query.instance)]),
    ...(query.code === undefined ? [] : [eb('code', '=', query.code)]),
    ...(query.kind === undefined ? [] : [eb('finding_kind', '=', query.kind)]),
    ...(query.change === undefined ? [] : [eb('change_kind', '=', query.change)]),
    ...(query.from === undefined ? [] : [eb('changed_at', '>=', query.from)]),
    ...(query.to === undefined ? [] : [eb('changed_at', '<=', query.to)]),
  ];
}

/** Of each finding the last row, where that is not its end. */
export async function openFindings(db: Kysely<StoreTables>): Promise<readonly FindingChangeRow[]> {
  return db
    .selectFrom('finding_change')
    .innerJoin(
      (eb) =>
        eb
          .selectFrom('finding_change')
          .select((of) => of.fn.max('id').as('last_id'))
          .groupBy(['cluster_id', 'instance_id', 'code', 'finding_kind'])
          .as('last'),
      (join) => join.onRef('last.last_id', '=', 'finding_change.id'),
    )
    .selectAll('finding_change')
    .where('change_kind', '<>', 'ended')
    .orderBy('finding_change.id')
    .limit(MAX_OPEN_FINDINGS)
    .execute();
}

export async function pastVerdicts(db: Kysely<StoreTables>): Promise<readonly PastVerdictRow[]> {
  const newest = await db
    .selectFrom('finding_change')
    .select(['instance_id', 'changed_at', 'verdict'])
    .orderBy('id', 'desc')
    .limit(MAX_PAST_VERDICTS)
    .execute();
  return newest.toReversed();
}

export interface FindingRetention {
  readonly before: number;
  readonly maxRows: number;
}

/** What is too old, and what is more than may be kept. Returns how many rows went. */
export async function purgeFindingChanges(tx: Transaction<StoreTables>, kept: FindingRetention): Promise<number> {
  const last = await tx
    .selectFrom('finding_change')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const upTo = (last?.id ?? 0) - kept.maxRows;
  const rows = await tx
    .selectFrom('finding_change')
    .select('id')
    .where((eb) => eb.or([eb('changed_at', '<', kept.before), eb('id', '<=', upTo)]))
    .orderBy('id')
    .limit(PURGE_BATCH_ROWS)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx.deleteFrom('finding_change').where('id', 'in', ids).execute();
  return ids.length;
}
