/**
 * Runs a plan: stage after stage, the steps of a stage in parallel, journal before act, the lease asked before every
 * stage. A lane that fails is put back at once while the others go on.
 */
import type { Execution, InstanceId, Message, PlanOutcome, Product, Stage, Step, StepId } from '@topiary/domain';
import { lanesDone, message, resultsOf, stepsInOrder } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { Lease } from '../ports/store.ts';
import { Limiter } from '../shared/limiter.ts';
import { putBack } from './put-back.ts';
import type { RunningPlan } from './running-plan.ts';
import { runStep } from './step-runner.ts';
import type { StepContext } from './step-runner.ts';

export interface ExecutorOptions {
  readonly servers: Servers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: Lease;
  readonly maxParallelSteps: number;
  readonly productOf: (id: InstanceId) => Product | null;
  /** True from the moment that the process wants to end. */
  readonly isShuttingDown: () => boolean;
  /** True once the process no longer waits: whatever a step brings from now on is for the next start to find out. */
  readonly isAbandoned: () => boolean;
}

type Ending =
  | { readonly kind: 'ended'; readonly outcome: PlanOutcome; readonly reason: Message | null }
  /** Left as it is, for the next start to go on from: the process ends, or another one acts now. */
  | { readonly kind: 'abandoned'; readonly reason: Message };

export class Executor {
  private readonly options: ExecutorOptions;
  private readonly limiter: Limiter;

  constructor(options: ExecutorOptions) {
    this.options = options;
    this.limiter = new Limiter(options.maxParallelSteps);
  }

  /** The plan's start is in the journal. Resolves when the plan has ended or was left for the next start. */
  async run(running: RunningPlan): Promise<Ending['kind']> {
    const ending = await this.runStages(running);
    if (ending.kind === 'abandoned') {
      this.options.logger.warn('plan-left', { plan: running.id, reason: ending.reason.code });
      if (!this.options.isAbandoned()) await this.saveOrReport(running);
      return 'abandoned';
    }
    running.note({
      kind: 'plan-finished',
      at: this.options.clock.now(),
      outcome: ending.outcome,
      reason: ending.reason,
    });
    await this.saveOrReport(running);
    running.end();
    return 'ended';
  }

  /** Closes every lane that is not done by taking back what it may have done: for a plan that cannot go on. */
  async rollBack(running: RunningPlan): Promise<void> {
    const done = lanesDone(running.execution);
    const closed = closedLanes(running.execution);
    const halfRun = stepsWith(running.execution, 'running');
    const lanes = new Set(stepsInOrder(running.execution.plan).map(({ lane }) => lane));
    const open = [...lanes].filter((lane) => !done.has(lane) && !closed.has(lane));
    await Promise.all(
      open.map((lane) => this.putLaneBack(running, lane, halfRun.find((step) => step.lane === lane) ?? null)),
    );
  }

  private async runStages(running: RunningPlan): Promise<Ending> {
    const { rounds } = running.execution.plan;
    for (const [round, { stages }] of rounds.entries()) {
      for (const [stage, { steps }] of stages.entries()) {
        const open = openSteps(running.execution, steps);
        if (open.length === 0) continue;
        const obstacle = await this.obstacle(running);
        if (obstacle !== null) return obstacle;
        running.note({
          kind: 'stage-started',
          at: this.options.clock.now(),
          round,
          stage,
          steps: open.map(({ id }) => id),
        });
        try {
          await running.save();
        } catch (error) {
          return this.unwritable(running, error);
        }
        await this.runStage(running, { steps: open });
        if (this.options.isAbandoned()) return { kind: 'abandoned', reason: message('stopped-by-shutdown') };
      }
    }
    return { kind: 'ended', ...outcomeOf(running.execution) };
  }

  private async runStage(running: RunningPlan, { steps }: Stage): Promise<void> {
    await Promise.all(steps.map((step) => this.limiter.run(() => this.runOne(running, step))));
  }

  private async runOne(running: RunningPlan, step: Step): Promise<void> {
    const outcome = await runStep(step, this.contextOf(running));
    if (this.options.isAbandoned()) return;
    const at = this.options.clock.now();
    if (outcome.kind === 'done') {
      running.note({ kind: 'step-done', at, step: step.id, results: outcome.results, tookMs: outcome.tookMs });
      return;
    }
    running.note({ kind: 'step-failed', at, step: step.id, reason: outcome.reason, tookMs: outcome.tookMs });
    await this.saveOrReport(running);
    await this.putLaneBack(running, step.lane, outcome.mayHaveRun ? step : null);
  }

  /** Undoes what the lane has done, and the step that failed when some of it may have taken effect. */
  async putLaneBack(running: RunningPlan, lane: InstanceId, half: Step | null): Promise<void> {
    const state = new Map(running.execution.steps.map((step) => [step.id, step.state]));
    const taken = stepsInOrder(running.execution.plan).filter(
      (step) => step.lane === lane && (state.get(step.id) === 'done' || step.id === half?.id),
    );
    const result = await putBack(taken, this.contextOf(running));
    if (this.options.isAbandoned()) return;
    if (result.outcome === 'failed') this.options.logger.error('put-back-failed', { plan: running.id, instance: lane });
    running.note({ kind: 'lane-put-back', at: this.options.clock.now(), lane, ...result });
  }

  private contextOf(running: RunningPlan): StepContext {
    const { servers, clock, productOf, isAbandoned } = this.options;
    return { servers, clock, productOf, isAbandoned, results: resultsOf(running.execution) };
  }

  /** What keeps the next stage from being run. */
  private async obstacle(running: RunningPlan): Promise<Ending | null> {
    if (this.options.isShuttingDown()) return { kind: 'abandoned', reason: message('stopped-by-shutdown') };
    const lease = await this.options.lease.check();
    if (lease.kind !== 'held') {
      const holder = lease.kind === 'held-by-other' ? `${lease.holder.hostname} (${lease.holder.url})` : '';
      return { kind: 'abandoned', reason: message('not-the-actor', { holder }) };
    }
    if (running.stopRequestedBy === null) return null;
    await this.putOpenLanesBack(running);
    return {
      kind: 'ended',
      outcome: 'stopped',
      reason: message('stopped-by-request', { user: running.stopRequestedBy }),
    };
  }

  /** The journal comes first: when it cannot be written nothing more is run, and what was begun is taken back. */
  private async unwritable(running: RunningPlan, error: unknown): Promise<Ending> {
    const detail = error instanceof Error ? error.message : String(error);
    this.options.logger.error('journal-unwritable', { plan: running.id, detail });
    await this.putOpenLanesBack(running);
    return { kind: 'ended', outcome: 'stopped', reason: message('journal-unwritable', { detail }) };
  }

  private async putOpenLanesBack(running: RunningPlan): Promise<void> {
    const done = lanesDone(running.execution);
    const closed = closedLanes(running.execution);
    const begun = new Set(stepsWith(running.execution, 'done').map(({ lane }) => lane));
    const open = [...begun].filter((lane) => !done.has(lane) && !closed.has(lane));
    await Promise.all(open.map((lane) => this.putLaneBack(running, lane, null)));
  }

  private async saveOrReport(running: RunningPlan): Promise<void> {
    try {
      await running.save();
    } catch (error) {
      this.options.logger.error('journal-unwritable', {
        plan: running.id,
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }
}

/** Steps that still have to be run: not done, in a lane that has not failed. */
export function openSteps(execution: Execution, steps: readonly Step[]): readonly Step[] {
  const closed = closedLanes(execution);
  const state = new Map(execution.steps.map((step) => [step.id, step.state]));
  return steps.filter(({ id, lane }) => !closed.has(lane) && state.get(id) !== 'done');
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

function stepsWith(execution: Execution, wanted: 'done' | 'running'): readonly Step[] {
  const state = new Map(execution.steps.map((step) => [step.id, step.state]));
  return stepsInOrder(execution.plan).filter(({ id }) => state.get(id) === wanted);
}

function outcomeOf(execution: Execution): { readonly outcome: PlanOutcome; readonly reason: Message | null } {
  const lanes = new Set(stepsInOrder(execution.plan).map(({ lane }) => lane));
  const done = lanesDone(execution);
  const said = (wanted: 'failed' | 'put-back'): Message | null =>
    execution.steps.find(({ state, reason }) => state === wanted && reason !== null)?.reason ?? null;
  const broken = execution.steps.find(({ reason }) => reason?.code === 'put-back-failed')?.reason ?? null;
  if (broken !== null) return { outcome: 'failed', reason: broken };
  if (done.size === lanes.size) return { outcome: 'done', reason: null };
  return { outcome: done.size > 0 ? 'partly-done' : 'put-back', reason: said('failed') ?? said('put-back') };
}
