import type { InstanceId, Plan, TopologySnapshot } from '@topiary/domain';
import { stepsInOrder } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import { involvedIn, isGivenUp } from './plan-servers.ts';

/**
 * How long a plan that a killed process left waits for its replicas to answer, and how often they are asked. Without an
 * answer nothing can be said or done about a replica, and saying "failed" early would leave it stopped for nothing.
 */
const RESUME_PATIENCE_MS = 60_000;
const RESUME_RETRY_MS = 500;

export interface WaitForReplicasOptions {
  readonly clock: Clock;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  /** Nobody waits any more. */
  readonly isEnding: () => boolean;
}

/** Whether all of them answered. */
export async function waitForReplicas(plan: Plan, options: WaitForReplicasOptions): Promise<boolean> {
  const { clock, snapshot, refresh, isEnding } = options;
  const replicas = [...new Set(stepsInOrder(plan).map(({ lane }) => lane))].filter((id) => !isGivenUp(plan, id));
  const until = clock.monotonicMs() + RESUME_PATIENCE_MS;
  const answers = (id: InstanceId): boolean => {
    const { instances, aliases } = snapshot();
    return instances.get(aliases.get(id) ?? id)?.health === 'ok';
  };
  for (;;) {
    await refresh(involvedIn(plan, snapshot()));
    if (replicas.every(answers)) return true;
    if (isEnding() || clock.monotonicMs() >= until) return false;
    await clock.sleep(RESUME_RETRY_MS);
  }
}
