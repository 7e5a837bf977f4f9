/**
 * Where the store's operations go. Who acts works on a file of its own: no recovery waits for a shared database, or fails
 * with it. Everybody else reads what the one that acts copied there.
 */
import { FLUSH_WAIT_MS, SHARED_LIST_DEADLINE_MS } from '../bounds.ts';
import type { CallOptions, DataReads, DataWrites, StoreClient } from '../clients/store-client.ts';
import { StoreError, STORAGE_TROUBLES } from '../store-error.ts';

export interface Sides {
  readonly writer: StoreClient<DataWrites>;
  readonly reader: StoreClient<DataReads>;
}

export interface SwitchOptions {
  readonly shared: Sides;
  /** `null`: this process does not act. */
  readonly own: () => Sides | null;
  /** Copies what waits; rejects when it cannot be. */
  readonly copied: () => Promise<void>;
  /** The shared database is known not to answer. */
  readonly isSharedAway: () => boolean;
  readonly within: (milliseconds: number, work: Promise<unknown>) => Promise<unknown>;
}

/** History: the own file knows it since this process began to act, the database all of it. */
const LISTS: ReadonlySet<keyof DataReads> = new Set([
  'listPlans',
  'listAudit',
  'listRecoveries',
  'recoverySteps',
  'listDetections',
  'listFindingChanges',
  'pastVerdicts',
  'pictureTimes',
  'readPicture',
  'listClusterRevisions',
  'clusterPictures',
  'clusterHistorySpan',
]);

export function switchedWriter({ shared, own }: SwitchOptions): StoreClient<DataWrites> {
  return {
    call: async (operation, input, options) => {
      const mine = own();
      if (mine === null) return shared.writer.call(operation, input, options);
      // What is too old is too old in both. The database's part may wait for the next time.
      if (operation === 'purge' || operation === 'purgeHistory')
        await shared.writer.call(operation, input, options).catch(() => undefined);
      return mine.writer.call(operation, input, options);
    },
  };
}

export function switchedReader(options: SwitchOptions): StoreClient<DataReads> {
  const { shared, own } = options;
  return {
    call: async (operation, input, call) => {
      const mine = own();
      if (mine === null) return shared.reader.call(operation, input, call);
      if (operation === 'readJournal') {
        const entries = await mine.reader.call(operation, input, call);
        return isEmpty(entries) ? listed(options, mine, { operation, input, call }) : entries;
      }
      if (!LISTS.has(operation)) return mine.reader.call(operation, input, call);
      return listed(options, mine, { operation, input, call });
    },
  };
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

interface Question<Name extends keyof DataReads> {
  readonly operation: Name;
  readonly input: DataReads[Name]['input'];
  readonly call: CallOptions;
}

/** From the database, with what was just written; from the own file while the database does not answer. */
async function listed<Name extends keyof DataReads>(
  { shared, copied, isSharedAway, within }: SwitchOptions,
  mine: Sides,
  { operation, input, call }: Question<Name>,
): Promise<DataReads[Name]['output']> {
  if (!isSharedAway()) {
    try {
      await within(FLUSH_WAIT_MS, copied());
      return await shared.reader.call(operation, input, { ...call, deadlineMs: SHARED_LIST_DEADLINE_MS });
    } catch (error) {
      if (!(error instanceof StoreError) || !STORAGE_TROUBLES.has(error.code)) throw error;
    }
  }
  return mine.reader.call(operation, input, call);
}
