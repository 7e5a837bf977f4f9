/** Which servers a plan is about. */
import type { InstanceId, Plan } from '@topiary/domain';
import { namedIn, stepsInOrder } from '@topiary/domain';

/** Those that its statements run on, and its targets. */
export function involvedIn(plan: Plan): readonly InstanceId[] {
  return [...new Set([...stepsInOrder(plan).map(({ instance }) => instance), ...targetsOf(plan)])];
}

/** The servers below which something is put. */
export function targetsOf({ intent }: Plan): readonly InstanceId[] {
  switch (intent.kind) {
    case 'relocate':
    case 'relocate-replicas':
      return [intent.target];
    case 'undo':
      return [...new Set(intent.moves.map(({ target }) => target))];
    default:
      return namedIn(intent);
  }
}
