/** A plan that runs or has ended, as the API shows it. */
import { undoOf } from '@topiary/domain';
import type { Execution, TopologySnapshot } from '@topiary/domain';
import type { PlanState } from '../api.ts';
import { renderExecuted } from './render-plan.ts';

export function stateOfExecution(execution: Execution, snapshot: TopologySnapshot): PlanState {
  const { plan } = execution;
  return {
    plan,
    clusterName: snapshot.clusters.get(plan.cluster)?.name ?? plan.cluster,
    steps: renderExecuted(plan, execution.statements),
    createdAt: plan.basis.asOf,
    expiresAt: null,
    execution,
    undoable: undoOf(execution, snapshot) !== null,
  };
}
