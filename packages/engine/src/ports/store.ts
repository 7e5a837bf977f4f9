/**
 * The port to what outlives the process. `inventory` and `audit` are written behind and in batches: nothing on the
 * probe path waits for them. `journal` is durable when its promise resolves: an act waits for it and for nothing else.
 * `registrations` are as durable.
 */
import type {
  Actor,
  ClassificationAnswers,
  ClusterId,
  Execution,
  InstanceId,
  Instant,
  JournalEntry,
  Message,
  NamedSource,
  PlanId,
  PlanOutcome,
  Registration,
  RegistryChange,
} from '@topiary/domain';
import type { ClusterHistory } from './cluster-history.ts';
import type { FindingChanges } from './finding-changes.ts';
import type { Pictures } from './pictures.ts';
import type { Recoveries } from './recoveries.ts';
import type { Takeovers } from './takeovers.ts';

export interface Store {
  readonly inventory: Inventory;
  readonly journal: Journal;
  readonly audit: AuditLog;
  readonly lease: Lease;
  readonly registrations: Registrations;
  readonly sources: SourceMemory;
  readonly recoveries: Recoveries;
  readonly takeovers: Takeovers;
  readonly findingChanges: FindingChanges;
  readonly pictures: Pictures;
  readonly clusterHistory: ClusterHistory;
  /** What keeps it from writing now, as a code; `null` while it writes. Asks nobody. */
  problem(): string | null;
  /** Writes what is still buffered, then closes. */
  close(): Promise<void>;
}

/**
 * A store rejects with errors whose `code` begins with `store-` and whose sentence is meant for people: a journal that
 * cannot be read, a disk that is full.
 */
export function isStoreFailure(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('store-');
}

/** What a store on a database is called, for people and logs: never with credentials. */
export function labelOfDatabase(place: {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}): string {
  const { host, port, database } = place;
  return `mysql://${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

export interface Inventory {
  /** Everything known from earlier runs, read once at start. */
  load(): Promise<KnownTopology>;
  /** Returns at once; the write follows within `FLUSH_INTERVAL_MS`. A later call for the same key replaces an earlier one. */
  saveInstance(instance: KnownInstance): void;
  saveCluster(cluster: KnownCluster): void;
  forgetInstance(id: InstanceId): void;
  forgetCluster(id: ClusterId): void;
}

export interface KnownTopology {
  readonly instances: readonly KnownInstance[];
  readonly clusters: readonly KnownCluster[];
}

export interface KnownInstance {
  readonly id: InstanceId;
  readonly cluster: ClusterId;
  readonly serverUuid: string | null;
  /** What it replicated from when it was observed last, at most `MAX_KNOWN_SOURCES`. */
  readonly sources: readonly NamedSource[];
  /** What the configured queries told last. */
  readonly answers: ClassificationAnswers;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant | null;
  /** Of one that did not answer when this was written: since when. */
  readonly failingSince: Instant | null;
}

export interface KnownCluster {
  readonly id: ClusterId;
  readonly name: string;
  readonly alias: string | null;
  readonly firstSeenAt: Instant;
  /** The last revision given out, so that revisions do not start over after a restart. */
  readonly revision: number;
}

export interface Journal {
  /** Appends to a plan's journal; durable on disk when it resolves. Rejects when it cannot be written. */
  append(plan: PlanId, entries: readonly JournalEntry[]): Promise<void>;
  read(plan: PlanId): Promise<readonly JournalEntry[]>;
  /**
   * Plans that were started and never finished: a killed process left them. The oldest first. Their journals are not
   * read for it: one that cannot be read keeps none of them from being listed.
   */
  unfinished(): Promise<readonly PlanRecord[]>;
  list(query: PlanQuery): Promise<Page<PlanRecord>>;
}

export interface PlanQuery {
  readonly cluster: ClusterId | null;
  /** Counted from 0. */
  readonly page: number;
  readonly pageSize: number;
}

/** One line of a list of plans; `Execution` is folded from the journal when one is opened. */
export interface PlanRecord {
  readonly id: PlanId;
  readonly cluster: ClusterId;
  readonly kind: Execution['plan']['intent']['kind'];
  readonly actor: Actor;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly outcome: PlanOutcome | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

export interface AuditLog {
  /** Returns at once; written behind, in order. */
  write(entry: NewAuditEntry): void;
  list(query: AuditQuery): Promise<Page<AuditEntry>>;
}

export interface NewAuditEntry {
  readonly at: Instant;
  readonly actor: Actor;
  /** A short kebab-case word, for example `relocate`, `discover`, `undo`, `plan-refused`. */
  readonly action: string;
  readonly cluster: ClusterId | null;
  readonly clusterName: string | null;
  readonly instance: InstanceId | null;
  readonly plan: PlanId | null;
  readonly result: 'ok' | 'failed' | 'refused';
  /** What was done and how it ended, one sentence after the other (`sayAll`); details are in the plan. */
  readonly summary: readonly Message[];
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
}

export interface AuditQuery {
  readonly page: number;
  readonly pageSize: number;
  readonly cluster?: ClusterId;
  readonly instance?: InstanceId;
  readonly user?: string;
  readonly action?: string;
  readonly result?: AuditEntry['result'];
  readonly from?: Instant;
  readonly to?: Instant;
  /**
   * Part of the summary in any of its languages, case-insensitive. Searched are the sentences as they were said when the
   * entry was written; entries of before summaries had languages are searched in English.
   */
  readonly text?: string;
}

/**
 * What people registered. Written like the journal and not behind: each is a decision of a person who was told that it
 * holds, and on whom others rely at once (a maintenance keeps moves away), so that none may be lost with the process.
 */
export interface Registrations {
  /** All of them, also those whose time is over. Read at start, and when others may have written. */
  load(): Promise<LoadedRegistrations>;
  /** Another one after every change, whoever wrote it; much cheaper than to load them. */
  revision(): Promise<number>;
  /**
   * Durable when it resolves, all of it or nothing. Rejects when it cannot be written, and when another process took over;
   * after a rejection by timeout it may have been written all the same.
   */
  write(change: RegistryChange): Promise<void>;
}

export interface LoadedRegistrations {
  readonly revision: number;
  readonly registrations: readonly Registration[];
}

/** What sources of servers named before a restart. Losing it costs a line on a page: nobody waits for it. */
export interface SourceMemory {
  load(): Promise<readonly RememberedSource[]>;
  /** Replaces what was remembered of that source. */
  save(source: RememberedSource): Promise<void>;
  forget(name: string): Promise<void>;
}

export interface RememberedSource {
  readonly name: string;
  /** By its last read that succeeded. */
  readonly named: readonly InstanceId[];
  /** Named before, and not any more. */
  readonly gone: readonly { readonly instance: InstanceId; readonly since: Instant }[];
}

/** Who may act on the servers of this store: one process at a time. */
export interface Lease {
  /** Tries once; on SQLite an exclusive lock that the kernel gives back when the holder dies. */
  acquire(holder: LeaseHolder): Promise<LeaseState>;
  /** Asks the store itself, not a memory of it. Called before every stage. */
  check(): Promise<LeaseState>;
  release(): Promise<void>;
  /** Other processes that would take it over at once. Only a store of several machines knows them: on SQLite none. */
  waiting(): Promise<readonly LeaseHolder[]>;
}

export interface LeaseHolder {
  readonly hostname: string;
  readonly processId: number;
  readonly url: string;
}

export type LeaseState =
  | { readonly kind: 'held'; readonly term: number }
  | { readonly kind: 'held-by-other'; readonly holder: LeaseHolder; readonly since: Instant }
  | { readonly kind: 'lost' };
