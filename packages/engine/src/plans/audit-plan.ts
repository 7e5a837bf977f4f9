/** The audit line of a plan that ended, or that was refused at the moment of acting. */
import type { Actor, Execution, Instant, Message, Plan } from '@topiary/domain';
import { changesOf, lanesDone, say } from '@topiary/domain';
import type { NewAuditEntry } from '../ports/store.ts';

export function auditOfExecution(execution: Execution, clusterName: string, at: Instant): NewAuditEntry {
  const { plan, outcome, reason } = execution;
  const why = reason === null ? '' : ` ${say(reason, 'en')}`;
  return {
    ...common(plan, execution.actor, clusterName, at),
    result: outcome === 'done' ? 'ok' : 'failed',
    summary: `${describe(plan)}: ${outcome ?? 'unfinished'}, ${lanesDone(execution).size} of ${changesOf(plan).length} moved.${why}`,
  };
}

export function auditOfRefusal(refused: {
  readonly plan: Plan;
  readonly actor: Actor;
  readonly clusterName: string;
  readonly at: Instant;
  readonly reasons: readonly Message[];
}): NewAuditEntry {
  return {
    ...common(refused.plan, refused.actor, refused.clusterName, refused.at),
    result: 'refused',
    summary: `${describe(refused.plan)}: refused. ${refused.reasons.map((reason) => say(reason, 'en')).join(' ')}`,
  };
}

function common(plan: Plan, actor: Actor, clusterName: string, at: Instant): Omit<NewAuditEntry, 'result' | 'summary'> {
  const { intent } = plan;
  const first = changesOf(plan)[0]?.replica ?? null;
  const instance =
    intent.kind === 'relocate' ? intent.replica : intent.kind === 'relocate-replicas' ? intent.source : first;
  return { at, actor, action: intent.kind, cluster: plan.cluster, clusterName, instance, plan: plan.id };
}

function describe(plan: Plan): string {
  const { intent } = plan;
  switch (intent.kind) {
    case 'relocate':
      return `${intent.replica} below ${intent.target}`;
    case 'relocate-replicas':
      return `replicas of ${intent.source} below ${intent.target}`;
    case 'undo':
      return `undo of plan ${intent.plan}`;
  }
}
