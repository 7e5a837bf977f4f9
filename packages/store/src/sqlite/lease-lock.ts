/**
 * The exclusive lock that makes a lease true: `begin exclusive` on a small file of its own, held for as long as the
 * lease. The kernel gives it back when the holder dies, however it dies. It is not on the main file, because a holder
 * there would keep readers and the write-ahead log out.
 *
 * POSIX gives up a process's locks on a file when the process closes *any* descriptor of it: nothing but SQLite may
 * open this file. That is also why the lock alone is not trusted: every acquisition begins a new term (`queries/lease.ts`).
 */
import { DatabaseSync } from 'node:sqlite';
import { LEASE_BUSY_TIMEOUT_MS } from '../bounds.ts';
import { identityOf } from './file-identity.ts';

const SQLITE_BUSY = 5;

export interface LeaseLock {
  readonly database: DatabaseSync;
  readonly identity: string;
}

export function leasePathOf(storePath: string): string {
  return `${storePath}.lease`;
}

/** Tries once; `null`: another process or another store of this process has it. */
export function takeLock(path: string): LeaseLock | null {
  createOnce(path);
  const identity = identityOf(path);
  const database = new DatabaseSync(path, { timeout: LEASE_BUSY_TIMEOUT_MS });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  // Replaced between the look and the opening: what is locked is not what others will find.
  if (identity === null || identityOf(path) !== identity) {
    database.close();
    return null;
  }
  return { database, identity };
}

/** The lock is still on the file that others find under this path. */
export function isStillLocked(lock: LeaseLock, path: string): boolean {
  return lock.database.isOpen && lock.database.isTransaction && identityOf(path) === lock.identity;
}

export function giveBack(lock: LeaseLock): void {
  if (lock.database.isOpen) lock.database.close();
}

/** Does anybody hold it? A reader's lock, so that looking disturbs no reader and an acquisition only for an instant. */
export function isTaken(path: string): boolean {
  if (identityOf(path) === null) return false;
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.prepare('select count(*) from sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    database.close();
  }
}

function createOnce(path: string): void {
  if (identityOf(path) === null) new DatabaseSync(path).close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
