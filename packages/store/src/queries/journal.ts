import type { Kysely, Transaction } from 'kysely';
import type { PlanId } from '@topiary/domain';
import type { PlanQuery } from '@topiary/engine';
import { MAX_ENTRIES_PER_PLAN, MAX_UNFINISHED_PLANS } from '../bounds.ts';
import type { JournalEntryRow, PlanRow, StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';
import type { JournalWrite, RowPage, WrittenEntry } from '../worker/operations.ts';
import { readPage } from './page.ts';

/** Everything or nothing; the caller commits, and only then is it durable. */
export async function appendEntries(tx: Transaction<StoreTables>, write: JournalWrite): Promise<void> {
  const first = await nextSeq(tx, write);
  if (write.started !== null) await tx.insertInto('plan').values(write.started).execute();
  await insertEntries(tx, { plan: write.plan, first, entries: write.entries });
  if (write.finished !== null) {
    const { finishedAt, outcome } = write.finished;
    await tx.updateTable('plan').set({ finished_at: finishedAt, outcome }).where('id', '=', write.plan).execute();
  }
}

export async function readEntries(db: Kysely<StoreTables>, plan: PlanId): Promise<readonly JournalEntryRow[]> {
  return db
    .selectFrom('journal_entry')
    .selectAll()
    .where('plan_id', '=', plan)
    .orderBy('seq')
    .limit(MAX_ENTRIES_PER_PLAN)
    .execute();
}

/** The oldest first. */
export async function unfinishedPlans(db: Kysely<StoreTables>): Promise<readonly PlanRow[]> {
  return db
    .selectFrom('plan')
    .selectAll()
    .where('finished_at', 'is', null)
    .orderBy('started_at')
    .orderBy('id')
    .limit(MAX_UNFINISHED_PLANS)
    .execute();
}

/** The newest first. */
export async function listPlans(db: Kysely<StoreTables>, query: PlanQuery): Promise<RowPage<PlanRow>> {
  const { cluster } = query;
  const matching = db.selectFrom('plan').$if(cluster !== null, (all) => all.where('cluster_id', '=', cluster));
  return readPage({
    count: matching.select((eb) => eb.fn.countAll<number>().as('count')),
    rows: matching.selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc'),
    query,
  });
}

async function nextSeq(tx: Transaction<StoreTables>, write: JournalWrite): Promise<number> {
  const { last } = await tx
    .selectFrom('journal_entry')
    .select((eb) => eb.fn.max('seq').as('last'))
    .where('plan_id', '=', write.plan)
    .executeTakeFirstOrThrow();
  // `max` of no rows is null, which Kysely's type leaves out.
  const next = ((last as number | null) ?? -1) + 1;
  if (next === 0 && write.started === null) throw new StoreError('store-plan-unknown', { plan: write.plan });
  if (next > 0 && write.started !== null) throw new StoreError('store-plan-exists', { plan: write.plan });
  const size = next + write.entries.length;
  if (size > MAX_ENTRIES_PER_PLAN) {
    throw new StoreError('store-too-large', {
      what: `The journal of plan ${write.plan}`,
      size,
      limit: MAX_ENTRIES_PER_PLAN,
    });
  }
  return next;
}

interface Insertion {
  readonly plan: PlanId;
  readonly first: number;
  readonly entries: readonly WrittenEntry[];
}

/** Rows of one statement: five variables each, far below every engine's bound. */
const INSERT_CHUNK_ROWS = 500;

async function insertEntries(tx: Transaction<StoreTables>, insertion: Insertion): Promise<void> {
  const rows = insertion.entries.map((entry, index) => ({
    plan_id: insertion.plan,
    seq: insertion.first + index,
    kind: entry.kind,
    written_at: entry.at,
    body: entry.body,
  }));
  for (let start = 0; start < rows.length; start += INSERT_CHUNK_ROWS) {
    await tx
      .insertInto('journal_entry')
      .values(rows.slice(start, start + INSERT_CHUNK_ROWS))
      .execute();
  }
}
