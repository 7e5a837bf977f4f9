/** Which stages of a plan are noted as begun, and what is noted. */
import type { Execution, Stage, Step } from '@topiary/domain';
import { begunTogether, onlyWaits, repeatedStep } from '@topiary/domain';
import { openSteps } from './lanes.ts';

export interface BegunStage extends Stage {
  readonly round: number;
  readonly stage: number;
}

/** Its entry was written, and the lease asked, together with an earlier one. */
export function isBegun({ resumed, steps }: Execution, begun: Stage): boolean {
  const running = new Set(steps.filter(({ state }) => state === 'running').map(({ id }) => id));
  return resumed === null && begun.steps.every(({ id }) => running.has(id));
}

/** Those that are begun in one write; of a plan that is resumed each alone. */
export function sectionOf({ plan, resumed }: Execution, first: BegunStage): readonly BegunStage[] {
  if (resumed !== null) return [first];
  const { round, stage } = first;
  return [
    first,
    ...begunTogether(plan, first)
      .slice(1)
      .map(({ steps }, index) => ({ round, stage: stage + 1 + index, steps })),
  ];
}

export async function settled(promise: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}

/** Of each lane. */
export function byLane(steps: readonly Step[], lane: Step['lane']): readonly Step[] {
  return steps.filter((step) => step.lane === lane);
}

/** A step that a killed process began may have taken effect: it is sent so that it can be repeated. */
export function stepsToSend(execution: Execution, steps: readonly Step[]): readonly Step[] {
  const open = openSteps(execution, steps);
  return execution.resumed === null ? open : open.map(repeatedStep);
}

/** A step that changes nothing, on a server that is not moved, or one that only reads. */
export function mayBeLeft(step: Step): boolean {
  if (step.kind === 'clear-sessions') return true;
  return step.kind === 'match-position' || (step.instance !== step.lane && onlyWaits(step));
}
