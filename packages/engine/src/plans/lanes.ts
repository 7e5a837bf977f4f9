/** What the journal of a plan says of its lanes: which are open, which steps are left, and how the whole ended. */
import type { Execution, InstanceId, Message, Plan, PlanOutcome, Step, StepId } from '@topiary/domain';
import { lanesDone, neededResults, stepsInOrder } from '@topiary/domain';

export interface Ended {
  readonly outcome: PlanOutcome;
  readonly reason: Message | null;
}

/** Steps that still have to be run: not done, in a lane that has not failed. */
export function openSteps(execution: Execution, steps: readonly Step[]): readonly Step[] {
  const closed = closedLanes(execution);
  const state = new Map(execution.steps.map((step) => [step.id, step.state]));
  return steps.filter(({ id, lane }) => !closed.has(lane) && state.get(id) !== 'done');
}

/** Lanes that are neither done nor put back. */
export function openLanes(execution: Execution): readonly InstanceId[] {
  const done = lanesDone(execution);
  const closed = closedLanes(execution);
  const lanes = new Set(stepsInOrder(execution.plan).map(({ lane }) => lane));
  return [...lanes].filter((lane) => !done.has(lane) && !closed.has(lane));
}

export function laneSteps(execution: Execution, lane: InstanceId): readonly Step[] {
  return stepsInOrder(execution.plan).filter((step) => step.lane === lane);
}

/** After it nothing is left to be run for its lane. */
export function isLastOfLane(execution: Execution, step: Step): boolean {
  return laneSteps(execution, step.lane).at(-1)?.id === step.id;
}

/** A step, perhaps of another lane, that was not done and whose result this one needs; `null`: there is none. */
export function lackedResult({ steps }: Execution, step: Step): StepId | null {
  const done = new Set(steps.filter(({ state }) => state === 'done').map(({ id }) => id));
  return neededResults(step).find((id) => !done.has(id)) ?? null;
}

function closedLanes(execution: Execution): ReadonlySet<InstanceId> {
  const ended = new Set<StepId>(
    execution.steps
      .filter(({ state }) => state === 'failed' || state === 'put-back' || state === 'skipped')
      .map(({ id }) => id),
  );
  return new Set(
    stepsInOrder(execution.plan)
      .filter(({ id }) => ended.has(id))
      .map(({ lane }) => lane),
  );
}

export function stepsWith(execution: Execution, wanted: 'done' | 'running' | 'failed'): readonly Step[] {
  const state = new Map(execution.steps.map((step) => [step.id, step.state]));
  return stepsInOrder(execution.plan).filter(({ id }) => state.get(id) === wanted);
}

/** How a plan ended of which nothing is left to be run. */
export function ended(execution: Execution): Ended {
  if (execution.stopping !== null) return stopped(execution, execution.stopping);
  const { outcome, reason } = outcomeOf(execution);
  return { outcome: reason?.code === 'ended-by-shutdown' ? 'stopped' : outcome, reason };
}

/** Stopped is what it is called only when nothing is left that nobody asked for. */
export function stopped(execution: Execution, reason: Message): Ended {
  const found = outcomeOf(execution);
  return found.outcome === 'failed' ? found : { outcome: 'stopped', reason };
}

function outcomeOf(execution: Execution): Ended {
  const lanes = lanesThatCount(execution.plan);
  const done = [...lanes].filter((lane) => lanesDone(execution).has(lane));
  const ignored = lanesThatMayFail(execution.plan);
  const laneOf = new Map(stepsInOrder(execution.plan).map(({ id, lane }) => [id, lane]));
  const said = (wanted: 'failed' | 'put-back'): Message | null =>
    execution.steps.find(({ id, state, reason }) => state === wanted && reason !== null && !ignored.has(laneOf.get(id)))
      ?.reason ?? null;
  const broken = execution.steps.find(({ reason }) => reason !== null && NOT_PUT_BACK.has(reason.code))?.reason ?? null;
  if (broken !== null) return { outcome: 'failed', reason: broken };
  if (done.length === lanes.size && said('failed') === null) return { outcome: 'done', reason: null };
  return { outcome: done.length > 0 ? 'partly-done' : 'put-back', reason: said('failed') ?? said('put-back') };
}

/** A server is in a state that nobody asked for. */
const NOT_PUT_BACK: ReadonlySet<Message['code']> = new Set(['put-back-failed', 'moved-on-below-target', 'stays-done']);

/** A master that is gone is closed as far as it answers: nobody counts on that. */
function lanesThatMayFail(plan: Plan): ReadonlySet<InstanceId | undefined> {
  const byLane = Map.groupBy(stepsInOrder(plan), ({ lane }) => lane);
  const fences = [...byLane].filter(([, steps]) => steps.every(({ kind }) => kind === 'fence'));
  return new Set(fences.map(([lane]) => lane));
}

/** What a plan is for: the moves, where it has any. Servers that only stand for them are no success of it. */
function lanesThatCount(plan: Plan): ReadonlySet<InstanceId> {
  if (plan.intent.kind === 'replace-master') {
    const mayFail = lanesThatMayFail(plan);
    return new Set(stepsInOrder(plan).flatMap(({ lane }) => (mayFail.has(lane) ? [] : [lane])));
  }
  const moving = stepsInOrder(plan).filter((step) => step.kind === 'point-replica-at');
  const counting = moving.length > 0 ? moving : stepsInOrder(plan);
  return new Set(counting.map(({ lane }) => lane));
}
