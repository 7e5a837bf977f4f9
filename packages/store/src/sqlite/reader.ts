/** What the reading thread does. It has a connection of its own, so that a long list never stands before the journal. */
import type { Transaction } from 'kysely';
import type { StoreTables } from '../schema/tables.ts';
import { readLease } from '../queries/lease.ts';
import { StoreError } from '../store-error.ts';
import type { Handlers, ReaderOperations } from '../worker/operations.ts';
import { dataReadHandlers } from '../clients/data-handlers.ts';
import { identityOf } from './file-identity.ts';
import { leasePathOf } from './lease-lock.ts';
import { mirrorReadHandlers } from './mirror.ts';
import { openForReading } from './open-file.ts';
import type { OpenedFile } from './open-file.ts';
import { storeErrorOf } from './sqlite-error.ts';

export function createReader(): Handlers<ReaderOperations> {
  let opened: OpenedFile | null = null;

  /** One state of the store, whatever is written meanwhile. */
  const read = async <Value>(action: (tx: Transaction<StoreTables>) => Promise<Value>): Promise<Value> => {
    if (opened === null) throw new StoreError('store-closed');
    const { db, path } = opened;
    try {
      return await db.transaction().execute(action);
    } catch (error) {
      throw storeErrorOf(error, path);
    }
  };

  return {
    open: ({ file }) => {
      try {
        opened = openForReading(file);
        return Promise.resolve();
      } catch (error) {
        return Promise.reject(storeErrorOf(error, file));
      }
    },
    ...dataReadHandlers(read),
    isLeaseCurrent: async ({ term, lockIdentity }) => {
      if (opened === null) throw new StoreError('store-closed');
      const { path, identity } = opened;
      if (identityOf(path) !== identity || identityOf(leasePathOf(path)) !== lockIdentity) return false;
      return read(async (tx) => (await readLease(tx))?.term === term);
    },
    ...mirrorReadHandlers(() => {
      if (opened === null) throw new StoreError('store-closed');
      return opened;
    }),
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
