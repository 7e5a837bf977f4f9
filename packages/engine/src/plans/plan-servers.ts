/** Which servers a plan is about. */
import type { InstanceId, Plan } from '@topiary/domain';
import { stepsInOrder } from '@topiary/domain';

/** Those that its statements run on, and its targets. */
export function involvedIn(plan: Plan): readonly InstanceId[] {
  return [...new Set([...stepsInOrder(plan).map(({ instance }) => instance), ...targetsOf(plan)])];
}

export function targetsOf(plan: Plan): readonly InstanceId[] {
  const { intent } = plan;
  return intent.kind === 'undo' ? [...new Set(intent.moves.map(({ target }) => target))] : [intent.target];
}
