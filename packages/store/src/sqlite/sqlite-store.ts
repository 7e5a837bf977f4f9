/**
 * The store on one SQLite file: two worker threads, one that writes and one that reads, so that the main thread never
 * waits for a disk and a long list never stands before the journal.
 */
import type {
  AuditLog,
  Clock,
  FindingChanges,
  Inventory,
  Logger,
  Recoveries,
  Registrations,
  SourceMemory,
  Takeovers,
  Store,
} from '@topiary/engine';
import { READER_WORKER_FILE, WRITER_WORKER_FILE } from '../assets.ts';
import {
  CLOSE_DEADLINE_MS,
  DEFAULT_MAX_AUDIT_ROWS,
  DEFAULT_RETENTION_DAYS,
  FLUSH_WAIT_MS,
  JOURNAL_DEADLINE_MS,
  OPEN_DEADLINE_MS,
  READ_DEADLINE_MS,
} from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';
import { auditRowOf } from '../stored/audit-row.ts';
import { findingChangeRow } from '../stored/finding-change.ts';
import { createRowParser } from '../stored/rows.ts';
import type { RowParser } from '../stored/rows.ts';
import { StoreError } from '../store-error.ts';
import type { StoreErrorCode } from '../store-error.ts';
import type { ReaderOperations, WriterOperations } from '../worker/operations.ts';
import { WorkerClient } from '../worker/worker-client.ts';
import { WriteBehind } from '../write-behind/write-behind.ts';
import { WriteBuffer } from '../write-behind/write-buffer.ts';
import type { DropCounts } from '../write-behind/write-buffer.ts';
import { BackgroundCheckpoint } from './background-checkpoint.ts';
import { Retention } from './retention.ts';
import { ThreadedFindingChanges } from './threaded-finding-changes.ts';
import { ThreadedJournal } from './threaded-journal.ts';
import { ThreadedLease } from './threaded-lease.ts';
import { ThreadedRecoveries } from './threaded-recoveries.ts';
import { ThreadedRegistrations } from './threaded-registrations.ts';
import { ThreadedSourceMemory } from './threaded-source-memory.ts';
import { ThreadedTakeovers } from './threaded-takeovers.ts';

export interface SqliteStoreOptions {
  /** Path of the database file. Made when it does not exist; its directory too, when the one above it exists. */
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly auditRetentionDays?: number;
  /** Finished plans and their journals. */
  readonly journalRetentionDays?: number;
  /** However young they are, the oldest go first. */
  readonly maxAuditRows?: number;
  readonly journalDeadlineMs?: number;
}

export interface SqliteStore extends Store {
  /** For readiness and metrics; asks nobody. */
  health(): StoreHealth;
}

export interface StoreHealth {
  /** Why the last durable write failed; `null` when it succeeded or there was none. */
  readonly journalProblem: StoreErrorCode | null;
  /** How long the last successful durable write took; `null` before the first. */
  readonly lastAppendMs: number | null;
  /** Why the last background write failed; `null` when it succeeded or there was none. */
  readonly backgroundProblem: StoreErrorCode | null;
  /** Changes and audit lines that wait for the disk. */
  readonly waiting: number;
  /** What did not fit into the buffer since the start. */
  readonly dropped: DropCounts;
}

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;
const OPEN = { deadlineMs: OPEN_DEADLINE_MS, dropWhenLate: 'yes' } as const;
const CLOSE = { deadlineMs: CLOSE_DEADLINE_MS, dropWhenLate: 'no' } as const;
/** The background has nobody who waits: while a disk hangs, one batch hangs with it, and is not sent twice. */
const BACKGROUND = { deadlineMs: 2 ** 31 - 1, dropWhenLate: 'no' } as const;

/** Rejects with a `StoreError` that says what is wrong with the file and what to do. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
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
  return new ThreadedStore({ ...options, writer, reader });
}

interface Threads {
  readonly writer: WorkerClient<WriterOperations>;
  readonly reader: WorkerClient<ReaderOperations>;
}

class ThreadedStore implements SqliteStore {
  readonly inventory: Inventory;
  readonly journal: ThreadedJournal;
  readonly audit: AuditLog;
  readonly lease: ThreadedLease;
  readonly registrations: Registrations;
  readonly sources: SourceMemory;
  readonly recoveries: Recoveries;
  readonly takeovers: Takeovers;
  readonly findingChanges: FindingChanges;
  readonly #options: SqliteStoreOptions & Threads;
  readonly #parse: RowParser;
  readonly #buffer = new WriteBuffer();
  readonly #writeBehind: WriteBehind;
  readonly #retention: Retention;
  readonly #checkpoint: BackgroundCheckpoint;
  #closing: Promise<void> | null = null;

  constructor(options: SqliteStoreOptions & Threads) {
    const { writer, reader, clock, journalDeadlineMs = JOURNAL_DEADLINE_MS } = options;
    this.#options = options;
    this.#parse = createRowParser(options.file);
    this.#checkpoint = new BackgroundCheckpoint({
      ...options,
      checkpoint: () => reader.call('checkpoint', null, BACKGROUND),
    });
    this.#writeBehind = new WriteBehind({
      ...options,
      buffer: this.#buffer,
      write: async (batch) => {
        await writer.call('write', batch, BACKGROUND);
        this.#checkpoint.wake();
      },
    });
    this.#retention = new Retention({
      ...options,
      auditDays: options.auditRetentionDays ?? DEFAULT_RETENTION_DAYS,
      journalDays: options.journalRetentionDays ?? DEFAULT_RETENTION_DAYS,
      maxAuditRows: options.maxAuditRows ?? DEFAULT_MAX_AUDIT_ROWS,
      purge: (input) => this.#writeBatch(() => writer.call('purge', input, BACKGROUND)),
      shrink: () => this.#writeBatch(() => writer.call('shrink', null, BACKGROUND)),
    });
    this.#retention.start();
    this.lease = new ThreadedLease({ writer, reader, clock });
    this.journal = new ThreadedJournal({
      ...options,
      parse: this.#parse,
      deadlineMs: journalDeadlineMs,
      ownTerm: () => this.lease.ownTerm,
      onWritten: () => this.#checkpoint.wake(),
    });
    const durable = {
      ...options,
      parse: this.#parse,
      ownTerm: () => this.lease.ownTerm,
      onWritten: () => this.#checkpoint.wake(),
    };
    this.registrations = new ThreadedRegistrations(durable);
    this.recoveries = new ThreadedRecoveries(durable);
    const plain = { ...options, parse: this.#parse, onWritten: () => this.#checkpoint.wake() };
    this.sources = new ThreadedSourceMemory(plain);
    this.takeovers = new ThreadedTakeovers(plain);
    this.inventory = this.#createInventory();
    this.audit = this.#createAudit();
    this.findingChanges = new ThreadedFindingChanges({
      ...plain,
      write: (change) => this.#buffered(this.#buffer.addFindingChange(findingChangeRow(change))),
      flush: () => this.#flushForReader(),
    });
  }

  problem(): StoreErrorCode | null {
    return this.journal.problem ?? this.#writeBehind.problem;
  }

  health(): StoreHealth {
    return {
      journalProblem: this.journal.problem,
      lastAppendMs: this.journal.lastAppendMs,
      backgroundProblem: this.#writeBehind.problem,
      waiting: this.#buffer.size,
      dropped: this.#buffer.dropped,
    };
  }

  /** Rejects when something could not be written any more; the threads and files are let go of in any case. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { writer, reader } = this.#options;
    this.#writeBehind.stop();
    this.#retention.stop();
    this.#checkpoint.stop();
    try {
      await this.#within(CLOSE_DEADLINE_MS, this.#writeBehind.flush());
      await Promise.all([writer.call('close', null, CLOSE), reader.call('close', null, CLOSE)]);
    } finally {
      // A thread that hangs in the kernel ends when the disk answers, or with the process.
      await this.#within(CLOSE_DEADLINE_MS, Promise.all([writer.end(), reader.end()]));
    }
  }

  #createInventory(): Inventory {
    return {
      load: async () => {
        await this.#flushForReader();
        const { instances, clusters } = await this.#options.reader.call('load', null, READ);
        return {
          instances: instances.map((row) => this.#parse.knownInstance(row)),
          clusters: clusters.map((row) => this.#parse.knownCluster(row)),
        };
      },
      saveInstance: (instance) => this.#buffered(this.#buffer.setInstance(instance.id, instance)),
      saveCluster: (cluster) => this.#buffered(this.#buffer.setCluster(cluster.id, cluster)),
      forgetInstance: (id) => this.#buffered(this.#buffer.setInstance(id, null)),
      forgetCluster: (id) => this.#buffered(this.#buffer.setCluster(id, null)),
    };
  }

  #createAudit(): AuditLog {
    return {
      write: (entry) => this.#buffered(this.#buffer.addAudit(auditRowOf(entry))),
      list: async (query) => {
        assertPage(query);
        await this.#flushForReader();
        const { rows, total } = await this.#options.reader.call('listAudit', query, READ);
        return {
          items: rows.map((row) => this.#parse.auditEntry(row)),
          total,
          page: query.page,
          pageSize: query.pageSize,
        };
      },
    };
  }

  async #writeBatch<Result>(write: () => Promise<Result>): Promise<Result> {
    const result = await write();
    this.#checkpoint.wake();
    return result;
  }

  #buffered(fits: boolean): void {
    if (fits) this.#writeBehind.wake();
    else this.#writeBehind.reportDropped();
  }

  /** Who reads sees what was written before. On a disk that fails or hangs: what was written until then. */
  async #flushForReader(): Promise<void> {
    if (!this.#writeBehind.isIdle) await this.#within(FLUSH_WAIT_MS, this.#writeBehind.flush()).catch(() => undefined);
  }

  async #within(milliseconds: number, work: Promise<unknown>): Promise<void> {
    let cancel = (): void => undefined;
    const late = new Promise<void>((_resolve, reject) => {
      const give = () => reject(new StoreError('store-timeout', { operation: 'flush', milliseconds }));
      cancel = this.#options.clock.schedule(milliseconds, give);
    });
    await Promise.race([work, late]).finally(() => cancel());
  }
}
