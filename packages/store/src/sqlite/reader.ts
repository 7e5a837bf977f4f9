/** What the reading thread does. It has a connection of its own, so that a long list never stands before the journal. */
import type { Transaction } from 'kysely';
import { listAudit } from '../queries/audit.ts';
import { loadClusters, loadInstances } from '../queries/inventory.ts';
import { listPlans, readEntries, unfinishedPlans } from '../queries/journal.ts';
import type { StoreTables } from '../schema/tables.ts';
import { readLease } from '../queries/lease.ts';
import { createRowParser } from '../stored/rows.ts';
import type { RowParser } from '../stored/rows.ts';
import { StoreError } from '../store-error.ts';
import type { Handlers, ReaderOperations } from '../worker/operations.ts';
import { identityOf } from './file-identity.ts';
import { leasePathOf } from './lease-lock.ts';
import { openForReading } from './open-file.ts';
import type { OpenedFile } from './open-file.ts';
import { storeErrorOf } from './sqlite-error.ts';

interface Opened extends OpenedFile {
  readonly parse: RowParser;
}

/** One state of the store, whatever is written meanwhile. */
interface View {
  readonly db: Transaction<StoreTables>;
  readonly parse: RowParser;
}

export function createReader(): Handlers<ReaderOperations> {
  let opened: Opened | null = null;

  const read = async <Value>(action: (view: View) => Promise<Value>): Promise<Value> => {
    if (opened === null) throw new StoreError('store-closed');
    const { db, parse, path } = opened;
    try {
      return await db.transaction().execute((tx) => action({ db: tx, parse }));
    } catch (error) {
      throw storeErrorOf(error, path);
    }
  };

  return {
    open: async ({ file }) => {
      try {
        const connection = openForReading(file);
        opened = { ...connection, parse: createRowParser(connection.path) };
        return { path: opened.path };
      } catch (error) {
        throw storeErrorOf(error, file);
      }
    },
    load: () =>
      read(async ({ db, parse }) => ({
        instances: (await loadInstances(db)).map((row) => parse.knownInstance(row)),
        clusters: (await loadClusters(db)).map((row) => parse.knownCluster(row)),
      })),
    readJournal: (plan) =>
      read(async ({ db, parse }) => (await readEntries(db, plan)).map((row) => parse.journalEntry(row))),
    unfinished: () => read(async ({ db, parse }) => (await unfinishedPlans(db)).map((id) => parse.planId(id))),
    listPlans: (query) =>
      read(async ({ db, parse }) => {
        const { rows, total } = await listPlans(db, query);
        return { items: rows.map((row) => parse.planRecord(row)), total, page: query.page, pageSize: query.pageSize };
      }),
    listAudit: (query) =>
      read(async ({ db, parse }) => {
        const { rows, total } = await listAudit(db, query);
        return { items: rows.map((row) => parse.auditEntry(row)), total, page: query.page, pageSize: query.pageSize };
      }),
    isLeaseCurrent: async ({ term, lockIdentity }) => {
      if (opened === null) throw new StoreError('store-closed');
      const { path, identity } = opened;
      if (identityOf(path) !== identity || identityOf(leasePathOf(path)) !== lockIdentity) return false;
      return read(async ({ db }) => (await readLease(db))?.term === term);
    },
    checkpoint: async () => {
      if (opened === null) throw new StoreError('store-closed');
      try {
        opened.database.exec('pragma wal_checkpoint(passive)');
      } catch (error) {
        throw storeErrorOf(error, opened.path);
      }
    },
    close: () => {
      opened?.database.close();
      opened = null;
      return Promise.resolve();
    },
  };
}
