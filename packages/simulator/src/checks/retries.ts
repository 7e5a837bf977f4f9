/** S5: a lane is begun anew only as it was before, after a failure that passes, and a few times at most. */
import { MOST_ATTEMPTS, passingOf } from '@topiary/domain';
import type { PlanRecord } from './ledger.ts';

export function retryProblems({ plan, entries }: PlanRecord): readonly string[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== 'lane-tried-again') return [];
    const { lane, attempt, reason } = entry;
    const name = `${plan.id} begins the lane of ${lane} anew`;
    const before = entries.slice(0, index).findLast((one) => one.kind === 'lane-put-back' && one.lane === lane);
    const isBack = before?.kind === 'lane-put-back' && before.outcome !== 'failed' && before.outcome !== 'owed';
    return [
      ...(attempt > MOST_ATTEMPTS ? [`${name} for attempt ${attempt}`] : []),
      ...(passingOf(reason) === null ? [`${name} after ${reason.code}, which does not pass`] : []),
      ...(isBack ? [] : [`${name}, which is not as it was before`]),
    ];
  });
}
