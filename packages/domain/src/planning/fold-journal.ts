/** Reads a plan's journal into its present state. The journal is the record; nothing about a run is kept beside it. */
import type { Execution, JournalEntry, StepProgress } from './execution.ts';
import { stepsInOrder } from './plan.ts';
import type { Plan, StepId, StepResults } from './plan.ts';
import type { InstanceId } from '../topology/address.ts';

/** `null` when the journal holds no start: nothing was run. */
export function foldJournal(entries: readonly JournalEntry[]): Execution | null {
  const start = entries.find((entry) => entry.kind === 'plan-started');
  if (start === undefined) return null;
  return entries.reduce<Execution>(advanceExecution, {
    plan: start.plan,
    planId: start.plan.id,
    actor: start.actor,
    startedAt: start.at,
    finishedAt: null,
    outcome: null,
    reason: null,
    owed: [],
    retries: [],
    resumed: null,
    stopping: null,
    statements: start.statements,
    steps: stepsInOrder(start.plan).map(({ id }) => waiting(id)),
  });
}

/** One more entry; what a running plan does instead of folding its whole journal again. */
export function advanceExecution(execution: Execution, entry: JournalEntry): Execution {
  switch (entry.kind) {
    case 'plan-started':
      return execution;
    case 'stage-started':
      return {
        ...withSteps(execution, entry.steps, (step) => ({ ...step, state: 'running' })),
        statements: { ...execution.statements, ...entry.statements },
      };
    case 'step-done':
      return withSteps(execution, [entry.step], (step) => ({
        ...step,
        state: 'done',
        results: entry.results,
        tookMs: entry.tookMs,
        endedAt: entry.at,
      }));
    case 'step-failed':
      return withSteps(execution, [entry.step], (step) => ({
        ...step,
        state: 'failed',
        reason: entry.reason,
        tookMs: entry.tookMs,
        endedAt: entry.at,
      }));
    case 'step-progress':
      return withSteps(execution, [entry.step], (step) => ({ ...step, progress: entry.progress }));
    case 'lane-put-back':
      return entry.outcome === 'owed' ? owing(execution, entry) : settled(execution, entry);
    case 'lane-tried-again':
      return begunAnew(execution, entry);
    case 'stop-begun':
      return { ...execution, stopping: entry.reason };
    case 'plan-resumed':
      return { ...execution, resumed: entry.decision };
    case 'plan-finished':
      return {
        ...execution,
        outcome: entry.outcome,
        reason: entry.reason,
        finishedAt: entry.at,
        steps: execution.steps.map(skipIfOpen),
      };
  }
}

function waiting(id: StepId): StepProgress {
  return { id, state: 'waiting', results: {}, tookMs: null, endedAt: null, reason: null };
}

function withSteps(
  execution: Execution,
  ids: readonly StepId[],
  change: (step: StepProgress) => StepProgress,
): Execution {
  return { ...execution, steps: execution.steps.map((step) => (ids.includes(step.id) ? change(step) : step)) };
}

function begunAnew(
  execution: Execution,
  { kind: _, ...retry }: Extract<JournalEntry, { kind: 'lane-tried-again' }>,
): Execution {
  const steps = changeLane(execution, retry.lane, ({ id }) => waiting(id));
  return { ...execution, steps, retries: [...execution.retries, retry] };
}

type PutBackEntry = Extract<JournalEntry, { kind: 'lane-put-back' }>;

function owing(execution: Execution, { lane, at, reason }: PutBackEntry): Execution {
  const steps = changeLane(execution, lane, (step) => {
    if (step.state === 'waiting') return { ...step, state: 'skipped' };
    return step.state === 'running' ? { ...step, state: 'failed', reason } : step;
  });
  const isKnown = execution.owed.some((one) => one.lane === lane);
  return { ...execution, steps, reason, owed: isKnown ? execution.owed : [...execution.owed, { lane, since: at }] };
}

function settled(execution: Execution, { lane, outcome, reason }: PutBackEntry): Execution {
  const steps = changeLane(execution, lane, (step) => {
    if (step.state === 'waiting' || step.state === 'skipped') return { ...step, state: 'skipped' };
    // That it stays says less than why it failed.
    const isWorse = outcome === 'failed' && reason.code !== 'stays-done';
    if (step.state === 'failed') return { ...step, reason: isWorse ? reason : step.reason };
    return { ...step, state: outcome === 'failed' ? 'failed' : 'put-back', reason };
  });
  const owed = execution.owed.filter((one) => one.lane !== lane);
  return { ...execution, steps, owed, reason: owed.length === 0 ? null : execution.reason };
}

function changeLane(
  { plan, steps }: Execution,
  lane: InstanceId,
  change: (step: StepProgress) => StepProgress,
): readonly StepProgress[] {
  const ids = new Set(laneOf(plan, lane));
  return steps.map((step) => (ids.has(step.id) ? change(step) : step));
}

function skipIfOpen(step: StepProgress): StepProgress {
  return step.state === 'waiting' || step.state === 'running' ? { ...step, state: 'skipped' } : step;
}

function laneOf(plan: Plan, lane: string): readonly StepId[] {
  return stepsInOrder(plan)
    .filter((step) => step.lane === lane)
    .map(({ id }) => id);
}

/** Lanes with a failed step, or owed, of which the journal does not say how putting them back ended: the process died meanwhile. */
export function lanesToPutBack(plan: Plan, entries: readonly JournalEntry[]): readonly InstanceId[] {
  const lanes = new Map<StepId, InstanceId>(stepsInOrder(plan).map(({ id, lane }) => [id, lane]));
  const left = new Set<InstanceId>();
  for (const entry of entries) {
    const failed = entry.kind === 'step-failed' ? lanes.get(entry.step) : undefined;
    if (failed !== undefined) left.add(failed);
    if (entry.kind !== 'lane-put-back') continue;
    if (entry.outcome === 'owed') left.add(entry.lane);
    else left.delete(entry.lane);
  }
  return [...new Set(stepsInOrder(plan).map(({ lane }) => lane))].filter((lane) => left.has(lane));
}

/** A process that died had begun to put all of it back, and steps that the journal calls done may not hold any more. */
export function isGoingBack({ resumed, stopping }: Execution): boolean {
  return stopping !== null || resumed === 'roll-back';
}

/** Results of the finished steps, by step id: what later steps refer to. */
export function resultsOf(execution: Execution): Readonly<Record<string, StepResults>> {
  return Object.fromEntries(execution.steps.map(({ id, results }) => [id, results]));
}

/** A lane ended well when every one of its steps did. */
export function lanesDone(execution: Execution): ReadonlySet<string> {
  const state = new Map(execution.steps.map((step) => [step.id, step.state]));
  const steps = stepsInOrder(execution.plan);
  const unfinished = new Set(steps.filter(({ id }) => state.get(id) !== 'done').map(({ lane }) => lane));
  return new Set(steps.map(({ lane }) => lane).filter((lane) => !unfinished.has(lane)));
}
