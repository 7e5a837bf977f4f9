/** What runs on a server: its process list, read when somebody asks for it, bounded, and never stored. */

/** Of one list; a server may have tens of thousands of connections. */
export const MAX_PROCESSES = 500;
/** Characters of a statement that a list brings. */
export const MAX_LISTED_STATEMENT = 1_000;
/** Characters of a statement that a plan keeps, its values left out. */
export const MAX_KEPT_STATEMENT = 200;

/**
 * Whose it is. `replication`: a thread of a replica, or one that sends a log to a reader. `server`: one of the server's own.
 * `topiary`: a connection that Topiary watches the server by, or acts through.
 */
export const PROCESS_ROLES = ['client', 'replication', 'server', 'topiary'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export interface ServerProcess {
  readonly id: number;
  readonly role: ProcessRole;
  readonly user: string;
  /** As the server tells it: host and port of the client; '' for threads of the server. */
  readonly host: string;
  /** '' where none is in use. */
  readonly database: string;
  readonly command: string;
  /** In its present state; a replication thread may tell less than 0. */
  readonly seconds: number;
  readonly state: string;
  /** What runs, cut to `MAX_LISTED_STATEMENT`; '' where nothing does. Passwords are left out. */
  readonly statement: string;
  /** Asked for with `holds`: its open transaction; absent: it has none. */
  readonly transaction?: { readonly seconds: number; readonly rows: number };
  /** Asked for with `holds`: explicit locks, as far as the server tells them. */
  readonly holds?: readonly HeldLock[];
}

/**
 * `tables`: by LOCK TABLES. `global`: by FLUSH TABLES WITH READ LOCK, or what a backup uses instead. `backup`: by LOCK INSTANCE
 * FOR BACKUP.
 */
export const HELD_LOCKS = ['tables', 'global', 'backup'] as const;
export type HeldLock = (typeof HELD_LOCKS)[number];

export interface ProcessList {
  /** Those that run something first, the longest first. */
  readonly processes: readonly ServerProcess[];
  /** There are more than `MAX_PROCESSES`. */
  readonly isCut: boolean;
  /** What would show other accounts' too; `null`: all are shown. */
  readonly grant: string | null;
  /** Asked for with `holds`: whether the server tells who holds explicit locks. */
  readonly tellsLocks?: boolean;
}
