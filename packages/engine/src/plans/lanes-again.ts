/**
 * Lanes that failed for a reason that passes are begun anew, after they were put back and the plan was decided again from
 * what their servers say now. A lane is left as it is where the planner would not do the same again, where a step of it
 * cannot be taken back, or where another lane and it need each other's results: those have gone on, or back, without it.
 */
import type { Execution, InstanceId, LaneRetry, Plan, Step } from '@topiary/domain';
import { lasts, mayNotBeRepeated, MOST_ATTEMPTS, neededResults, passingOf, stepsInOrder } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { Shutdown } from '../shared/shutdown.ts';
import { laneSteps } from './lanes.ts';
import { pauseUnlessEnding } from './owed.ts';
import type { RunningPlan } from './running-plan.ts';

/** Before the second attempt, and before the third, which is the last. Locks and full servers pass within seconds, or take long. */
export const PAUSES_MS = [1_000, 4_000] as const;

export type LaneAgain = Omit<LaneRetry, 'at'>;

export interface LanesAgainParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly isAbandoned: () => boolean;
  /** Of these lanes, those that the planner would run in the same way, from what their servers say now. */
  readonly stillPlanned: (running: RunningPlan, lanes: readonly InstanceId[]) => Promise<readonly InstanceId[]>;
}

/** Waits, and notes those that are begun anew; false: there are none, and the plan has ended. */
export async function beginAnew(running: RunningPlan, parts: LanesAgainParts): Promise<boolean> {
  const { clock, logger, shutdown, isAbandoned } = parts;
  const failed = lanesToTryAgain(running.execution);
  if (failed.length === 0) return false;
  const isEnding = (): boolean => shutdown.hasBegun || isAbandoned() || running.stopRequestedBy !== null;
  if (isEnding()) return false;
  await pauseUnlessEnding(Math.max(...failed.map(({ attempt }) => PAUSES_MS[attempt - 2] ?? 0)), parts);
  if (isEnding()) return false;
  const planned = await stillPlanned(running, failed, parts);
  if (isEnding()) return false;
  const again = failed.filter(({ lane }) => planned.includes(lane));
  for (const one of again) {
    logger.warn('lane-tried-again', { plan: running.id, instance: one.lane, attempt: one.attempt });
    running.note({ kind: 'lane-tried-again', at: clock.now(), ...one });
  }
  return again.length > 0;
}

async function stillPlanned(
  running: RunningPlan,
  failed: readonly LaneAgain[],
  parts: LanesAgainParts,
): Promise<readonly InstanceId[]> {
  const lanes = failed.map(({ lane }) => lane);
  try {
    return await parts.stillPlanned(running, lanes);
  } catch (error) {
    parts.logger.error('lanes-not-decided-again', { plan: running.id, detail: detailOf(error) });
    return [];
  }
}

export function lanesToTryAgain(execution: Execution): readonly LaneAgain[] {
  const { plan, resumed, retries } = execution;
  // A recovery decides anew by itself; of a plan that was taken up again nobody knows when its servers were seen.
  if (resumed !== null || plan.intent.kind === 'replace-master') return [];
  const lanes = [...new Set(stepsInOrder(plan).map(({ lane }) => lane))];
  return lanes.flatMap((lane) => {
    const attempt = retries.filter((one) => one.lane === lane).length + 2;
    const steps = laneSteps(execution, lane);
    if (attempt > MOST_ATTEMPTS || !standsAlone(plan, steps) || steps.some(mayNotBeTakenTwice)) return [];
    const reason = passingFailure(execution, steps);
    return reason === null ? [] : [{ lane, attempt, reason }];
  });
}

function mayNotBeTakenTwice(step: Step): boolean {
  return lasts(step) || mayNotBeRepeated(step);
}

function standsAlone(plan: Plan, lane: readonly Step[]): boolean {
  const own = new Set(lane.map(({ id }) => id));
  return stepsInOrder(plan).every((step) => neededResults(step).every((id) => own.has(id) === own.has(step.id)));
}

/** `null`: the lane did not fail, is not as it was before, or failed for a reason that does not pass. */
function passingFailure({ steps, owed }: Execution, lane: readonly Step[]): LaneAgain['reason'] | null {
  if (owed.some((one) => one.lane === lane[0]?.lane)) return null;
  const states = lane.flatMap(({ id }) => steps.find((step) => step.id === id) ?? []);
  const failed = states.filter(({ state }) => state === 'failed');
  const isBack = states.every(({ state }) => state === 'failed' || state === 'put-back' || state === 'skipped');
  const reason = failed.length === 1 && isBack ? (failed[0]?.reason ?? null) : null;
  return reason !== null && passingOf(reason) !== null ? reason : null;
}

const REFERENCES: ReadonlySet<string> = new Set(['id', 'step', 'found']);

/** Whether another plan does the same in a lane. Steps have other numbers in it where other lanes are done. */
export function isSameLane(one: Plan, other: Plan, lane: InstanceId): boolean {
  return laneText(one, lane) === laneText(other, lane);
}

function laneText(plan: Plan, lane: InstanceId): string {
  const steps = stepsInOrder(plan).filter((step) => step.lane === lane);
  const places = new Map<unknown, number>(steps.map(({ id }, index) => [id, index]));
  return JSON.stringify(steps, (key, value: unknown) => {
    if (key === 'needs' && Array.isArray(value)) return value.map((id: unknown) => places.get(id) ?? id);
    return REFERENCES.has(key) ? (places.get(value) ?? value) : value;
  });
}
