/**
 * The store as one process has it: durable writes take time, and the process may die at the very moment of one. What
 * reaches the disk, and who holds the lease, is told to the ledger.
 */
import type { JournalEntry, PlanId } from '@topiary/domain';
import type {
  AuditLog,
  ClusterHistory,
  FindingChanges,
  Inventory,
  Journal,
  Lease,
  Pictures,
  Recoveries,
  Takeovers,
  Registrations,
  SourceMemory,
  Store,
} from '@topiary/engine';
import type { Prng } from '../chance/prng.ts';
import type { Ledger } from '../checks/ledger.ts';
import { viewOfRecoveries } from './recoveries-view.ts';
import type { Life } from './life.ts';
import type { ProcessClock } from './process-clock.ts';

/** A store whose process can die: what was written stays, and the lease is given back. */
export interface MortalStore extends Store {
  crash(): void;
}

/** One disk; every store opened on it is another process's. */
export interface StoreWorld {
  open(clock: { now(): ReturnType<ProcessClock['now']> }): MortalStore;
  /** While it lasts every durable write is refused. */
  setTrouble(isInTrouble: boolean): void;
}

export interface StoreViewParts {
  readonly processName: string;
  readonly inner: MortalStore;
  readonly life: Life;
  readonly clock: ProcessClock;
  readonly prng: Prng;
  readonly ledger: Ledger;
  readonly journalMs: number;
  /** Asked around each durable write; may kill the process. */
  readonly atWrite: (point: 'before' | 'after') => void;
  /** What has been decided is about to be written. */
  readonly onDecided: (entries: readonly JournalEntry[]) => void;
  readonly onWritten: (plan: PlanId, entries: readonly JournalEntry[]) => void;
  /** A recovery begins; with what speaks against that. */
  readonly onRegistered: (problems: readonly string[]) => void;
}

export class StoreView implements Store {
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
  private readonly parts: StoreViewParts;

  constructor(parts: StoreViewParts) {
    this.parts = parts;
    const { inner } = parts;
    this.inventory = inner.inventory;
    this.audit = inner.audit;
    this.journal = {
      append: (plan, entries) => this.append(plan, entries),
      read: (plan) => this.alive(inner.journal.read(plan)),
      unfinished: () => this.alive(inner.journal.unfinished()),
      list: (query) => this.alive(inner.journal.list(query)),
    };
    this.sources = inner.sources;
    this.takeovers = {
      load: () => this.alive(inner.takeovers.load()),
      save: (takeover) => this.alive(inner.takeovers.save(takeover)),
      forget: (id) => this.alive(inner.takeovers.forget(id)),
    };
    this.findingChanges = {
      write: (changes) => inner.findingChanges.write(changes),
      list: (query) => this.alive(inner.findingChanges.list(query)),
      open: () => this.alive(inner.findingChanges.open()),
      verdicts: () => this.alive(inner.findingChanges.verdicts()),
    };
    this.pictures = {
      save: (pictures) => this.alive(inner.pictures.save(pictures)),
      times: (cluster) => this.alive(inner.pictures.times(cluster)),
      read: (cluster, at) => this.alive(inner.pictures.read(cluster, at)),
    };
    this.clusterHistory = {
      write: (revision) => inner.clusterHistory.write(revision),
      list: (query) => this.alive(inner.clusterHistory.list(query)),
      pictures: (query) => this.alive(inner.clusterHistory.pictures(query)),
      span: (cluster) => this.alive(inner.clusterHistory.span(cluster)),
    };
    this.recoveries = viewOfRecoveries({ ...parts, inner: inner.recoveries, alive: (asked) => this.alive(asked) });
    this.registrations = {
      load: () => this.alive(inner.registrations.load()),
      revision: () => this.alive(inner.registrations.revision()),
      write: (change) => this.alive(inner.registrations.write(change)),
    };
    this.lease = {
      acquire: async (holder) => this.noted(await this.alive(inner.lease.acquire(holder))),
      check: () => this.alive(inner.lease.check()),
      release: async () => {
        await this.alive(inner.lease.release());
        this.left();
      },
      waiting: () => this.alive(inner.lease.waiting()),
    };
    parts.life.whenDead(() => {
      this.left();
      inner.crash();
    });
  }

  problem(): string | null {
    return this.parts.inner.problem();
  }

  close(): Promise<void> {
    this.left();
    return this.parts.inner.close();
  }

  private async append(plan: PlanId, entries: readonly JournalEntry[]): Promise<void> {
    const { inner, clock, prng, life, ledger, journalMs, atWrite, onDecided, onWritten } = this.parts;
    onDecided(entries);
    await clock.sleep(prng.waiting(journalMs));
    atWrite('before');
    if (life.isDead) return never();
    await inner.journal.append(plan, entries);
    ledger.journalled(plan, entries);
    onWritten(plan, entries);
    atWrite('after');
    if (life.isDead) return never();
  }

  /** What a dead process asked for is never answered. */
  private async alive<Result>(asked: Promise<Result>): Promise<Result> {
    try {
      const result = await asked;
      return this.parts.life.isDead ? await never() : result;
    } catch (error) {
      if (this.parts.life.isDead) return never();
      throw error;
    }
  }

  private noted(state: Awaited<ReturnType<Lease['acquire']>>): typeof state {
    if (state.kind === 'held') this.parts.ledger.leaseHolder = this.parts.processName;
    return state;
  }

  private left(): void {
    const { ledger, processName } = this.parts;
    if (ledger.leaseHolder === processName) ledger.leaseHolder = null;
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
