/** Which server a plan opens, or puts the others below, in place of a master. */
import type { InstanceId } from '../../topology/address.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';

export function successorIn(plan: Plan): InstanceId | null {
  const { intent } = plan;
  if (intent.kind !== 'replace-master') return null;
  if (intent.successor !== null) return intent.successor;
  const steps = stepsInOrder(plan);
  const opened = steps.find(
    (step) =>
      step.instance !== intent.master &&
      (step.kind === 'set-writability' || step.kind === 'leave-source' || step.kind === 'reset-replication'),
  );
  if (opened !== undefined) return opened.instance;
  const pointed = steps.findLast((step) => step.kind === 'point-replica-at');
  return pointed === undefined ? null : instanceIdOf(pointed.to);
}
