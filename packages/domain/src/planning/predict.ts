/**
 * The topology as it will be after a plan: the snapshot with its observations changed as the steps would change them,
 * derived anew. Pure, so that it serves the preview, and so that the simulator can prove it equal to what executing does.
 */
import type { Policy } from '../policy/policy.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Observation } from '../topology/observation.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { withObservations } from '../topology/what-if.ts';
import { stepsInOrder } from './plan.ts';
import type { Plan, Step } from './plan.ts';
import { predictStep } from './step-kinds.ts';

export function predict(plan: Plan, snapshot: TopologySnapshot, policy: Policy): TopologySnapshot {
  return predictSteps(stepsInOrder(plan), snapshot, policy);
}

export function predictSteps(steps: readonly Step[], snapshot: TopologySnapshot, policy: Policy): TopologySnapshot {
  const observations = new Map<InstanceId, Observation>();
  for (const step of steps) {
    const observation = observations.get(step.instance) ?? snapshot.instances.get(step.instance)?.observation ?? null;
    if (observation !== null) observations.set(step.instance, predictStep(step, observation));
  }
  return withObservations(snapshot, observations, policy);
}
