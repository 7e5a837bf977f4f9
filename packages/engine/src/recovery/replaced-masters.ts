/**
 * Which servers a recovery or a takeover replaced as master, and by whom, as the records of recoveries and the journals of plans
 * tell: known again after a restart and to the process that acts next, kept up to date by every recovery that ends. One that
 * becomes master again is replaced by nobody.
 */
import type { InstanceId, Instant, PlanId, RecoveryScope } from '@topiary/domain';
import { foldJournal } from '@topiary/domain';
import type { Logger } from '../ports/logger.ts';
import type { Recoveries } from '../ports/recoveries.ts';
import type { Journal } from '../ports/store.ts';
import { detailOf } from '../shared/detail-of.ts';
import { openedBy } from './repairs.ts';

/** Recoveries of before that are read, the newest. */
export const MAX_REMEMBERED_RECOVERIES = 200;
/** Plans of before that are looked through for those that replaced a master, the newest. */
export const MAX_REMEMBERED_PLANS = 200;

export interface ReplacedMastersOptions {
  readonly recoveries: Pick<Recoveries, 'list'>;
  readonly journal: Pick<Journal, 'list' | 'read'>;
  readonly logger: Logger;
  /** Never the same object twice. */
  readonly onChange: (all: ReadonlyMap<InstanceId, InstanceId>) => void;
}

export interface Replacement {
  readonly instance: InstanceId;
  readonly successor: InstanceId | null;
  readonly scope: RecoveryScope;
}

interface Remembered extends Replacement {
  readonly at: Instant;
}

export class ReplacedMasters {
  private readonly options: ReplacedMastersOptions;
  private readonly byReplaced = new Map<InstanceId, InstanceId>();

  constructor(options: ReplacedMastersOptions) {
    this.options = options;
  }

  /** The master that is in its place now, by the server that was replaced. */
  get all(): ReadonlyMap<InstanceId, InstanceId> {
    return this.byReplaced;
  }

  /**
   * At the start, and when this process begins to act: another one may have acted until then. What could not be read is not
   * known: of a master that returns then only what its replicas show.
   */
  async load(): Promise<void> {
    const found = await Promise.all([
      this.readOrNone(() => this.ofRecoveries()),
      this.readOrNone(() => this.ofPlans()),
    ]);
    for (const one of found.flat().toSorted((left, right) => left.at - right.at)) this.note(one);
    this.changed();
  }

  private async readOrNone(read: () => Promise<readonly Remembered[]>): Promise<readonly Remembered[]> {
    try {
      return await read();
    } catch (error) {
      this.options.logger.warn('replaced-masters-unread', { detail: detailOf(error) });
      return [];
    }
  }

  private async ofRecoveries(): Promise<readonly Remembered[]> {
    const which = { page: 0, pageSize: MAX_REMEMBERED_RECOVERIES, scope: 'master', state: 'ended' } as const;
    const { items } = await this.options.recoveries.list(which);
    return items.map((one) => ({ ...one, at: one.startedAt }));
  }

  /** A process that ends between the promotion and its record leaves the journal alone, which is written before it acts. */
  private async ofPlans(): Promise<readonly Remembered[]> {
    const { items } = await this.options.journal.list({ cluster: null, page: 0, pageSize: MAX_REMEMBERED_PLANS });
    const replacing = items.filter(({ kind }) => kind === 'replace-master');
    return (await Promise.all(replacing.map(({ id }) => this.readOrNone(() => this.ofPlan(id))))).flat();
  }

  private async ofPlan(id: PlanId): Promise<readonly Remembered[]> {
    const execution = foldJournal(await this.options.journal.read(id));
    if (execution?.plan.intent.kind !== 'replace-master') return [];
    const { master: instance } = execution.plan.intent;
    return [{ instance, successor: openedBy(execution), scope: 'master', at: execution.startedAt }];
  }

  ended(replacement: Replacement): void {
    if (this.note(replacement)) this.changed();
  }

  /** It replicates below the one that replaced it, or is looked after otherwise: nothing is to be said of it. */
  settled(instance: InstanceId): void {
    if (this.byReplaced.delete(instance)) this.changed();
  }

  private note({ instance, successor, scope }: Replacement): boolean {
    if (scope !== 'master' || successor === null || successor === instance) return false;
    for (const [replaced, by] of this.byReplaced) if (by === instance) this.byReplaced.set(replaced, successor);
    // Who was in that place, and is passed over, has been replaced as well.
    const before = this.byReplaced.get(instance);
    if (before !== undefined && before !== successor) this.byReplaced.set(before, successor);
    this.byReplaced.set(instance, successor);
    this.byReplaced.delete(successor);
    return true;
  }

  private changed(): void {
    this.options.onChange(new Map(this.byReplaced));
  }
}
