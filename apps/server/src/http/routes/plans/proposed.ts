import type { PlanState, ProposeResult } from '@topiary/engine';
import { presentPlan } from '../../../presenters/plan-view.ts';
import type { HandlerOutcome } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import type { Failure } from '../../outcome.ts';

/** The answer to whatever makes a plan. */
export function proposed(result: ProposeResult): HandlerOutcome<'plan'> {
  return result.kind === 'proposed' ? ok(presentPlan(result.state)) : refusalOf(result);
}

export function refusalOf(
  result: Exclude<ProposeResult, { readonly kind: 'proposed'; readonly state: PlanState }>,
): Failure {
  if (result.kind === 'unknown-instance') return failure('instance-unknown', { instance: result.instance });
  return failure('plan-refused', {}, result.reasons);
}
