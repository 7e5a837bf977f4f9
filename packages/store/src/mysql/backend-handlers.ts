/** What the shared database does: the queries of every engine, fenced by the row of the lease. */
import { sql } from '#kysely';
import type { Kysely, Transaction } from 'kysely';
import { dataReadHandlers, dataWriteHandlers, writeBatch } from '../clients/data-handlers.ts';
import type { InTransaction, Tx } from '../clients/data-handlers.ts';
import type { DataReads, DataWrites } from '../clients/store-client.ts';
import type { SharedTables } from '../schema/shared-tables.ts';
import { StoreError } from '../store-error.ts';
import type { Handlers, WriteBatch } from '../worker/operations.ts';
import type { BackendParts } from './backend-options.ts';
import { isConflict, isRefusedValue } from './mysql-error.ts';

/** Of one write that met another process's. */
const MAX_TRIES = 3;

export function backendWriteHandlers(db: Kysely<SharedTables>, logger: BackendParts['logger']): Handlers<DataWrites> {
  const transaction = inTransaction(db);
  return {
    ...dataWriteHandlers({ transaction, assertTerm: lockTerm }),
    write: (batch) => writeWhatFits(batch, transaction, logger),
  };
}

export function backendReadHandlers(db: Kysely<SharedTables>): Handlers<DataReads> {
  return dataReadHandlers((action) => db.transaction().execute((tx) => action(asStoreTx(tx))));
}

/** Decided again, on what the other wrote, when two meet. */
function inTransaction(db: Kysely<SharedTables>): InTransaction {
  return async (action) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await db.transaction().execute((tx) => action(asStoreTx(tx)));
      } catch (error) {
        if (!isConflict(error) || tries >= MAX_TRIES) throw error;
      }
    }
  };
}

/** The store's tables are among the shared ones, and its queries name no column that only those have. */
export function asStoreTx(tx: Transaction<SharedTables>): Tx {
  return tx;
}

/**
 * The fence: whoever begins a term waits until this transaction has ended, and after that it fails here. Not to be read with
 * an older snapshot, so the row is locked, in the words that MySQL and MariaDB share.
 */
export async function lockTerm(tx: Tx, ownTerm: number | null): Promise<void> {
  if (ownTerm === null) return;
  const row = await tx
    .selectFrom('lease')
    .select('term')
    .where('id', '=', 1)
    .modifyEnd(sql`lock in share mode`)
    .executeTakeFirst();
  const term = row?.term ?? 0;
  if (term !== ownTerm) throw new StoreError('store-lease-lost', { term, ownTerm });
}

/** A row that the database refuses for its values must not keep all others from being written: it is left out, and said. */
async function writeWhatFits(
  batch: WriteBatch,
  transaction: InTransaction,
  logger: BackendParts['logger'],
): Promise<void> {
  try {
    await transaction((tx) => writeBatch(tx, batch));
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    for (const part of partsOf(batch)) {
      try {
        await transaction((tx) => writeBatch(tx, part));
      } catch (refused) {
        if (!isRefusedValue(refused)) throw refused;
        logger.error('store-row-refused', { rows: 1 });
      }
    }
  }
}

const NOTHING: WriteBatch = {
  instances: [],
  forgottenInstances: [],
  clusters: [],
  forgottenClusters: [],
  audit: [],
  findingChanges: [],
  clusterRevisions: [],
};

function partsOf(batch: WriteBatch): readonly WriteBatch[] {
  const { instances, clusters, audit, findingChanges, clusterRevisions } = batch;
  const { forgottenInstances, forgottenClusters } = batch;
  return [
    { ...NOTHING, forgottenInstances, forgottenClusters },
    ...instances.map((one) => ({ ...NOTHING, instances: [one] })),
    ...clusters.map((one) => ({ ...NOTHING, clusters: [one] })),
    ...audit.map((one) => ({ ...NOTHING, audit: [one] })),
    ...findingChanges.map((one) => ({ ...NOTHING, findingChanges: [one] })),
    ...clusterRevisions.map((one) => ({ ...NOTHING, clusterRevisions: [one] })),
  ];
}
