/** What the main thread asks of the store's two threads. Everything here survives a structured clone. */
import type {
  ClusterId,
  Instant,
  InstanceId,
  JournalEntry,
  PlanId,
  PlanOutcome,
  RegistrationKey,
} from '@topiary/domain';
import type { AuditQuery, KnownCluster, KnownInstance, LeaseHolder, LeaseState, PlanQuery } from '@topiary/engine';
import type { FindingRetention } from '../queries/finding-changes.ts';
import type { PictureRetention, WhichPicture } from '../queries/pictures.ts';
import type { NewClusterRevisionRow } from '../schema/history-tables.ts';
import type { NewFindingChangeRow } from '../schema/recovery-tables.ts';
import type { HistoryReads, HistoryWrites } from './history-operations.ts';
import type { MirrorReads, MirrorWrites } from './mirror-operations.ts';
import type { RecoveryReads, RecoveryWrites } from './recovery-operations.ts';
import type {
  AuditEntryRow,
  JournalEntryRow,
  KnownClusterRow,
  KnownInstanceRow,
  NewAuditRow,
  NewPictureRow,
  PictureRow,
  PlanRow,
  RegistrationRow,
  SourceMemoryRow,
  TakeoverRow,
} from '../schema/tables.ts';

export interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}
export type Operations<Self> = { readonly [Name in keyof Self]: Operation<unknown, unknown> };

/** Runs what a thread was asked, one request after the other. */
export type Handlers<Ops extends Operations<Ops>> = {
  readonly [Name in keyof Ops]: (input: Ops[Name]['input']) => Promise<Ops[Name]['output']>;
};

export interface WriterOperations extends RecoveryWrites, HistoryWrites, MirrorWrites {
  readonly open: Operation<{ readonly file: string }, void>;
  readonly append: Operation<{ readonly write: JournalWrite; readonly ownTerm: number | null }, void>;
  readonly write: Operation<WriteBatch, void>;
  readonly register: Operation<RegistrationWrite, void>;
  readonly saveSourceMemory: Operation<SourceMemoryRow, void>;
  readonly forgetSourceMemory: Operation<string, void>;
  readonly saveTakeover: Operation<TakeoverRow, void>;
  readonly forgetTakeover: Operation<string, void>;
  readonly savePictures: Operation<PicturesWrite, void>;
  readonly purge: Operation<PurgeInput, { readonly more: boolean; readonly deleted: number }>;
  /** Gives a batch of free pages back to the file system; `more`: there are others. */
  readonly shrink: Operation<null, { readonly more: boolean }>;
  readonly acquireLease: Operation<{ readonly holder: LeaseHolder; readonly now: Instant }, Acquired>;
  readonly checkLease: Operation<null, LeaseState>;
  readonly releaseLease: Operation<null, void>;
  readonly close: Operation<null, void>;
}

/** Rows, not values of the domain: they are checked where they arrive, and this thread need not load the schemas. */
export interface ReaderOperations extends RecoveryReads, HistoryReads, MirrorReads {
  readonly open: Operation<{ readonly file: string }, void>;
  readonly load: Operation<null, LoadedRows>;
  readonly loadRegistrations: Operation<null, LoadedRegistrations>;
  readonly registrationRevision: Operation<null, number>;
  readonly loadSourceMemory: Operation<null, readonly SourceMemoryRow[]>;
  readonly loadTakeovers: Operation<null, readonly TakeoverRow[]>;
  readonly pictureTimes: Operation<ClusterId | null, readonly number[]>;
  readonly readPicture: Operation<WhichPicture, PictureRow | null>;
  readonly readJournal: Operation<PlanId, readonly JournalEntryRow[]>;
  readonly unfinished: Operation<null, readonly PlanRow[]>;
  readonly listPlans: Operation<PlanQuery, RowPage<PlanRow>>;
  readonly listAudit: Operation<AuditQuery, RowPage<AuditEntryRow>>;
  readonly isLeaseCurrent: Operation<HeldLease, boolean>;
  /** Copies the write-ahead log back into the file, as far as nobody is in the way. */
  readonly checkpoint: Operation<null, void>;
  readonly close: Operation<null, void>;
}

export interface LoadedRows {
  readonly instances: readonly KnownInstanceRow[];
  readonly clusters: readonly KnownClusterRow[];
}

/** As of one revision. */
export interface LoadedRegistrations {
  readonly revision: number;
  readonly rows: readonly RegistrationRow[];
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export interface Acquired {
  readonly state: LeaseState;
  /** `null` unless the state is `held`. */
  readonly held: HeldLease | null;
}

export interface HeldLease {
  readonly term: number;
  /** Device and inode of the locked file. */
  readonly lockIdentity: string;
}

export interface JournalWrite {
  readonly plan: PlanId;
  readonly entries: readonly WrittenEntry[];
  /** The plan's line in the list of plans, when its start is among the entries. */
  readonly started: PlanRow | null;
  readonly finished: { readonly finishedAt: Instant; readonly outcome: PlanOutcome } | null;
}

export interface WrittenEntry {
  readonly kind: JournalEntry['kind'];
  readonly at: Instant;
  /** The whole entry as JSON. */
  readonly body: string;
}

/** One transaction of what is written behind. No key occurs twice. */
export interface WriteBatch {
  readonly instances: readonly KnownInstance[];
  readonly forgottenInstances: readonly InstanceId[];
  readonly clusters: readonly KnownCluster[];
  readonly forgottenClusters: readonly ClusterId[];
  readonly audit: readonly NewAuditRow[];
  readonly findingChanges: readonly NewFindingChangeRow[];
  readonly clusterRevisions: readonly NewClusterRevisionRow[];
}

/** One transaction of all that was taken at a moment. */
export interface PicturesWrite {
  readonly rows: readonly NewPictureRow[];
  /** The term under which this process acts or last acted; `null`: it never did. */
  readonly ownTerm: number | null;
}

/** One transaction of what a person decided. */
export interface RegistrationWrite {
  readonly put: readonly RegistrationRow[];
  readonly remove: readonly RegistrationKey[];
  /** The term under which this process acts or last acted; `null`: it never did. */
  readonly ownTerm: number | null;
}

export interface PurgeInput {
  readonly auditBefore: Instant;
  readonly maxAuditRows: number;
  readonly clustersBefore: Instant;
  readonly journalBefore: Instant;
  readonly findings: FindingRetention;
  readonly pictures: PictureRetention;
}
