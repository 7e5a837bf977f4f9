/** What a process that begins to act takes over from the one that acted before: all that decisions rest on, not the history. */
import type { Kysely, Transaction } from 'kysely';
import { MAX_ADOPTED_RECOVERIES, MAX_UNFINISHED_PLANS } from '../bounds.ts';
import { openFindings } from '../queries/finding-changes.ts';
import { loadClusters, loadInstances } from '../queries/inventory.ts';
import { readEntries, unfinishedPlans } from '../queries/journal.ts';
import { loadRegistrations } from '../queries/registrations.ts';
import { loadSourceMemory } from '../queries/source-memory.ts';
import { loadTakeovers } from '../queries/takeovers.ts';
import { asStoreTx } from '../mysql/backend-handlers.ts';
import type { Tx } from '../clients/data-handlers.ts';
import type { SharedTables } from '../schema/shared-tables.ts';
import type { SharedTable } from '../schema/table-names.ts';
import type { AdoptedRows, AnyRow } from '../worker/mirror-operations.ts';

/** Tables that give out numbers themselves. */
const NUMBERED = [
  'audit_entry',
  'recovery',
  'recovery_step',
  'failure_detection',
  'finding_change',
  'topology_picture',
  'cluster_revision',
] as const;

/** One state of the database. */
export function readAdopted(db: Kysely<SharedTables>): Promise<Omit<AdoptedRows, 'term'>> {
  return db.transaction().execute(async (shared: Transaction<SharedTables>) => {
    const tx = asStoreTx(shared);
    const plans = await unfinishedPlans(tx);
    const rows: Record<SharedTable, readonly object[]> = {
      known_instance: await loadInstances(tx),
      known_cluster: await loadClusters(tx),
      registration: await loadRegistrations(tx),
      registration_revision: await tx.selectFrom('registration_revision').selectAll().execute(),
      source_memory: await loadSourceMemory(tx),
      scheduled_takeover: await loadTakeovers(tx),
      recovery_switch: await tx.selectFrom('recovery_switch').selectAll().execute(),
      blocked_recovery: await tx.selectFrom('blocked_recovery').selectAll().execute(),
      recovery: await countingRecoveries(tx),
      failure_detection: await countingDetections(tx),
      plan: plans,
      journal_entry: await entriesOf(tx, plans),
      finding_change: await openFindings(tx),
      audit_entry: [],
      topology_picture: [],
      recovery_step: [],
      cluster_revision: [],
    };
    // Rows of the queries: texts, numbers and nulls.
    return { rows: rows as unknown as Readonly<Record<SharedTable, readonly AnyRow[]>>, lastIds: await lastIdsOf(tx) };
  });
}

function countingRecoveries(tx: Tx) {
  return tx
    .selectFrom('recovery')
    .selectAll()
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('acknowledged_at', 'is', null)]))
    .orderBy('id', 'desc')
    .limit(MAX_ADOPTED_RECOVERIES)
    .execute();
}

function countingDetections(tx: Tx) {
  return tx
    .selectFrom('failure_detection')
    .selectAll()
    .where('open_key', 'is not', null)
    .orderBy('id', 'desc')
    .limit(MAX_ADOPTED_RECOVERIES)
    .execute();
}

async function entriesOf(tx: Tx, plans: Awaited<ReturnType<typeof unfinishedPlans>>): Promise<readonly object[]> {
  const entries: object[] = [];
  for (const { id } of plans.slice(0, MAX_UNFINISHED_PLANS)) entries.push(...(await readEntries(tx, id as never)));
  return entries;
}

async function lastIdsOf(tx: Tx): Promise<AdoptedRows['lastIds']> {
  const ids: { readonly table: SharedTable; readonly id: number }[] = [];
  for (const table of NUMBERED) {
    const row = await tx
      .selectFrom(table)
      .select((eb) => eb.fn.max('id').as('id'))
      .executeTakeFirst();
    ids.push({ table, id: row?.id ?? 0 });
  }
  return ids;
}
