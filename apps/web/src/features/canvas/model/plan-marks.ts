/** What the plan on screen does to each server, and how far it is there: for the cards. */
import type { InstanceId, PlanEffect, PlanView, StepView } from '@topiary/contract';

/** `planned`: nobody has confirmed it yet. */
export type PlanMarkState = 'planned' | 'waiting' | 'running' | 'done' | 'failed' | 'put-back';

export interface PlanMark {
  readonly effects: readonly PlanEffect[];
  readonly state: PlanMarkState;
  /** What is being done there now. */
  readonly title: StepView['title'] | null;
}

export type PlanMarks = ReadonlyMap<InstanceId, PlanMark>;

export const NO_MARKS: PlanMarks = new Map();

/** Of every server that has a step in it. */
export function planMarksOf({ rounds, effects, status }: Pick<PlanView, 'rounds' | 'effects' | 'status'>): PlanMarks {
  const steps = rounds.flatMap(({ stages }) => stages.flatMap((stage) => stage.steps));
  const known = new Map(effects.map((one) => [one.instance, one.effects]));
  return new Map(
    [...Map.groupBy(steps, ({ instance }) => instance)].map(([instance, own]) => [
      instance,
      {
        effects: known.get(instance) ?? [],
        state: status === 'proposed' ? 'planned' : stateOf(own),
        title: own.find(({ state }) => state === 'running')?.title ?? null,
      },
    ]),
  );
}

function stateOf(steps: readonly StepView[]): PlanMarkState {
  const is = (wanted: StepView['state']) => steps.some(({ state }) => state === wanted);
  if (is('failed')) return 'failed';
  if (is('put-back')) return 'put-back';
  if (is('running')) return 'running';
  if (steps.every(({ state }) => state === 'done' || state === 'skipped')) return 'done';
  // Between two of its steps others are waited for.
  return 'waiting';
}
