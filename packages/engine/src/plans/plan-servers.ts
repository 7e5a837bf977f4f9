/** Which servers a plan is about. */
import type { Execution, InstanceId, Plan, TopologySnapshot } from '@topiary/domain';
import { canonicalId, isGoingBack, namedIn, stepsInOrder } from '@topiary/domain';
import type { PlanRequest } from '../api.ts';

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
    case 'replace-master':
      return [...new Set([...namedIn(intent), ...sourcesGiven(plan, names)])];
    case 'undo':
      return [...new Set(intent.moves.map(({ target }) => target))];
    default:
      return namedIn(intent);
  }
}

/** A master that is replaced because it is gone: nobody waits for it, and nothing is taken back because it is away. */
export function isGivenUp(plan: Plan, id: InstanceId): boolean {
  const { intent } = plan;
  if (intent.kind !== 'replace-master' || intent.master !== id) return false;
  return !stepsInOrder(plan).some((step) => step.kind === 'set-writability' && step.closes === true);
}

/**
 * How a plan that a killed process left goes on. Every step may be repeated, so going on is the rule; it is taken back where
 * that had begun, and where a server is gone now.
 */
export function decideResume(execution: Execution, { instances, aliases }: TopologySnapshot): 'continue' | 'roll-back' {
  if (isGoingBack(execution)) return 'roll-back';
  const { plan } = execution;
  const targets = targetsOf(plan, { aliases }).filter((id) => !isGivenUp(plan, id));
  return targets.every((id) => instances.get(aliases.get(id) ?? id)?.health === 'ok') ? 'continue' : 'roll-back';
}

/** What a reshape leads to is found in the tree, and not named by those who ask for it. */
function sourcesGiven(plan: Plan, { aliases }: Names): readonly InstanceId[] {
  return stepsInOrder(plan).flatMap((step) =>
    step.kind === 'point-replica-at' ? [canonicalId(step.to, aliases)] : [],
  );
}

/** The first server of a request that nobody knows; of the replicas that it names the plan itself says which it lacks. */
export function unknownIn(request: PlanRequest, { instances }: TopologySnapshot): InstanceId | null {
  const asked = request.kind === 'relocate-replicas' ? [request.source, request.target] : namedIn(request);
  return asked.find((id) => !instances.has(id)) ?? null;
}
