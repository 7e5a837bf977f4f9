/** What the writing thread does: the only connection that changes the store, one request at a time. */
import { setTimeout } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { LeaseState } from '@topiary/engine';
import {
  HOLDER_LOOKUP_WAIT_MS,
  HOLDER_LOOKUPS,
  KEPT_FREE_PAGES,
  PURGE_BATCH_ROWS,
  SHRINK_BATCH_PAGES,
} from '../bounds.ts';
import { insertAudit } from '../queries/audit.ts';
import { insertFindingChanges, purgeFindingChanges } from '../queries/finding-changes.ts';
import { deleteClusters, deleteInstances, saveClusters, saveInstances } from '../queries/inventory.ts';
import { appendEntries } from '../queries/journal.ts';
import { assertTerm, beginTerm, readLease } from '../queries/lease.ts';
import { countRegistrationChange, putRegistrations, removeRegistrations } from '../queries/registrations.ts';
import { purgeRecoveries } from '../queries/recovery-writes.ts';
import { purgeAudit, purgeEmptyClusters, purgePlans, purgeSurplusAudit } from '../queries/retention.ts';
import { forgetSourceMemory, saveSourceMemory } from '../queries/source-memory.ts';
import { forgetTakeover, saveTakeover } from '../queries/takeovers.ts';
import type { StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';
import type { Acquired, Handlers, WriterOperations } from '../worker/operations.ts';
import { recoveryWriteHandlers } from './recovery-handlers.ts';
import { identityOf } from './file-identity.ts';
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
    append: (input) => writer.append(input),
    write: (input) => writer.write(input),
    register: (input) => writer.register(input),
    saveSourceMemory: (row) => writer.saveSourceMemory(row),
    forgetSourceMemory: (name) => writer.forgetSourceMemory(name),
    saveTakeover: (row) => writer.transaction((tx) => saveTakeover(tx, row)),
    forgetTakeover: (id) => writer.transaction((tx) => forgetTakeover(tx, id)),
    purge: (input) => writer.purge(input),
    shrink: () => writer.shrink(),
    acquireLease: (input) => writer.acquireLease(input),
    checkLease: () => writer.checkLease(),
    releaseLease: () => writer.releaseLease(),
    ...recoveryWriteHandlers((action) => writer.transaction(action)),
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

  async open(file: string): Promise<void> {
    try {
      this.#opened = await openForWriting(file);
    } catch (error) {
      throw storeErrorOf(error, file);
    }
  }

  append({ write, ownTerm }: Input<'append'>): Promise<void> {
    return this.transaction(async (tx) => {
      await assertTerm(tx, ownTerm);
      await appendEntries(tx, write);
    });
  }

  write(batch: Input<'write'>): Promise<void> {
    return this.transaction(async (tx) => {
      await saveInstances(tx, batch.instances);
      await deleteInstances(tx, batch.forgottenInstances);
      await saveClusters(tx, batch.clusters);
      await deleteClusters(tx, batch.forgottenClusters);
      await insertAudit(tx, batch.audit);
      await insertFindingChanges(tx, batch.findingChanges);
    });
  }

  register({ put, remove, ownTerm }: Input<'register'>): Promise<void> {
    return this.transaction(async (tx) => {
      await assertTerm(tx, ownTerm);
      await removeRegistrations(tx, remove);
      await putRegistrations(tx, put);
      await countRegistrationChange(tx);
    });
  }

  saveSourceMemory(row: Input<'saveSourceMemory'>): Promise<void> {
    return this.transaction((tx) => saveSourceMemory(tx, row));
  }

  forgetSourceMemory(name: Input<'forgetSourceMemory'>): Promise<void> {
    return this.transaction((tx) => forgetSourceMemory(tx, name));
  }

  purge(input: Input<'purge'>): Promise<{ readonly more: boolean; readonly deleted: number }> {
    return this.transaction(async (tx) => {
      const old = await purgeAudit(tx, input.auditBefore);
      const surplus = await purgeSurplusAudit(tx, input.maxAuditRows);
      const plans = await purgePlans(tx, input.journalBefore);
      const clusters = await purgeEmptyClusters(tx, input.clustersBefore);
      const recoveries = await purgeRecoveries(tx, { before: input.auditBefore, batch: PURGE_BATCH_ROWS });
      const findings = await purgeFindingChanges(tx, input.findings);
      const deleted = old + surplus + plans + clusters + recoveries + findings;
      return { more: deleted > 0, deleted };
    });
  }

  /** Nothing happens on a file that was made before it could give pages back and is too large to be converted. */
  shrink(): Promise<{ readonly more: boolean }> {
    const { database } = this.#file();
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

  releaseLease(): Promise<void> {
    if (this.#held !== null) giveBack(this.#held.lock);
    this.#held = null;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.releaseLease();
    this.#opened?.database.close();
    this.#opened = null;
  }

  async #isCurrent({ lock, term }: LockedTerm): Promise<boolean> {
    const { db, path, identity } = this.#file();
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
    const { db, path } = this.#file();
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
    return leasePathOf(this.#file().path);
  }

  #file(): OpenedFile {
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
    const { db, path, identity } = this.#file();
    // A removed file takes writes as before, and nobody will ever read them.
    if (identityOf(path) !== identity) throw new StoreError('store-replaced', { file: path });
    try {
      return await db.transaction().execute(action);
    } catch (error) {
      throw storeErrorOf(error, path);
    }
  }
}
