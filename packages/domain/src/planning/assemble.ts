/** From checks and lanes to a plan, or to a refusal with its reasons. */
import type { Policy } from '../policy/policy.ts';
import type { ClusterId, TopologySnapshot } from '../topology/snapshot.ts';
import type { Drafted } from './control/control-context.ts';
import type { Check, Intent, Plan, PlanId, Refusal } from './plan.ts';
import type { PlanReads } from './reads.ts';
import { stagesOf } from './relocation-steps.ts';

export interface PlanQuestion {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly intent: Intent;
  readonly id: PlanId;
  /** Who asks; a maintenance of somebody else's refuses. Absent: nobody in particular. */
  readonly user?: string;
  /** What `readsOf` names; a planner that lacks it refuses. */
  readonly reads?: PlanReads;
}

export function assemble(
  { snapshot, intent, id }: PlanQuestion,
  cluster: ClusterId,
  { checks, notes = [], lanes, later = [] }: Drafted,
): Plan | Refusal {
  if (checks.some(isFail)) return refuse(checks);
  return {
    id,
    intent,
    cluster,
    basis: { revision: snapshot.clusters.get(cluster)?.revision ?? 0, asOf: snapshot.asOf },
    checks,
    notes,
    rounds: [{ stages: stagesOf(lanes, later) }],
  };
}

export function refuse(checks: readonly Check[]): Refusal {
  return { kind: 'refusal', reasons: checks.filter(isFail).map((check) => check.message), checks };
}

export function isFail(check: Check): boolean {
  return check.verdict === 'fail';
}
