/**
 * What a plan owes: replicas that did not answer when they were to be put back, and that stand, or stand elsewhere, until
 * they do. The plan is not over; but all that it holds on to is those replicas, so that everybody else can go on.
 */
import type { Execution, Instant } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Shutdown } from '../shared/shutdown.ts';

/** As long as somebody may take to bring a server back; after it a replica that starts by itself would surprise them. */
export const OWED_PATIENCE_MS = 3_600_000;
/** One look each at a server that, as a rule, refuses connections. */
const OWED_RETRY_MS = 2_000;

export interface OwedWait {
  /** Resolves when it is time for another attempt, or the process ends. */
  readonly next: () => Promise<void>;
  /** The next attempt is the last one. */
  readonly isOver: (execution: Execution) => boolean;
}

/** Bounded by the journal, over restarts, and by this process, whatever happens to the wall clock. */
export function owedWait({ clock, shutdown }: { readonly clock: Clock; readonly shutdown: Shutdown }): OwedWait {
  const untilMs = clock.monotonicMs() + OWED_PATIENCE_MS;
  const isOld = ({ since }: { readonly since: Instant }): boolean => clock.now() - since >= OWED_PATIENCE_MS;
  return {
    next: () => pauseUnlessEnding(OWED_RETRY_MS, { clock, shutdown }),
    isOver: ({ owed }) => clock.monotonicMs() >= untilMs || owed.some(isOld),
  };
}

/** Resolves after so long, or at once when the process is asked to end. */
export async function pauseUnlessEnding(
  ms: number,
  { clock, shutdown }: { readonly clock: Clock; readonly shutdown: Shutdown },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(ms, resolve);
  const unsubscribe = shutdown.onBegin(resolve);
  await promise;
  cancel();
  unsubscribe();
}
