/** What MASTER_POS_WAIT and SOURCE_POS_WAIT answer. */
import type { StepConclusion } from './dialect.ts';
import { numberOf, type ResultSet } from './result-set.ts';

/** How many events were waited for; -1 at the time-out, NULL where the applier was stopped. */
export function concludePositionWait(results: readonly ResultSet[]): StepConclusion {
  const waited = numberOf(results.at(-1)?.rows[0]?.[0]);
  return waited !== null && waited >= 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
}
