import type { PlanView, StepView } from '@topiary/contract';

export function stepsOf({ rounds }: Pick<PlanView, 'rounds'>): readonly StepView[] {
  return rounds.flatMap(({ stages }) => stages.flatMap((stage) => stage.steps));
}
