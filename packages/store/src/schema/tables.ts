/**
 * The tables, as Kysely sees them: one definition for every engine. Instants are milliseconds since 1970; ids are
 * text; `body` is the JSON of one journal entry.
 */
import type { Instant } from '@topiary/domain';
import type { Generated, Insertable, Selectable } from 'kysely';
import type { HistoryTables } from './history-tables.ts';
import type { RecoveryTables } from './recovery-tables.ts';

export interface StoreTables extends RecoveryTables, HistoryTables {
  readonly known_instance: KnownInstanceTable;
  readonly known_cluster: KnownClusterTable;
  readonly plan: PlanTable;
  readonly journal_entry: JournalEntryTable;
  readonly audit_entry: AuditEntryTable;
  readonly lease: LeaseTable;
  readonly registration: RegistrationTable;
  readonly registration_revision: RegistrationRevisionTable;
  readonly source_memory: SourceMemoryTable;
  readonly scheduled_takeover: TakeoverTable;
  readonly topology_picture: PictureTable;
}

interface KnownInstanceTable {
  readonly id: string;
  readonly cluster_id: string;
  readonly server_uuid: string | null;
  /** The JSON of a list; `null` in rows that were written before it was kept. */
  readonly sources: string | null;
  /** The JSON of an object; `null` likewise. */
  readonly answers: string | null;
  readonly first_seen_at: number;
  readonly last_seen_at: number | null;
  readonly failing_since: number | null;
}

interface KnownClusterTable {
  readonly id: string;
  readonly name: string;
  readonly alias: string | null;
  readonly first_seen_at: number;
  readonly revision: number;
}

interface PlanTable {
  readonly id: string;
  readonly cluster_id: string;
  readonly kind: string;
  readonly actor_user: string;
  readonly actor_address: string;
  readonly actor_via: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly outcome: string | null;
}

interface JournalEntryTable {
  readonly plan_id: string;
  /** From 0, without gaps, in the order of writing. */
  readonly seq: number;
  readonly kind: string;
  readonly written_at: number;
  readonly body: string;
}

interface AuditEntryTable {
  readonly id: Generated<number>;
  readonly written_at: number;
  readonly actor_user: string;
  readonly actor_address: string;
  readonly actor_via: string;
  readonly action: string;
  readonly cluster_id: string | null;
  readonly cluster_name: string | null;
  readonly instance_id: string | null;
  readonly plan_id: string | null;
  readonly result: string;
  /** In English, for whoever reads the table itself, and for what `summary_messages` cannot say. */
  readonly summary: string;
  /** The summary in every language as `foldForSearch` gives it: engines do not agree on what "case-insensitive" means. */
  readonly summary_folded: string;
  /** The JSON of a list of messages; `null` in entries of before there were any. */
  readonly summary_messages: string | null;
}

/** One row, id 1. It says who acts; the lock that makes it true is the engine's own. */
export interface LeaseTable {
  readonly id: number;
  /** Grows by one with every acquisition; the fence against a holder that does not know yet that it lost. */
  readonly term: number;
  readonly hostname: string;
  readonly process_id: number;
  readonly url: string;
  readonly since: Instant;
}

interface RegistrationTable {
  readonly kind: string;
  /** The id of an instance or of a cluster. */
  readonly subject: string;
  /** '' for kinds of which a subject has one. */
  readonly name: string;
  /** The JSON of the whole registration. */
  readonly body: string;
}

/** One row, id 1. */
interface RegistrationRevisionTable {
  readonly id: number;
  /** Grows with every change of `registration`, in the same transaction. */
  readonly revision: number;
}

interface SourceMemoryTable {
  readonly name: string;
  /** The JSON of the whole. */
  readonly body: string;
}

interface TakeoverTable {
  readonly id: string;
  readonly created_at: number;
  /** The JSON of the whole. */
  readonly body: string;
}

interface PictureTable {
  readonly id: Generated<number>;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly taken_at: number;
  /** The JSON of its members. */
  readonly body: string;
}

export type KnownInstanceRow = Selectable<KnownInstanceTable>;
export type KnownClusterRow = Selectable<KnownClusterTable>;
export type PlanRow = Selectable<PlanTable>;
export type JournalEntryRow = Selectable<JournalEntryTable>;
export type AuditEntryRow = Selectable<AuditEntryTable>;
export type NewAuditRow = Insertable<AuditEntryTable>;
export type RegistrationRow = Selectable<RegistrationTable>;
export type SourceMemoryRow = Selectable<SourceMemoryTable>;
export type TakeoverRow = Selectable<TakeoverTable>;
export type PictureRow = Selectable<PictureTable>;
export type NewPictureRow = Insertable<PictureTable>;
export type LeaseRow = Selectable<LeaseTable>;

export function foldForSearch(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
