/**
 * A store in memory, for tests of the engine, for the simulator and for a trial run without a file. It passes the same
 * contract suite as the others. Nothing is written behind: what others buffer is here at once.
 */
import { asInstant, keyOfRegistration, textOfKey } from '@topiary/domain';
import type { Instant, JournalEntry, PlanId } from '@topiary/domain';
import type {
  AuditLog,
  AuditQuery,
  ClusterHistory,
  FindingChanges,
  Inventory,
  Journal,
  Lease,
  LeaseState,
  NewAuditEntry,
  Page,
  PlanRecord,
  Pictures,
  Recoveries,
  Registrations,
  SourceMemory,
  Takeovers,
  Store,
} from '@topiary/engine';
import { assertPage } from '../queries/page-query.ts';
import type { PageQuery } from '../queries/page-query.ts';
import { foldForSearch } from '../schema/tables.ts';
import { searchedIn } from '../stored/audit-row.ts';
import { MAX_PICTURE_TIMES, MAX_PICTURES } from '../bounds.ts';
import { StoreError } from '../store-error.ts';
import type { StoreErrorCode } from '../store-error.ts';
import { MemoryDisk } from './memory-disk.ts';
import { createMemoryClusterHistory } from './memory-cluster-history.ts';
import { createMemoryFindingChanges } from './memory-finding-changes.ts';
import { createMemoryRecoveries } from './memory-recoveries.ts';

export interface MemoryStoreOptions {
  /** Shared by stores that stand for processes on the same file. A disk of its own when left out. */
  readonly disk?: MemoryDisk;
  /** Only the lease asks for the time. */
  readonly clock?: { now(): Instant };
}

export interface MemoryStore extends Store {
  readonly disk: MemoryDisk;
  /** Ends the store as `kill -9` ends a process: the disk keeps what was written, the lease's lock is given back. */
  crash(): void;
}

export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return new StoreInMemory(options.disk ?? new MemoryDisk(), options.clock ?? { now: () => asInstant(Date.now()) });
}

class StoreInMemory implements MemoryStore {
  readonly disk: MemoryDisk;
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
  readonly #clock: { now(): Instant };
  #ownTerm: number | null = null;
  #closed = false;

  constructor(disk: MemoryDisk, clock: { now(): Instant }) {
    this.disk = disk;
    this.#clock = clock;
    this.inventory = this.#createInventory();
    this.journal = this.#createJournal();
    this.audit = this.#createAudit();
    this.lease = this.#createLease();
    this.registrations = this.#createRegistrations();
    this.sources = this.#createSourceMemory();
    this.takeovers = this.#createTakeovers();
    this.pictures = this.#createPictures();
    const whileOpen = { isClosed: () => this.#closed, assertOpen: () => this.#assertOpen() };
    this.findingChanges = createMemoryFindingChanges({ kept: disk.findingChanges, ...whileOpen });
    this.clusterHistory = createMemoryClusterHistory({ kept: disk.clusterHistory, ...whileOpen });
    this.recoveries = createMemoryRecoveries({
      disk: disk.recoveries,
      assertOpen: () => this.#assertOpen(),
      assertWritable: () => this.#assertWritable('recovery'),
    });
  }

  crash(): void {
    this.#closed = true;
    if (this.disk.lockedBy === this) this.disk.lockedBy = null;
    this.disk.waiting.delete(this);
  }

  problem(): StoreErrorCode | null {
    return this.disk.trouble;
  }

  async close(): Promise<void> {
    this.crash();
  }

  #createInventory(): Inventory {
    const { instances, clusters } = this.disk;
    return {
      load: async () => {
        this.#assertOpen();
        return { instances: byId([...instances.values()]), clusters: byId([...clusters.values()]) };
      },
      saveInstance: (instance) => this.#unlessClosed(() => instances.set(instance.id, structuredClone(instance))),
      saveCluster: (cluster) => this.#unlessClosed(() => clusters.set(cluster.id, structuredClone(cluster))),
      forgetInstance: (id) => this.#unlessClosed(() => instances.delete(id)),
      forgetCluster: (id) => this.#unlessClosed(() => clusters.delete(id)),
    };
  }

  #createJournal(): Journal {
    const { journals, plans } = this.disk;
    return {
      append: async (plan, entries) => {
        if (entries.length > 0) this.#append(plan, structuredClone(entries));
      },
      read: async (plan) => {
        this.#assertOpen();
        return journals.get(plan) ?? [];
      },
      unfinished: async () => {
        this.#assertOpen();
        return [...plans.values()].filter((plan) => plan.finishedAt === null).toSorted(byStart);
      },
      list: async (query) => {
        this.#assertOpen();
        assertPage(query);
        const matching = [...plans.values()].filter((plan) => query.cluster === null || plan.cluster === query.cluster);
        return pageOf(matching.toSorted(byStart).toReversed(), query);
      },
    };
  }

  #createAudit(): AuditLog {
    const { audit } = this.disk;
    return {
      write: (entry: NewAuditEntry) =>
        this.#unlessClosed(() => audit.push({ ...structuredClone(entry), id: audit.length + 1 })),
      list: async (query) => {
        this.#assertOpen();
        assertPage(query);
        const newestFirst = audit.toSorted((a, b) => b.at - a.at || b.id - a.id);
        return pageOf(
          newestFirst.filter((entry) => matches(entry, query)),
          query,
        );
      },
    };
  }

  #createLease(): Lease {
    const { disk } = this;
    return {
      acquire: async (holder) => {
        this.#assertOpen();
        const current = this.#checkLease();
        if (current.kind === 'held') return current;
        if (disk.lockedBy !== null) {
          disk.waiting.set(this, holder);
          return current;
        }
        disk.waiting.delete(this);
        disk.lockedBy = this;
        this.#ownTerm = (disk.lease?.term ?? 0) + 1;
        disk.lease = { term: this.#ownTerm, holder, since: this.#clock.now() };
        return { kind: 'held', term: this.#ownTerm };
      },
      check: async () => {
        this.#assertOpen();
        return this.#checkLease();
      },
      release: async () => {
        if (disk.lockedBy === this) disk.lockedBy = null;
        disk.waiting.delete(this);
      },
      waiting: async () => [...disk.waiting].filter(([store]) => store !== this).map(([, holder]) => holder),
    };
  }

  #createRegistrations(): Registrations {
    const { registrations } = this.disk;
    return {
      load: async () => {
        this.#assertOpen();
        const sorted = [...registrations].toSorted(([left], [right]) => compareText(left, right));
        return { revision: this.disk.registrationRevision, registrations: sorted.map(([, one]) => one) };
      },
      revision: async () => {
        this.#assertOpen();
        return this.disk.registrationRevision;
      },
      write: async ({ put, remove }) => {
        this.#assertWritable('register');
        for (const key of remove) registrations.delete(textOfKey(key));
        for (const one of put) registrations.set(textOfKey(keyOfRegistration(one)), structuredClone(one));
        this.disk.registrationRevision += 1;
      },
    };
  }

  #createSourceMemory(): SourceMemory {
    const { sources } = this.disk;
    return {
      load: async () => {
        this.#assertOpen();
        return [...sources.values()].toSorted((left, right) => compareText(left.name, right.name));
      },
      save: async (source) => {
        this.#assertOpen();
        sources.set(source.name, structuredClone(source));
      },
      forget: async (name) => {
        this.#assertOpen();
        sources.delete(name);
      },
    };
  }

  #createTakeovers(): Takeovers {
    const { takeovers } = this.disk;
    return {
      load: async () => {
        this.#assertOpen();
        return [...takeovers.values()].toSorted((a, b) => b.createdAt - a.createdAt || compareText(a.id, b.id));
      },
      save: async (takeover) => {
        this.#assertWritable('takeover');
        takeovers.set(takeover.id, structuredClone(takeover));
      },
      forget: async (id) => {
        this.#assertOpen();
        takeovers.delete(id);
      },
    };
  }

  #createPictures(): Pictures {
    const { pictures } = this.disk;
    return {
      save: async (taken) => {
        this.#assertWritable('picture');
        pictures.push(...structuredClone(taken));
        pictures.splice(0, pictures.length - MAX_PICTURES);
      },
      times: async (cluster) => {
        this.#assertOpen();
        const times = pictures.filter((one) => cluster === null || one.cluster === cluster).map(({ at }) => at);
        return [...new Set(times)].toSorted((left, right) => right - left).slice(0, MAX_PICTURE_TIMES);
      },
      read: async (cluster, at) => {
        this.#assertOpen();
        return pictures.findLast((one) => one.cluster === cluster && one.at === at) ?? null;
      },
    };
  }

  #checkLease(): LeaseState {
    const { lockedBy, lease } = this.disk;
    if (lockedBy === null || lease === null) return { kind: 'lost' };
    if (lockedBy !== this) return { kind: 'held-by-other', holder: lease.holder, since: lease.since };
    return { kind: 'held', term: lease.term };
  }

  #append(plan: PlanId, entries: readonly JournalEntry[]): void {
    this.#assertWritable('append');
    const { disk } = this;
    const earlier = disk.journals.get(plan) ?? [];
    const record = recordOf(plan, disk.plans.get(plan), entries);
    disk.journals.set(plan, [...earlier, ...entries]);
    disk.plans.set(plan, record);
  }

  #assertWritable(operation: string): void {
    this.#assertOpen();
    const { trouble, lease } = this.disk;
    if (trouble !== null)
      throw new StoreError(trouble, { file: 'memory', detail: 'as set', operation, milliseconds: 0 });
    const term = lease?.term ?? 0;
    if (this.#ownTerm !== null && this.#ownTerm !== term)
      throw new StoreError('store-lease-lost', { term, ownTerm: this.#ownTerm });
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreError('store-closed');
  }

  #unlessClosed(action: () => unknown): void {
    if (!this.#closed) action();
  }
}

function recordOf(plan: PlanId, known: PlanRecord | undefined, entries: readonly JournalEntry[]): PlanRecord {
  const started = entries.find((entry) => entry.kind === 'plan-started');
  const finished = entries.findLast((entry) => entry.kind === 'plan-finished');
  if (known === undefined && started === undefined) throw new StoreError('store-plan-unknown', { plan });
  if (known !== undefined && started !== undefined) throw new StoreError('store-plan-exists', { plan });
  const record = started === undefined ? known : newRecord(plan, started);
  if (record === undefined) throw new StoreError('store-plan-unknown', { plan });
  return finished === undefined ? record : { ...record, finishedAt: finished.at, outcome: finished.outcome };
}

function newRecord(id: PlanId, started: Extract<JournalEntry, { kind: 'plan-started' }>): PlanRecord {
  const { plan, actor, at } = started;
  return { id, cluster: plan.cluster, kind: plan.intent.kind, actor, startedAt: at, finishedAt: null, outcome: null };
}

function matches(entry: NewAuditEntry, query: AuditQuery): boolean {
  return (
    (query.cluster === undefined || entry.cluster === query.cluster) &&
    (query.instance === undefined || entry.instance === query.instance) &&
    (query.user === undefined || entry.actor.user === query.user) &&
    (query.action === undefined || entry.action === query.action) &&
    (query.result === undefined || entry.result === query.result) &&
    (query.from === undefined || entry.at >= query.from) &&
    (query.to === undefined || entry.at <= query.to) &&
    (query.text === undefined || searchedIn(entry.summary).includes(foldForSearch(query.text)))
  );
}

function byStart(a: PlanRecord, b: PlanRecord): number {
  return a.startedAt - b.startedAt || compareText(a.id, b.id);
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => compareText(a.id, b.id));
}

/** By code unit: the order that a database gives to plain ASCII ids, whatever the locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function pageOf<Item>(items: readonly Item[], { page, pageSize }: PageQuery): Page<Item> {
  return { items: items.slice(page * pageSize, (page + 1) * pageSize), total: items.length, page, pageSize };
}
