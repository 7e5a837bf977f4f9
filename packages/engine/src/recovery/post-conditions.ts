/**
 * Keeps a recovery open until what it was for is true: a master that takes writes and nobody below it is no recovered
 * cluster. What does not become true within the bound is said by name, and so is what cannot any more, as the successor
 * does not answer: then the next recovery must not wait for this one.
 */
import { askedOf, message, postConditions } from '@topiary/domain';
import type { InstanceId, Message, Plan, ReplacedQuestion, TopologySnapshot } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';

/** A recovery stays open for what it brought about for so long at most. */
export const POST_CONDITIONS_MS = 30_000;
/** Between two looks. */
export const CONDITION_LOOK_MS = 250;

export interface PostConditionOptions {
  readonly clock: Clock;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
}

export interface Recovered {
  readonly plan: Plan;
  readonly successor: InstanceId;
  readonly cluster: ReplacedQuestion['cluster'];
  readonly note: (said: Message) => void;
}

/** What does not hold in the end; empty: all does, or the plan replaced no master. */
export async function settleConditions(
  { plan, successor, cluster, note }: Recovered,
  { clock, snapshot, refresh }: PostConditionOptions,
): Promise<readonly Message[]> {
  const question: ReplacedQuestion = { plan, successor, cluster };
  const asked = askedOf(question);
  const fromMs = clock.monotonicMs();
  for (;;) {
    await refresh(asked);
    const conditions = postConditions(snapshot(), question);
    const unheld = conditions.filter(({ holds }) => holds !== 'yes');
    const waitedMs = clock.monotonicMs() - fromMs;
    if (unheld.length === 0) {
      if (conditions.length > 0)
        note(message('conditions-hold', { count: conditions.length, ms: Math.round(waitedMs) }));
      return [];
    }
    const isGone = snapshot().instances.get(successor)?.health !== 'ok';
    if (isGone || waitedMs >= POST_CONDITIONS_MS) {
      const ended = isGone
        ? message('conditions-given-up', { successor })
        : message('conditions-not-held', { seconds: POST_CONDITIONS_MS / 1000 });
      return [ended, ...unheld.map((one) => one.message)];
    }
    await clock.sleep(CONDITION_LOOK_MS);
  }
}
