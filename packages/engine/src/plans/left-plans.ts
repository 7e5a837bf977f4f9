/**
 * The plans that a killed process left. Each is handed over to be gone on with, under a lock on its servers. One whose
 * journal cannot be read is not gone on with, and nobody else acts where it acted: what it left half done is not known.
 * It is tried again, because a disk may recover and people may mend a file; everything else goes on meanwhile.
 */
import type { ClusterId, Execution, InstanceId, JournalEntry, PlanId, TopologySnapshot } from '@topiary/domain';
import { foldJournal } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { PlanRecord, Store } from '../ports/store.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { ClusterLocks } from './cluster-locks.ts';
import { involvedIn } from './plan-servers.ts';

export const UNREADABLE_RETRY_MS = 5_000;

export interface LeftPlan {
  readonly execution: Execution;
  readonly stored: readonly JournalEntry[];
  readonly term: number;
}

export interface LeftPlansOptions {
  readonly store: Pick<Store, 'journal' | 'inventory'>;
  readonly locks: ClusterLocks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly snapshot: () => TopologySnapshot;
  readonly isRunning: (plan: PlanId) => boolean;
  /** The plan is locked; called for the oldest first. */
  readonly goOn: (left: LeftPlan) => void;
  /** Another journal cannot be read, or one of those can now. */
  readonly onChange: () => void;
}

export class LeftPlans {
  private readonly options: LeftPlansOptions;
  /** At most as many as the store lists as unfinished. */
  private readonly unreadable = new Map<PlanId, PlanRecord>();
  private term: number | null = null;
  private cancelRetry: () => void = () => undefined;

  constructor(options: LeftPlansOptions) {
    this.options = options;
  }

  /** The oldest first. */
  get unreadablePlans(): readonly PlanRecord[] {
    return [...this.unreadable.values()];
  }

  isUnreadable(plan: PlanId): boolean {
    return this.unreadable.has(plan);
  }

  /** Resolves when all of them are locked. Rejects when the store cannot say which there are, or on which servers. */
  async take(term: number): Promise<void> {
    this.stop();
    this.term = term;
    const records = await this.options.store.journal.unfinished();
    this.forgetOthers(records);
    for (const record of records) if (!this.options.isRunning(record.id)) await this.takeOne(record, term);
    this.retryLater(term);
  }

  stop(): void {
    this.term = null;
    this.cancelRetry();
  }

  private retryLater(term: number): void {
    if (this.unreadable.size === 0 || this.term !== term) return;
    this.cancelRetry = this.options.clock.schedule(UNREADABLE_RETRY_MS, () => void this.retry(term));
  }

  private async retry(term: number): Promise<void> {
    try {
      const records = await this.options.store.journal.unfinished();
      if (this.term !== term) return;
      this.forgetOthers(records);
      for (const record of records) if (this.unreadable.has(record.id)) await this.takeOne(record, term);
    } catch (error) {
      this.options.logger.error('left-plans-unreadable', { detail: detailOf(error) });
    }
    this.retryLater(term);
  }

  private async takeOne(record: PlanRecord, term: number): Promise<void> {
    const stored = await this.read(record);
    if (this.term !== term || stored === null) return;
    const execution = foldJournal(stored);
    if (execution === null || execution.finishedAt !== null) return this.readable(record.id);
    const { plan, actor } = execution;
    const servers = involvedIn(plan, this.options.snapshot());
    // While it could not be read, a plan may have been begun on servers that only its journal names.
    if (this.unreadable.has(record.id) && this.options.locks.against(plan, servers) !== null) return;
    this.options.locks.take(plan, servers, actor);
    this.readable(record.id, 'stays locked');
    this.options.goOn({ execution, stored, term });
  }

  private async read(record: PlanRecord): Promise<readonly JournalEntry[] | null> {
    const { store, locks, logger, onChange } = this.options;
    try {
      return await store.journal.read(record.id);
    } catch (error) {
      if (this.unreadable.has(record.id)) return null;
      const { id, cluster, actor } = record;
      if (!locks.isHeldBy(id)) locks.take({ id, cluster }, await this.serversOf(cluster), actor);
      this.unreadable.set(id, record);
      logger.error('journal-unreadable', { plan: id, cluster, detail: detailOf(error) });
      onChange();
      return null;
    }
  }

  /** Ids of clusters may differ after a restart, so the servers are locked that were in it as far as anybody knows. */
  private async serversOf(cluster: ClusterId): Promise<readonly InstanceId[]> {
    const { store, snapshot } = this.options;
    const known = [...(await store.inventory.load()).instances, ...snapshot().instances.values()];
    return [...new Set(known.filter((instance) => instance.cluster === cluster).map(({ id }) => id))];
  }

  private forgetOthers(records: readonly PlanRecord[]): void {
    const unfinished = new Set(records.map(({ id }) => id));
    for (const id of this.unreadable.keys()) if (!unfinished.has(id)) this.readable(id);
  }

  private readable(plan: PlanId, lock: 'stays locked' | 'released' = 'released'): void {
    if (!this.unreadable.delete(plan)) return;
    if (lock === 'released') this.options.locks.release(plan);
    this.options.onChange();
  }
}

/** With the names of their clusters, for people. */
export function namedPlans(
  plans: readonly PlanRecord[],
  { clusters }: Pick<TopologySnapshot, 'clusters'>,
): readonly { readonly plan: PlanId; readonly cluster: ClusterId; readonly clusterName: string }[] {
  return plans.map(({ id, cluster }) => ({ plan: id, cluster, clusterName: clusters.get(cluster)?.name ?? cluster }));
}
