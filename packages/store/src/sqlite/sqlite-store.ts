/**
 * The store on one SQLite file: two worker threads, one that writes and one that reads, so that the main thread never
 * waits for a disk and a long list never stands before the journal.
 */
import type { Clock, Logger } from '@topiary/engine';
import { READER_WORKER_FILE, WRITER_WORKER_FILE } from '../assets.ts';
import { CLOSE_DEADLINE_MS, OPEN_DEADLINE_MS } from '../bounds.ts';
import { BACKGROUND, ClientStore } from '../clients/client-store.ts';
import type { RetentionSettings, StoreHealth, StoreWithHealth } from '../clients/client-store.ts';
import { within } from '../clients/within.ts';
import type { WrittenBehind } from '../write-behind/write-behind.ts';
import type { ReaderOperations, WriterOperations } from '../worker/operations.ts';
import { WorkerClient } from '../worker/worker-client.ts';
import { BackgroundCheckpoint } from './background-checkpoint.ts';
import { ThreadedLease } from './threaded-lease.ts';

export interface SqliteStoreOptions extends RetentionSettings {
  /** Path of the database file. Made when it does not exist; its directory too, when the one above it exists. */
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journalDeadlineMs?: number;
  readonly onWrittenBehind?: (written: WrittenBehind) => void;
}

export type SqliteStore = StoreWithHealth;
export type { StoreHealth };

const OPEN = { deadlineMs: OPEN_DEADLINE_MS, dropWhenLate: 'yes' } as const;
const CLOSE = { deadlineMs: CLOSE_DEADLINE_MS, dropWhenLate: 'no' } as const;

/** Rejects with a `StoreError` that says what is wrong with the file and what to do. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const threads = await openThreads(options);
  const { writer, reader, checkpoint } = threads;
  return new ClientStore({
    ...options,
    writer,
    reader,
    lease: new ThreadedLease({ ...threads, ...options }),
    onWritten: () => checkpoint.wake(),
    shrink: () => writer.call('shrink', null, BACKGROUND),
    end: () => threads.end(),
  });
}

export interface Threads {
  readonly writer: WorkerClient<WriterOperations>;
  readonly reader: WorkerClient<ReaderOperations>;
  readonly checkpoint: BackgroundCheckpoint;
  /** Closes the file, and lets go of it in any case. */
  end(): Promise<void>;
}

/** Rejects as `openSqliteStore` does. */
export async function openThreads(options: Pick<SqliteStoreOptions, 'file' | 'clock' | 'logger'>): Promise<Threads> {
  const { file, clock, logger } = options;
  const writer = new WorkerClient<WriterOperations>(
    { file: WRITER_WORKER_FILE, name: 'topiary-store-writer', clock, logger },
    (client) => client.request('open', { file }, OPEN),
  );
  const reader = new WorkerClient<ReaderOperations>(
    { file: READER_WORKER_FILE, name: 'topiary-store-reader', clock, logger },
    async (client) => {
      // The writer makes the file; the reader's thread starts meanwhile.
      await writer.start();
      await client.request('open', { file }, OPEN);
    },
  );
  try {
    await Promise.all([writer.start(), reader.start()]);
  } catch (error) {
    await Promise.all([writer.end(), reader.end()]);
    throw error;
  }
  const checkpoint = new BackgroundCheckpoint({
    ...options,
    checkpoint: () => reader.call('checkpoint', null, BACKGROUND),
  });
  const end = async (): Promise<void> => {
    checkpoint.stop();
    try {
      await Promise.all([writer.call('close', null, CLOSE), reader.call('close', null, CLOSE)]);
    } finally {
      // A thread that hangs in the kernel ends when the disk answers, or with the process.
      await within(
        { clock, milliseconds: CLOSE_DEADLINE_MS, operation: 'close' },
        Promise.all([writer.end(), reader.end()]),
      );
    }
  };
  return { writer, reader, checkpoint, end };
}
