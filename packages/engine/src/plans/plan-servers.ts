/** Which servers a plan is about. */
import type { InstanceId, Plan, TopologySnapshot } from '@topiary/domain';
import { canonicalId, namedIn, stepsInOrder } from '@topiary/domain';

type Names = Pick<TopologySnapshot, 'aliases'>;

/** Those that its statements run on, and its targets. */
export function involvedIn(plan: Plan, names: Names): readonly InstanceId[] {
  return [...new Set([...stepsInOrder(plan).map(({ instance }) => instance), ...targetsOf(plan, names)])];
}

/** The servers below which something is put. */
export function targetsOf(plan: Plan, names: Names): readonly InstanceId[] {
  const { intent } = plan;
  switch (intent.kind) {
    case 'relocate':
    case 'relocate-replicas':
      return [intent.target];
    case 'reshape':
      return [...new Set([...namedIn(intent), ...sourcesGiven(plan, names)])];
    case 'undo':
      return [...new Set(intent.moves.map(({ target }) => target))];
    default:
      return namedIn(intent);
  }
}

/** What a reshape leads to is found in the tree, and not named by those who ask for it. */
function sourcesGiven(plan: Plan, { aliases }: Names): readonly InstanceId[] {
  return stepsInOrder(plan).flatMap((step) =>
    step.kind === 'point-replica-at' ? [canonicalId(step.to, aliases)] : [],
  );
}
