/** The tables of a database that several processes share: the store's own, and who of them acts. */
import type { Selectable } from 'kysely';
import type { LeaseTable, StoreTables } from './tables.ts';

export interface SharedTables extends Omit<StoreTables, 'lease'> {
  readonly lease: SharedLeaseTable;
  readonly lease_beat: LeaseBeatTable;
  readonly lease_member: LeaseMemberTable;
  readonly copied_change: CopiedChangeTable;
}

interface SharedLeaseTable extends LeaseTable {
  /** Whose term it is: the id that a process keeps in its own file. */
  readonly node: string;
  /** 1: it was given back. */
  readonly is_released: number;
}

/** One row, id 1. */
interface LeaseBeatTable {
  readonly id: number;
  readonly term: number;
  /** Grows with every renewal. */
  readonly beat: number;
  /** By the database's clock, for people. */
  readonly beaten_at: number;
}

interface LeaseMemberTable {
  readonly node: string;
  readonly hostname: string;
  readonly process_id: number;
  readonly url: string;
  /** By the database's clock. */
  readonly seen_at: number;
  /** The term whose holder knows that this one would take over. */
  readonly known_to_term: number;
}

interface CopiedChangeTable {
  readonly node: string;
  /** The last change of that process's own file that was copied. */
  readonly seq: number;
}

export type SharedLeaseRow = Selectable<SharedLeaseTable>;
export type LeaseMemberRow = Selectable<LeaseMemberTable>;
