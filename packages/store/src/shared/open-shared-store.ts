/**
 * The store on a database that several processes share, MySQL or MariaDB. The one that acts keeps everything that decisions
 * rest on, and its plans' journals, in a SQLite file beside it, and copies what changes to the database behind; the others
 * read there. A lease in the database says who acts; who takes over begins with what the other one copied.
 */
import type { Clock, Logger } from '@topiary/engine';
import {
  ADOPT_DEADLINE_MS,
  MAX_BACKEND_CONNECTIONS,
  MIRROR_DRAIN_DEADLINE_MS,
  OPEN_DEADLINE_MS,
  SHARED_LEASE_DEADLINE_MS,
  SHARED_RENEW_MS,
  SHARED_TAKE_OVER_MS,
  SHARED_UNKNOWN_TAKE_OVER_MS,
} from '../bounds.ts';
import { BACKGROUND, ClientStore } from '../clients/client-store.ts';
import type { RetentionSettings, StoreWithHealth } from '../clients/client-store.ts';
import type { DataReads, DataWrites } from '../clients/store-client.ts';
import { within } from '../clients/within.ts';
import { BackendClient } from '../mysql/backend-client.ts';
import { backendReadHandlers, backendWriteHandlers } from '../mysql/backend-handlers.ts';
import { labelOfDatabase } from '@topiary/engine';
import type { BackendOptions } from '../mysql/backend-options.ts';
import { connectTo } from '../mysql/connect.ts';
import { backendErrorOf } from '../mysql/mysql-error.ts';
import { prepareBackend } from '../mysql/open-backend.ts';
import { RECORDS } from '../schema/table-names.ts';
import { openThreads } from '../sqlite/sqlite-store.ts';
import type { WrittenBehind } from '../write-behind/write-behind.ts';
import { adoptedFrom, ActingFile } from './acting-file.ts';
import { switchedReader, switchedWriter } from './client-switch.ts';
import type { Sides } from './client-switch.ts';
import { copyChanges } from './copy-changes.ts';
import { Copier } from './copier.ts';
import type { LeaseTimes } from './lease-watch.ts';
import { SharedLease } from './shared-lease.ts';

export interface SharedStorePlace {
  readonly backend: BackendOptions;
  /** Of this process alone, beside the database: what it works on while it acts. */
  readonly file: string;
  /** `when-acting`: a file that cannot be written is then not found out at the start. */
  readonly opensFile?: 'at-once' | 'when-acting';
}

export interface SharedStoreOptions extends SharedStorePlace, RetentionSettings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseTimes?: LeaseTimes;
  readonly onWrittenBehind?: (written: WrittenBehind) => void;
}

const DEFAULT_TIMES: LeaseTimes = {
  renewMs: SHARED_RENEW_MS,
  takeOverMs: SHARED_TAKE_OVER_MS,
  unknownTakeOverMs: SHARED_UNKNOWN_TAKE_OVER_MS,
  askMs: SHARED_LEASE_DEADLINE_MS,
};
const COPY = { deadlineMs: OPEN_DEADLINE_MS, dropWhenLate: 'no' } as const;

/** Rejects with a `StoreError` that says what is wrong with the database, or with the file, and what to do. */
export async function openSharedStore(options: SharedStoreOptions): Promise<StoreWithHealth> {
  await prepareBackend(options.backend);
  const parts = connectParts(options);
  const { file, shared } = parts;
  try {
    if (options.opensFile !== 'when-acting') await file.open();
  } catch (error) {
    parts.disconnect();
    throw error;
  }
  const { lease, copier } = createLease(options, parts);
  const between = {
    shared,
    own: () => file.acting,
    copied: () => copier.drain(),
    isSharedAway: () => copier.problem !== null || lease.problem !== null,
    within: (milliseconds: number, work: Promise<unknown>) =>
      within({ clock: options.clock, milliseconds, operation: 'copy' }, work),
  };
  return new ClientStore({
    ...options,
    file: labelOfDatabase(options.backend),
    writer: switchedWriter(between),
    reader: switchedReader(between),
    lease,
    onWritten: () => {
      file.wake();
      copier.wake();
    },
    // InnoDB fills freed pages again; the own file gives them back.
    shrink: () => file.shrink(BACKGROUND),
    problem: () => copier.problem ?? lease.problem,
    end: async () => {
      try {
        await lease.release();
      } finally {
        copier.stop();
        parts.disconnect();
      }
    },
  });
}

interface ConnectedParts {
  readonly shared: Sides;
  readonly file: ActingFile;
  readonly connections: ReturnType<typeof connectTo>;
  readonly ofLease: ReturnType<typeof connectTo>;
  disconnect(): void;
}

function connectParts({
  backend,
  clock,
  logger,
  file,
  leaseTimes = DEFAULT_TIMES,
}: SharedStoreOptions): ConnectedParts {
  const maxConnections = Math.max(1, Math.min(backend.maxConnections, MAX_BACKEND_CONNECTIONS));
  const connections = connectTo(backend, { maxConnections, readTimeoutMs: backend.readTimeoutMs });
  // A connection of its own: a long list never stands before a renewal.
  const ofLease = connectTo(
    { ...backend, connectTimeoutMs: Math.min(backend.connectTimeoutMs, leaseTimes.askMs) },
    { maxConnections: 1, readTimeoutMs: leaseTimes.askMs },
  );
  const { db } = connections;
  const handlers = { backend, clock };
  const writer = new BackendClient<DataWrites>({
    ...handlers,
    handlers: backendWriteHandlers(db, logger),
    order: 'one-by-one',
  });
  const reader = new BackendClient<DataReads>({
    ...handlers,
    handlers: backendReadHandlers(db),
    order: 'side-by-side',
  });
  const disconnect = (): void => {
    writer.close();
    reader.close();
    connections.destroy();
    ofLease.destroy();
  };
  const acting = new ActingFile(() => openThreads({ file, clock, logger }));
  return { shared: { writer, reader }, file: acting, connections, ofLease, disconnect };
}

function createLease(
  options: SharedStoreOptions,
  { file, connections, ofLease }: ConnectedParts,
): { readonly lease: SharedLease; readonly copier: Copier } {
  const { clock, logger, backend } = options;
  const toStoreError = (error: unknown) => backendErrorOf(error, backend);
  const copier = new Copier({
    clock,
    logger,
    toStoreError,
    read: async () => (file.acting === null ? [] : file.acting.reader.call('changes', null, COPY)),
    copy: async (changes) => {
      const term = lease.ownTerm;
      const copy = { db: connections.db, node: file.node, logger };
      if (term !== null) await copyChanges(changes, { ...copy, term });
    },
    forget: async (seqs) => file.acting?.writer.call('forgetChanges', seqs, COPY),
  });
  /** Of an earlier term of this process: records that could not be copied in it. The rest was for who acted since to decide. */
  const addRecords = async (term: number): Promise<void> => {
    const { reader, writer } = await file.open();
    const copy = { db: connections.db, node: file.node, logger, term };
    for (let changes = await reader.call('changes', null, COPY); changes.length > 0;) {
      const records = changes.filter(({ table, row }) => RECORDS.has(table) && row !== null);
      await copyChanges(records, copy);
      await writer.call(
        'forgetChanges',
        changes.map(({ seq }) => seq),
        COPY,
      );
      changes = await reader.call('changes', null, COPY);
    }
  };
  const stop = (): void => {
    copier.stop();
    file.standBack();
  };
  const lease: SharedLease = new SharedLease({
    db: ofLease.db,
    clock,
    logger,
    times: options.leaseTimes ?? DEFAULT_TIMES,
    toStoreError,
    openFile: () => file.lock(),
    takeUp: async (begun) => {
      if (begun.followsOther) await addRecords(begun.term);
      const reading = { clock, milliseconds: ADOPT_DEADLINE_MS, operation: 'adopt' };
      await file.takeUp(begun, () => within(reading, adoptedFrom(connections.db)));
      copier.start();
    },
    superseded: stop,
    finish: async () => {
      const patience = { clock, milliseconds: MIRROR_DRAIN_DEADLINE_MS, operation: 'copy' };
      // What could not be copied stays noted in the file, for the next term of this process.
      await within(patience, copier.drain()).catch(() => undefined);
      stop();
    },
    closeFile: () => file.close(),
  });
  return { lease, copier };
}
