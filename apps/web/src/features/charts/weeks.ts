/** Recoveries by the week in which they began, by the calendar of whoever looks. */
import type { RecoveryTimesView } from '@topiary/contract';

export interface Week {
  /** Its Monday, at midnight. */
  readonly from: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
}

/** Monday, midnight, local time; `before` weeks earlier. Days are counted by the calendar: a week may have 167 hours. */
export function mondayOf(at: number, before = 0): number {
  const day = new Date(at);
  const sinceMonday = (day.getDay() + 6) % 7;
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - sinceMonday - 7 * before).getTime();
}

/** So many weeks up to the one that holds `now`, the oldest first; also those without any. */
export function weeksOf(recoveries: RecoveryTimesView['recoveries'], now: number, weeks: number): readonly Week[] {
  const byWeek = Map.groupBy(recoveries, ({ at }) => mondayOf(at));
  return Array.from({ length: weeks }, (_, index) => {
    const from = mondayOf(now, weeks - 1 - index);
    const those = byWeek.get(from) ?? [];
    const count = (wanted: string): number => those.filter(({ outcome }) => outcome === wanted).length;
    return { from, done: count('done'), failed: count('failed'), running: count('running') };
  });
}
