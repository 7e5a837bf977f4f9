/**
 * Which servers a recovery or a takeover replaced as master, and by whom, as the records of recoveries tell: known again
 * after a restart, kept up to date by every recovery that ends. One that becomes master again is replaced by nobody.
 */
import type { InstanceId, RecoveryScope } from '@topiary/domain';
import type { Logger } from '../ports/logger.ts';
import type { Recoveries } from '../ports/recoveries.ts';
import { detailOf } from '../shared/detail-of.ts';

/** Recoveries of before that are read at the start, the newest. */
export const MAX_REMEMBERED_RECOVERIES = 200;

export interface ReplacedMastersOptions {
  readonly recoveries: Pick<Recoveries, 'list'>;
  readonly logger: Logger;
  /** Never the same object twice. */
  readonly onChange: (all: ReadonlyMap<InstanceId, InstanceId>) => void;
}

export interface Replacement {
  readonly instance: InstanceId;
  readonly successor: InstanceId | null;
  readonly scope: RecoveryScope;
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

  /** What could not be read is not known: of a master that returns then only what its replicas show. */
  async start(): Promise<void> {
    const { recoveries, logger } = this.options;
    try {
      const { items } = await recoveries.list({
        page: 0,
        pageSize: MAX_REMEMBERED_RECOVERIES,
        scope: 'master',
        state: 'ended',
      });
      for (const one of items.toReversed()) this.note(one);
      this.changed();
    } catch (error) {
      logger.warn('replaced-masters-unread', { detail: detailOf(error) });
    }
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
    this.byReplaced.set(instance, successor);
    this.byReplaced.delete(successor);
    return true;
  }

  private changed(): void {
    this.options.onChange(new Map(this.byReplaced));
  }
}
