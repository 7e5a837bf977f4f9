/**
 * What runs from the moment at which a master is closed until its lane has ended: nobody can write meanwhile, so these steps
 * are noted as begun at once, and not looked at one by one. All of them may be repeated, and all are taken back in reverse.
 */
import type { Plan, Stage, Step } from './plan.ts';

/** The stages to be begun with the one at `stage`, itself first: further ones of its lane alone, where it closes a master. */
export function begunTogether({ rounds }: Plan, { round, stage }: { readonly round: number; readonly stage: number }) {
  const [first, ...rest] = rounds[round]?.stages.slice(stage) ?? [];
  const [closing] = first?.steps ?? [];
  if (first === undefined || closing === undefined || !closesForAMoment(closing))
    return first === undefined ? [] : [first];
  const end = rest.findIndex(({ steps }) => steps.length !== 1 || steps[0]?.lane !== closing.lane);
  return [first, ...rest.slice(0, end === -1 ? rest.length : end)] satisfies readonly Stage[];
}

/** Whether a step follows, in its lane, one that closed a master. */
export function followsClosing(lane: readonly Step[], step: Step): boolean {
  const closedAt = lane.findIndex(closesForAMoment);
  return closedAt !== -1 && lane.findIndex(({ id }) => id === step.id) > closedAt;
}

function closesForAMoment(step: Step): boolean {
  return step.kind === 'set-writability' && step.closes === true && step.stays !== true;
}
