import type { IntentInput, PlanView } from '@topiary/contract';

/** The request that a plan came from, read off what it changes. Not for undoing plans; those are asked for by id. */
export function intentAgain(plan: Pick<PlanView, 'intent' | 'changes'>): IntentInput {
  const [first] = plan.changes;
  // The server refuses a request that would change nothing, so there is no such plan.
  if (first === undefined) throw new Error('a plan without changes');
  if (plan.intent === 'relocate')
    return { kind: 'relocate', replica: first.replica, channel: first.channel, target: first.to };
  return {
    kind: 'relocate-replicas',
    source: first.from,
    target: first.to,
    only: plan.changes.map((change) => change.replica),
  };
}
