/** What every engine does in the same way: each operation is one transaction of the queries. */
import type { Transaction } from 'kysely';
import { PURGE_BATCH_ROWS } from '../bounds.ts';
import { insertAudit, listAudit } from '../queries/audit.ts';
import {
  clusterHistorySpan,
  clusterPictures,
  insertClusterRevisions,
  listClusterRevisions,
  purgeClusterRevisions,
} from '../queries/cluster-revisions.ts';
import { insertFindingChanges, purgeFindingChanges } from '../queries/finding-changes.ts';
import {
  deleteClusters,
  deleteInstances,
  loadClusters,
  loadInstances,
  saveClusters,
  saveInstances,
} from '../queries/inventory.ts';
import { appendEntries, listPlans, readEntries, unfinishedPlans } from '../queries/journal.ts';
import { insertPictures, pictureTimes, purgePictures, readPicture } from '../queries/pictures.ts';
import { purgeRecoveries } from '../queries/recovery-writes.ts';
import {
  countRegistrationChange,
  loadRegistrations,
  putRegistrations,
  registrationRevision,
  removeRegistrations,
} from '../queries/registrations.ts';
import { purgeAudit, purgeEmptyClusters, purgePlans, purgeSurplusAudit } from '../queries/retention.ts';
import { forgetSourceMemory, loadSourceMemory, saveSourceMemory } from '../queries/source-memory.ts';
import { forgetTakeover, loadTakeovers, saveTakeover } from '../queries/takeovers.ts';
import type { StoreTables } from '../schema/tables.ts';
import type { Handlers, PurgeInput, WriteBatch } from '../worker/operations.ts';
import { recoveryReadHandlers, recoveryWriteHandlers } from './recovery-handlers.ts';
import type { DataReads, DataWrites } from './store-client.ts';

export type Tx = Transaction<StoreTables>;
export type InTransaction = <Value>(action: (tx: Tx) => Promise<Value>) => Promise<Value>;

export interface WriteParts {
  readonly transaction: InTransaction;
  /** Rejects where another term than that of the caller has begun; holds it until the transaction ends. */
  readonly assertTerm: (tx: Tx, ownTerm: number | null) => Promise<void>;
}

export function dataWriteHandlers({ transaction, assertTerm }: WriteParts): Handlers<DataWrites> {
  return {
    append: ({ write, ownTerm }) =>
      transaction(async (tx) => {
        await assertTerm(tx, ownTerm);
        await appendEntries(tx, write);
      }),
    write: (batch) => transaction((tx) => writeBatch(tx, batch)),
    register: ({ put, remove, ownTerm }) =>
      transaction(async (tx) => {
        await assertTerm(tx, ownTerm);
        await removeRegistrations(tx, remove);
        await putRegistrations(tx, put);
        await countRegistrationChange(tx);
      }),
    saveSourceMemory: (row) => transaction((tx) => saveSourceMemory(tx, row)),
    forgetSourceMemory: (name) => transaction((tx) => forgetSourceMemory(tx, name)),
    saveTakeover: (row) => transaction((tx) => saveTakeover(tx, row)),
    forgetTakeover: (id) => transaction((tx) => forgetTakeover(tx, id)),
    savePictures: ({ rows, ownTerm }) =>
      transaction(async (tx) => {
        await assertTerm(tx, ownTerm);
        await insertPictures(tx, rows);
      }),
    purge: (input) => transaction((tx) => purge(tx, input)),
    purgeHistory: (input) => transaction((tx) => purgeClusterRevisions(tx, input)),
    ...recoveryWriteHandlers({ transaction, assertTerm }),
  };
}

export function dataReadHandlers(read: InTransaction): Handlers<DataReads> {
  return {
    load: () => read(async (tx) => ({ instances: await loadInstances(tx), clusters: await loadClusters(tx) })),
    loadRegistrations: () =>
      read(async (tx) => ({ revision: await registrationRevision(tx), rows: await loadRegistrations(tx) })),
    registrationRevision: () => read(registrationRevision),
    loadSourceMemory: () => read(loadSourceMemory),
    loadTakeovers: () => read(loadTakeovers),
    pictureTimes: (cluster) => read((tx) => pictureTimes(tx, cluster)),
    readPicture: (which) => read((tx) => readPicture(tx, which)),
    readJournal: (plan) => read((tx) => readEntries(tx, plan)),
    unfinished: () => read(unfinishedPlans),
    listPlans: (query) => read((tx) => listPlans(tx, query)),
    listAudit: (query) => read((tx) => listAudit(tx, query)),
    listClusterRevisions: (query) => read((tx) => listClusterRevisions(tx, query)),
    clusterPictures: (query) => read((tx) => clusterPictures(tx, query)),
    clusterHistorySpan: (cluster) => read((tx) => clusterHistorySpan(tx, cluster)),
    ...recoveryReadHandlers(read),
  };
}

export async function writeBatch(tx: Tx, batch: WriteBatch): Promise<void> {
  await saveInstances(tx, batch.instances);
  await deleteInstances(tx, batch.forgottenInstances);
  await saveClusters(tx, batch.clusters);
  await deleteClusters(tx, batch.forgottenClusters);
  await insertAudit(tx, batch.audit);
  await insertFindingChanges(tx, batch.findingChanges);
  await insertClusterRevisions(tx, batch.clusterRevisions);
}

async function purge(tx: Tx, input: PurgeInput): Promise<{ readonly more: boolean; readonly deleted: number }> {
  const old = await purgeAudit(tx, input.auditBefore);
  const surplus = await purgeSurplusAudit(tx, input.maxAuditRows);
  const plans = await purgePlans(tx, input.journalBefore);
  const clusters = await purgeEmptyClusters(tx, input.clustersBefore);
  const recoveries = await purgeRecoveries(tx, { before: input.auditBefore, batch: PURGE_BATCH_ROWS });
  const findings = await purgeFindingChanges(tx, input.findings);
  const pictures = await purgePictures(tx, input.pictures);
  const deleted = old + surplus + plans + clusters + recoveries + findings + pictures;
  return { more: deleted > 0, deleted };
}
