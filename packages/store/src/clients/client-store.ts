/** The store on two clients, one that writes and one that reads: everything that does not depend on where the data is. */
import type {
  AuditLog,
  Clock,
  ClusterHistory,
  FindingChanges,
  Inventory,
  Lease,
  Logger,
  Pictures,
  Recoveries,
  Registrations,
  SourceMemory,
  Store,
  Takeovers,
} from '@topiary/engine';
import {
  CLOSE_DEADLINE_MS,
  DEFAULT_HISTORY_DAYS,
  DEFAULT_MAX_AUDIT_ROWS,
  DEFAULT_MAX_REVISIONS,
  DEFAULT_RETENTION_DAYS,
  FLUSH_WAIT_MS,
  JOURNAL_DEADLINE_MS,
  READ_DEADLINE_MS,
} from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';
import { auditRowOf } from '../stored/audit-row.ts';
import { clusterRevisionRow } from '../stored/cluster-revision.ts';
import { findingChangeRow } from '../stored/finding-change.ts';
import { createRowParser } from '../stored/rows.ts';
import type { RowParser } from '../stored/rows.ts';
import type { StoreErrorCode } from '../store-error.ts';
import { WriteBehind } from '../write-behind/write-behind.ts';
import type { WrittenBehind } from '../write-behind/write-behind.ts';
import { WriteBuffer } from '../write-behind/write-buffer.ts';
import type { DropCounts } from '../write-behind/write-buffer.ts';
import { ClientClusterHistory } from './client-cluster-history.ts';
import { ClientFindingChanges } from './client-finding-changes.ts';
import { ClientJournal } from './client-journal.ts';
import { ClientPictures } from './client-pictures.ts';
import { ClientRecoveries } from './client-recoveries.ts';
import { ClientRegistrations } from './client-registrations.ts';
import { ClientSourceMemory } from './client-source-memory.ts';
import { ClientTakeovers } from './client-takeovers.ts';
import { Retention } from './retention.ts';
import type { DataReads, DataWrites, StoreClient } from './store-client.ts';
import { within } from './within.ts';

export interface RetentionSettings {
  readonly auditRetentionDays?: number;
  /** Finished plans and their journals. */
  readonly journalRetentionDays?: number;
  /** However young they are, the oldest go first. */
  readonly maxAuditRows?: number;
  /** How clusters looked. */
  readonly historyDays?: number;
  /** Of one cluster: so many times that its tree changed, and so many that only its states did. */
  readonly maxRevisions?: number;
}

export interface ClientStoreOptions extends RetentionSettings {
  /** What sentences call it. */
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journalDeadlineMs?: number;
  readonly onWrittenBehind?: (written: WrittenBehind) => void;
  readonly writer: StoreClient<DataWrites>;
  readonly reader: StoreClient<DataReads>;
  readonly lease: Lease & { readonly ownTerm: number | null };
  /** Something was written. */
  readonly onWritten: () => void;
  /** Gives freed room back; `more`: there is other. */
  readonly shrink: () => Promise<{ readonly more: boolean }>;
  /** What else keeps it from writing; `null`: nothing. */
  readonly problem?: () => StoreErrorCode | null;
  /** Lets go of everything. Called once, after the last write. */
  readonly end: () => Promise<void>;
}

export interface StoreWithHealth extends Store {
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
/** The background has nobody who waits: while a disk hangs, one batch hangs with it, and is not sent twice. */
export const BACKGROUND = { deadlineMs: 2 ** 31 - 1, dropWhenLate: 'no' } as const;

export class ClientStore implements StoreWithHealth {
  readonly inventory: Inventory;
  readonly journal: ClientJournal;
  readonly audit: AuditLog;
  readonly lease: Lease;
  readonly registrations: Registrations;
  readonly sources: SourceMemory;
  readonly recoveries: Recoveries;
  readonly takeovers: Takeovers;
  readonly findingChanges: FindingChanges;
  readonly pictures: Pictures;
  readonly clusterHistory: ClusterHistory;
  readonly #options: ClientStoreOptions;
  readonly #parse: RowParser;
  readonly #buffer = new WriteBuffer();
  readonly #writeBehind: WriteBehind;
  readonly #retention: Retention;
  #closing: Promise<void> | null = null;

  constructor(options: ClientStoreOptions) {
    const { writer, lease, onWritten, journalDeadlineMs = JOURNAL_DEADLINE_MS } = options;
    this.#options = options;
    this.#parse = createRowParser(options.file);
    this.#writeBehind = new WriteBehind({
      ...options,
      buffer: this.#buffer,
      write: async (batch) => {
        await writer.call('write', batch, BACKGROUND);
        onWritten();
      },
    });
    this.#retention = new Retention({
      ...options,
      auditDays: options.auditRetentionDays ?? DEFAULT_RETENTION_DAYS,
      journalDays: options.journalRetentionDays ?? DEFAULT_RETENTION_DAYS,
      maxAuditRows: options.maxAuditRows ?? DEFAULT_MAX_AUDIT_ROWS,
      historyDays: options.historyDays ?? DEFAULT_HISTORY_DAYS,
      maxRevisions: options.maxRevisions ?? DEFAULT_MAX_REVISIONS,
      purge: (input) => this.#writeBatch(() => writer.call('purge', input, BACKGROUND)),
      purgeHistory: (input) => this.#writeBatch(() => writer.call('purgeHistory', input, BACKGROUND)),
      shrink: () => this.#writeBatch(options.shrink),
    });
    this.#retention.start();
    this.lease = lease;
    const plain = { ...options, parse: this.#parse };
    const durable = { ...plain, ownTerm: () => lease.ownTerm };
    this.journal = new ClientJournal({ ...durable, deadlineMs: journalDeadlineMs });
    this.registrations = new ClientRegistrations(durable);
    this.recoveries = new ClientRecoveries(durable);
    this.pictures = new ClientPictures(durable);
    this.sources = new ClientSourceMemory(plain);
    this.takeovers = new ClientTakeovers(plain);
    this.inventory = this.#createInventory();
    this.audit = this.#createAudit();
    this.findingChanges = new ClientFindingChanges({
      ...plain,
      write: (change) => this.#buffered(this.#buffer.addFindingChange(findingChangeRow(change))),
      flush: () => this.#flushForReader(),
    });
    this.clusterHistory = new ClientClusterHistory({
      ...plain,
      write: (revision) => this.#buffered(this.#buffer.addClusterRevision(clusterRevisionRow(revision))),
      flush: () => this.#flushForReader(),
    });
  }

  problem(): StoreErrorCode | null {
    return this.journal.problem ?? this.#writeBehind.problem ?? this.#options.problem?.() ?? null;
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

  /** Rejects when something could not be written any more; what it holds is let go of in any case. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#writeBehind.stop();
    this.#retention.stop();
    try {
      await this.#within(CLOSE_DEADLINE_MS, this.#writeBehind.flush());
    } finally {
      await this.#options.end();
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
    this.#options.onWritten();
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

  #within(milliseconds: number, work: Promise<unknown>): Promise<unknown> {
    return within({ clock: this.#options.clock, milliseconds, operation: 'flush' }, work);
  }
}
