/** What brings a tree back to how it stood before a plan, whatever was moved by plans since. */
import { canonicalId } from '../topology/edges.ts';
import { edgesOf } from '../topology/queries.ts';
import type { InstanceId } from '../topology/address.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import type { Execution } from './execution.ts';
import { lanesDone } from './fold-journal.ts';
import { stepsInOrder } from './plan.ts';
import type { Move } from './plan.ts';

/** One plan of moves looks back over at most so many plans. */
export const MAX_PLANS_BACK = 200;

/**
 * Plans of one cluster, the oldest first, beginning with the one before which it stood as wanted. A channel goes back to
 * where the first of them took it from; one that stands there, or is gone, needs nothing.
 */
export function movesBackBefore(executions: readonly Execution[], snapshot: TopologySnapshot): readonly Move[] {
  const first = new Map<string, Move>();
  for (const execution of executions) {
    const done = lanesDone(execution);
    for (const step of stepsInOrder(execution.plan)) {
      if (step.kind !== 'point-replica-at' || !done.has(step.lane)) continue;
      const replica = snapshot.aliases.get(step.instance) ?? step.instance;
      const key = `${replica}/${step.channel}`;
      if (first.has(key)) continue;
      first.set(key, { replica, channel: step.channel, target: canonicalId(step.from, snapshot.aliases) });
    }
  }
  return [...first.values()].filter((move) => standsElsewhere(snapshot, move));
}

function standsElsewhere(snapshot: TopologySnapshot, { replica, channel, target }: Move): boolean {
  const source: InstanceId | undefined = edgesOf(snapshot, replica).find((edge) => edge.channel === channel)?.source;
  return source !== undefined && source !== target;
}
