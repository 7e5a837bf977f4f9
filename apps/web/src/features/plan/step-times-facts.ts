import type { PlanView, StepView } from '@topiary/contract';

export interface StepTime {
  readonly step: StepView;
  /** Milliseconds from the beginning of the first stage, as far as what steps took tells it. */
  readonly fromMs: number;
  readonly tookMs: number;
}

/** Of the steps that ran: stages follow each other, and the steps of one run at the same time. */
export function stepTimes({ rounds }: Pick<PlanView, 'rounds'>): readonly StepTime[] {
  const times: StepTime[] = [];
  let fromMs = 0;
  for (const { steps } of rounds.flatMap(({ stages }) => stages)) {
    const ran = steps.flatMap((step) => (step.tookMs === null ? [] : [{ step, fromMs, tookMs: step.tookMs }]));
    times.push(...ran);
    fromMs += Math.max(0, ...ran.map(({ tookMs }) => tookMs));
  }
  return times;
}
