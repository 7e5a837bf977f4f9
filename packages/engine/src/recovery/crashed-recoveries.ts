/**
 * What becomes of recoveries that were cut off when their process ended. Their plans are gone on with by whoever acts now; once
 * those have ended, the record says who took over, so that a master that was replaced is known as such when it comes back.
 */
import type { PlanId } from '@topiary/domain';
import type { Logger } from '../ports/logger.ts';
import type { Recoveries, RecoveryRecord } from '../ports/recoveries.ts';
import type { Store } from '../ports/store.ts';
import type { PlanService } from '../plans/plan-service.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { Recovery } from './create-recovery.ts';
import { openedBy } from './repairs.ts';
import type { ReplacedMasters } from './replaced-masters.ts';

interface CrashedRecoveriesOptions {
  readonly recoveries: Pick<Recoveries, 'update'>;
  readonly plans: Pick<PlanService, 'whenFinished'>;
  readonly replaced: Pick<ReplacedMasters, 'ended'>;
  readonly logger: Logger;
  /** What others replaced is known from its journal, in its order. */
  readonly unfinished: ReadonlySet<PlanId>;
}

export interface TakingOver {
  readonly store: Pick<Store, 'journal' | 'recoveries'>;
  readonly plans: Pick<PlanService, 'whenFinished'>;
  readonly recovery: Pick<Recovery, 'recoveries' | 'replaced' | 'takeovers'>;
  readonly logger: Logger;
}

/**
 * Recoveries of a process that is no more are ended, and `goOn` takes up what they left; what becomes of that is noted. Then what
 * was scheduled is known.
 */
export async function takeOver(
  goOn: () => Promise<void>,
  { store: { journal, recoveries }, plans, recovery, logger }: TakingOver,
): Promise<void> {
  const { replaced, takeovers } = recovery;
  const [crashed] = await Promise.all([recovery.recoveries.endCrashed(), replaced.load()]);
  // Before those that were left are gone on with; others than crashed recoveries had may replace masters too.
  const unfinished = new Set((await journal.unfinished()).map(({ id }) => id));
  const left = new Set([...crashed.flatMap(({ plan }) => plan ?? []), ...unfinished]);
  await goOn();
  void settleCrashed(crashed, left, { unfinished, recoveries, plans, replaced, logger });
  await takeovers.load();
}

/** Resolves when all of these plans have ended. What cannot be read or written is logged. */
async function settleCrashed(
  crashed: readonly RecoveryRecord[],
  plans: ReadonlySet<PlanId>,
  options: CrashedRecoveriesOptions,
): Promise<void> {
  await Promise.all(
    [...plans].map(async (plan) => {
      try {
        await settle(plan, crashed, options);
      } catch (error) {
        options.logger.error('crashed-recovery-unsettled', { plan, detail: detailOf(error) });
      }
    }),
  );
}

async function settle(
  id: PlanId,
  crashed: readonly RecoveryRecord[],
  { plans, recoveries, replaced, unfinished }: CrashedRecoveriesOptions,
): Promise<void> {
  const execution = await plans.whenFinished(id);
  if (execution?.plan.intent.kind !== 'replace-master') return;
  const { master } = execution.plan.intent;
  const successor = openedBy(execution);
  if (successor === null) return;
  if (unfinished.has(id)) replaced.ended({ instance: master, successor, scope: 'master' });
  // None where a process before was killed while it did the same.
  const record = crashed.find(({ plan, instance }) => plan === id || (plan === null && instance === master));
  if (record === undefined) return;
  const { endedAt, details } = record;
  await recoveries.update(record.uid, { endedAt, changed: true, successor, plan: id, details });
}
