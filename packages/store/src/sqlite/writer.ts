/** What the writing thread does: the only connection that changes the store, one request at a time. */
import { setTimeout } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { LeaseState } from '@topiary/engine';
import { HOLDER_LOOKUP_WAIT_MS, HOLDER_LOOKUPS, KEPT_FREE_PAGES, SHRINK_BATCH_PAGES } from '../bounds.ts';
import { assertTerm, beginTerm, readLease } from '../queries/lease.ts';
import type { StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';
import type { Acquired, Handlers, WriterOperations } from '../worker/operations.ts';
import { dataWriteHandlers } from '../clients/data-handlers.ts';
import { identityOf } from './file-identity.ts';
import { mirrorWriteHandlers } from './mirror.ts';
import { giveBack, isStillLocked, isTaken, leasePathOf, takeLock } from './lease-lock.ts';
import type { LeaseLock } from './lease-lock.ts';
import { openForWriting, pragma } from './open-file.ts';
import type { OpenedFile } from './open-file.ts';
import { storeErrorOf } from './sqlite-error.ts';

type Input<Name extends keyof WriterOperations> = WriterOperations[Name]['input'];

export function createWriter(): Handlers<WriterOperations> {
  const writer = new Writer();
  return {
    open: ({ file }) => writer.open(file),
    shrink: () => writer.shrink(),
    acquireLease: (input) => writer.acquireLease(input),
    checkLease: () => writer.checkLease(),
    releaseLease: () => writer.releaseLease(),
    ...dataWriteHandlers({ transaction: (action) => writer.transaction(action), assertTerm }),
    ...mirrorWriteHandlers({ file: () => writer.file(), lock: () => writer.lockFile() }),
    close: () => writer.close(),
  };
}

interface LockedTerm {
  readonly lock: LeaseLock;
  readonly term: number;
}

class Writer {
  #opened: OpenedFile | null = null;
  #held: LockedTerm | null = null;
  #lock: LeaseLock | null = null;

  async open(file: string): Promise<void> {
    try {
      this.#opened = await openForWriting(file);
    } catch (error) {
      throw storeErrorOf(error, file);
    }
  }

  /** Nothing happens on a file that was made before it could give pages back and is too large to be converted. */
  shrink(): Promise<{ readonly more: boolean }> {
    const { database } = this.file();
    const free = (): number => Number(pragma(database, 'freelist_count'));
    const given = this.#guard(() => {
      const before = free();
      if (before <= KEPT_FREE_PAGES) return { more: false };
      database.exec(`pragma incremental_vacuum(${Math.min(SHRINK_BATCH_PAGES, before - KEPT_FREE_PAGES)})`);
      const after = free();
      return { more: after < before && after > KEPT_FREE_PAGES };
    });
    return Promise.resolve(given);
  }

  async acquireLease({ holder, now }: Input<'acquireLease'>): Promise<Acquired> {
    const current = await this.checkLease();
    if (current.kind !== 'lost') return this.#acquired(current);
    const lock = this.#guard(() => takeLock(this.#leasePath()));
    if (lock === null) return this.#acquired(await this.#holderNow());
    try {
      const term = await this.transaction((tx) => beginTerm(tx, holder, now));
      this.#held = { lock, term };
      return this.#acquired({ kind: 'held', term });
    } catch (error) {
      giveBack(lock);
      throw error;
    }
  }

  async checkLease(): Promise<LeaseState> {
    if (this.#held === null)
      return this.#guard(() => isTaken(this.#leasePath())) ? this.#holderNow() : { kind: 'lost' };
    if (await this.#isCurrent(this.#held)) return { kind: 'held', term: this.#held.term };
    giveBack(this.#held.lock);
    this.#held = null;
    return { kind: 'lost' };
  }

  /** The lock alone, for a lease that is kept elsewhere: nobody else uses this file while it is held. */
  lockFile(): Promise<boolean> {
    if (this.#lock === null || !this.#guard(() => this.#isLocked()))
      this.#lock = this.#guard(() => takeLock(this.#leasePath()));
    return Promise.resolve(this.#lock !== null);
  }

  #isLocked(): boolean {
    return this.#lock !== null && isStillLocked(this.#lock, this.#leasePath());
  }

  releaseLease(): Promise<void> {
    if (this.#held !== null) giveBack(this.#held.lock);
    if (this.#lock !== null) giveBack(this.#lock);
    this.#held = null;
    this.#lock = null;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.releaseLease();
    this.#opened?.database.close();
    this.#opened = null;
  }

  async #isCurrent({ lock, term }: LockedTerm): Promise<boolean> {
    const { db, path, identity } = this.file();
    const isStillOurs = () => identityOf(path) === identity && isStillLocked(lock, this.#leasePath());
    if (!this.#guard(isStillOurs)) return false;
    try {
      return (await readLease(db))?.term === term;
    } catch (error) {
      throw storeErrorOf(error, path);
    }
  }

  /** A holder writes its name right after it took the lock: between the two nobody is named yet, on a new store. */
  async #holderNow(): Promise<LeaseState> {
    const { db, path } = this.file();
    for (let lookup = 0; lookup < HOLDER_LOOKUPS; lookup += 1) {
      const row = await readLease(db).catch((error: unknown) => {
        throw storeErrorOf(error, path);
      });
      if (row !== null) {
        const holder = { hostname: row.hostname, processId: row.process_id, url: row.url };
        return { kind: 'held-by-other', holder, since: row.since };
      }
      if (!this.#guard(() => isTaken(this.#leasePath()))) return { kind: 'lost' };
      await setTimeout(HOLDER_LOOKUP_WAIT_MS);
    }
    throw new StoreError('store-locked', {
      file: this.#leasePath(),
      milliseconds: HOLDER_LOOKUPS * HOLDER_LOOKUP_WAIT_MS,
    });
  }

  #acquired(state: LeaseState): Acquired {
    return {
      state,
      held: this.#held === null ? null : { term: this.#held.term, lockIdentity: this.#held.lock.identity },
    };
  }

  #leasePath(): string {
    return leasePathOf(this.file().path);
  }

  file(): OpenedFile {
    if (this.#opened === null) throw new StoreError('store-closed');
    return this.#opened;
  }

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      throw storeErrorOf(error, this.#leasePath());
    }
  }

  async transaction<Value>(action: (tx: Transaction<StoreTables>) => Promise<Value>): Promise<Value> {
    const { db, path, identity } = this.file();
    // A removed file takes writes as before, and nobody will ever read them.
    if (identityOf(path) !== identity) throw new StoreError('store-replaced', { file: path });
    try {
      return await db.transaction().execute(action);
    } catch (error) {
      throw storeErrorOf(error, path);
    }
  }
}
