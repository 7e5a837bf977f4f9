/**
 * Runs a plan: stage after stage, the steps of a stage in parallel, journal before act, the lease asked before every
 * stage. A lane that fails is put back at once while the others go on.
 *
 * When the process is asked to end, steps under way end, and so do lanes that need only the step whose turn it is; waits
 * are given up, and what is half moved is put back, so that no replica stands still until the next start. What takes
 * longer than the process waits is left to that start. The same holds for replicas that do not answer when they are put
 * back: the plan owes them that, and ends when they are, or when nobody waits for them any more (`owed.ts`).
 */
import type { InstanceId, JournalEntry, Message, Product, Stage, Step, TopologySnapshot } from '@topiary/domain';
import { followsClosing, mayNotBeRepeated, message, onlyWaits, resultsOf, unequalPlaces } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { Lease } from '../ports/store.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { Shutdown } from '../shared/shutdown.ts';
import { byLane, isBegun, mayBeLeft, sectionOf, settled, stepsToSend } from './begun-stage.ts';
import type { BegunStage } from './begun-stage.ts';
import { beginAnew } from './lanes-again.ts';
import type { LanesAgainParts } from './lanes-again.ts';
import { ended, isLastOfLane, lackedResult, laneSteps, openLanes, stepsWith, stopped } from './lanes.ts';
import type { Ended } from './lanes.ts';
import type { FencingHookEnd, RunFencingHook } from './fence-server.ts';
import { refusedByOldMaster } from './old-master-guard.ts';
import { owedWait } from './owed.ts';
import { atFirst, putBack, untouched } from './put-back.ts';
import type { Patience } from './put-back.ts';
import { renderDifferent } from './render-plan.ts';
import type { RunningPlan } from './running-plan.ts';
import { lookAtLane, runStep, runWait } from './step-runner.ts';
import type { StepContext, StepOutcome } from './step-runner.ts';
import { holderText } from '../shared/holder-text.ts';

export interface ExecutorOptions {
  readonly servers: Servers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: Lease;
  readonly productOf: (id: InstanceId) => Product | null;
  readonly snapshot: () => TopologySnapshot;
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly shutdown: Shutdown;
  /** True once the process no longer waits: whatever a step brings from now on is for the next start to find out. */
  readonly isAbandoned: () => boolean;
  /** For a server that could not be closed otherwise. */
  readonly runFencingHook: RunFencingHook;
  /** All that is left to be done is to put back lanes whose replicas do not answer. */
  readonly onOwed: (running: RunningPlan) => void;
  readonly stillPlanned: LanesAgainParts['stillPlanned'];
}

/**
 * For so long what was seen when the plan was made again is taken for what is so: a write of the journal, as a rule.
 * When that takes longer, or a step waits for its turn, one more look costs less than somebody's change overwritten.
 */
const LOOK_VALID_MS = 20;

const MAY_GO_ON: ReadonlySet<Ended['outcome']> = new Set(['partly-done', 'put-back']);

type StageStarted = Extract<JournalEntry, { kind: 'stage-started' }>;

export interface Beginning {
  /** Lanes to be put back before anything else, of a plan that is resumed. */
  readonly first: readonly InstanceId[];
  /** What `saveFirst` brought. */
  readonly obstacle: Ending | null;
}

export type Ending =
  | ({ readonly kind: 'ended' } & Ended)
  /** Left as it is, for the next start to go on from: the process ends, or another one acts now. */
  | { readonly kind: 'abandoned'; readonly reason: Message };

const LEFT: Ending = { kind: 'abandoned', reason: message('stopped-by-shutdown') };

export class Executor {
  private readonly options: ExecutorOptions;

  constructor(options: ExecutorOptions) {
    this.options = options;
  }

  /**
   * The plan's start is in the journal. Resolves when the plan has ended or was left for the next start.
   */
  async run(running: RunningPlan, { first, obstacle }: Beginning): Promise<Ending['kind']> {
    let ending = obstacle ?? (await this.putBackFirst(running, first)) ?? (await this.runLanes(running));
    if (ending.kind === 'ended' && running.execution.owed.length > 0) ending = await this.settleOwed(running, ending);
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
    return 'ended';
  }

  private async putBackFirst(running: RunningPlan, lanes: readonly InstanceId[]): Promise<Ending | null> {
    if (lanes.length === 0) return null;
    const obstacle = await this.mayNotAct(running);
    if (obstacle !== null) return obstacle;
    await this.saveOrReport(running);
    const halfRun = [...stepsWith(running.execution, 'running'), ...stepsWith(running.execution, 'failed')];
    await this.putLanesBack(running, lanes, halfRun);
    return this.options.isAbandoned() ? LEFT : null;
  }

  /** What a stop or a last failure made of the plan stays true; what has become of the owed lanes is folded in. */
  private async settleOwed(running: RunningPlan, ending: Extract<Ending, { kind: 'ended' }>): Promise<Ending> {
    const { clock, shutdown } = this.options;
    // Whatever ended the plan, the next start does not go on with the lanes that it left.
    for (const lane of openLanes(running.execution))
      running.note({ kind: 'lane-put-back', at: clock.now(), lane, ...untouched(lane) });
    await this.saveOrReport(running);
    // It asked for what has happened; another one would ask to wait no longer.
    running.stopRequestedBy = null;
    this.options.onOwed(running);
    const wait = owedWait({ clock, shutdown });
    for (;;) {
      const isLast = running.stopRequestedBy !== null || wait.isOver(running.execution);
      const obstacle = shutdown.hasBegun ? LEFT : await this.mayNotAct(running);
      if (obstacle !== null) return obstacle;
      const lanes = running.execution.owed.map(({ lane }) => lane);
      const patience: Patience = { patienceMs: 0, whenLost: isLast ? 'failed' : 'owed' };
      await this.putLanesBack(running, lanes, stepsWith(running.execution, 'failed'), patience);
      if (this.options.isAbandoned()) return LEFT;
      if (running.execution.owed.length === 0) break;
      await wait.next();
    }
    const { outcome, reason } = ending;
    return {
      kind: 'ended',
      ...(outcome === 'stopped' && reason !== null ? stopped(running.execution, reason) : ended(running.execution)),
    };
  }

  /** All of them, and those that failed for a reason that passes once more. */
  private async runLanes(running: RunningPlan): Promise<Ending> {
    for (;;) {
      const ending = await this.runStages(running);
      const mayGoOn = ending.kind === 'ended' && MAY_GO_ON.has(ending.outcome);
      if (!mayGoOn || !(await beginAnew(running, this.options))) return this.options.isAbandoned() ? LEFT : ending;
    }
  }

  private async runStages(running: RunningPlan): Promise<Ending> {
    const { rounds } = running.execution.plan;
    for (const [round, { stages }] of rounds.entries()) {
      for (const [stage, { steps }] of stages.entries()) {
        const open = stepsToSend(running.execution, steps);
        if (open.length === 0) continue;
        const obstacle = (await this.stopAsked(running)) ?? (await this.begin(running, { round, stage, steps: open }));
        if (obstacle !== null) return obstacle;
        await this.runStage(running, { steps: open }, round + stage === 0);
        if (this.options.isAbandoned()) return LEFT;
      }
    }
    return { kind: 'ended', ...ended(running.execution) };
  }

  /**
   * The start of the plan, which is noted, and its first stage are one write, and the lease is asked while it is written.
   * What it brings is for `run`, at once. Rejects when they cannot be written.
   */
  async saveFirst(running: RunningPlan): Promise<Ending | null> {
    const steps = running.execution.plan.rounds[0]?.stages[0]?.steps ?? [];
    const section = sectionOf(running.execution, { round: 0, stage: 0, steps });
    running.note(...section.map((begun) => this.stageStarted(running, begun)));
    const [obstacle] = await Promise.all([this.mayNotAct(running), running.save()]);
    return obstacle;
  }

  /** Journal before act, and the lease asked while it is written. */
  private async begin(running: RunningPlan, begun: BegunStage): Promise<Ending | null> {
    if (isBegun(running.execution, begun)) return this.goOn(running, begun);
    // Before anything is noted: what cannot be written never runs.
    const halfRun = stepsWith(running.execution, 'running');
    running.note(...sectionOf(running.execution, begun).map((each) => this.stageStarted(running, each)));
    const [obstacle, written] = await Promise.all([this.mayNotAct(running), settled(running.save())]);
    if (obstacle !== null || written.status === 'fulfilled') return obstacle;
    return this.unwritable(running, written.reason, halfRun);
  }

  /** What it sends is noted where it was not known yet; it reaches the disk with the next entry. */
  private goOn(running: RunningPlan, begun: BegunStage): Promise<Ending | null> | null {
    const entry = this.stageStarted(running, begun);
    if (Object.keys(entry.statements).length > 0) running.note(entry);
    const { leaseSeenMs } = running;
    const isFresh = leaseSeenMs !== null && this.options.clock.monotonicMs() - leaseSeenMs <= LOOK_VALID_MS;
    return isFresh && !this.options.isAbandoned() ? null : this.mayNotAct(running);
  }

  private stageStarted(running: RunningPlan, { round, stage, steps }: BegunStage): StageStarted {
    return {
      kind: 'stage-started',
      at: this.options.clock.now(),
      round,
      stage,
      steps: steps.map(({ id }) => id),
      statements: renderDifferent(steps, running.execution.statements, this.contextOf(running)),
    };
  }

  /** `isFirst`: no step of any lane was run in an earlier stage. */
  private async runStage(running: RunningPlan, { steps }: Stage, isFirst: boolean): Promise<void> {
    await Promise.all(steps.map((step) => running.limiter.run(() => this.runOne(running, step, isFirst))));
  }

  private async runOne(running: RunningPlan, step: Step, isFirst: boolean): Promise<void> {
    // It may have waited for its turn until after the process stopped acting.
    if (this.options.isAbandoned()) return;
    if (this.options.shutdown.hasBegun && !isLastOfLane(running.execution, step)) return;
    // What is fenced is closed however it stands, and who does not answer is not waited for twice.
    const isChange = step.kind !== 'fence' && (step.instance === step.lane || !onlyWaits(step));
    const looks = isChange && !this.isInSection(running, step) && this.looksFirst(running, isFirst);
    const { snapshot, refresh } = this.options;
    const guarded = { ...this.contextOf(running), execution: running.execution, step, snapshot, refresh };
    const outcome =
      this.refusedByFailure(running, step) ??
      (await refusedByOldMaster(guarded, 'looks')) ??
      (looks ? await this.refusedByLook(running, step, isFirst) : null) ??
      (await refusedByOldMaster(guarded, 'asks-nobody')) ??
      (await (mayBeLeft(step)
        ? runWait(step, this.contextOf(running), this.options.shutdown)
        : runStep(step, this.contextOf(running))));
    if (this.options.isAbandoned()) return;
    const at = this.options.clock.now();
    if (outcome.kind === 'done') {
      running.note({ kind: 'step-done', at, step: step.id, results: outcome.results, tookMs: outcome.tookMs });
      return;
    }
    running.note({ kind: 'step-failed', at, step: step.id, reason: outcome.reason, tookMs: outcome.tookMs });
    await this.saveOrReport(running);
    await this.putLaneBack(running, step.lane, {
      half: outcome.mayHaveRun ? [step] : [],
      patience: atFirst(running.execution.plan),
    });
  }

  private refusedByFailure({ execution }: RunningPlan, step: Step): StepOutcome | null {
    if (execution.resumed !== null && mayNotBeRepeated(step)) {
      const reason = message('skip-not-repeated', { instance: step.instance });
      return { kind: 'failed', reason, mayHaveRun: true, tookMs: 0 };
    }
    const lacked = lackedResult(execution, step);
    const unequal = unequalPlaces(step, resultsOf(execution));
    if (lacked === null && unequal === null) return null;
    const { instance } = step;
    const reason =
      lacked === null
        ? message('positions-differ', { instance, ...unequal })
        : message('needs-failed-step', { instance, step: lacked });
    return { kind: 'failed', reason, mayHaveRun: false, tookMs: 0 };
  }

  /** Its lane has just heard from the server that it is about, and moves nobody. */
  private isInSection({ execution }: RunningPlan, step: Step): boolean {
    return execution.resumed === null && followsClosing(laneSteps(execution, step.lane), step);
  }

  /** Time has passed since the replica was looked at, and somebody may have changed it by hand. */
  private looksFirst({ lookedAtMs }: RunningPlan, isFirst: boolean): boolean {
    return !isFirst || lookedAtMs === null || this.options.clock.monotonicMs() - lookedAtMs > LOOK_VALID_MS;
  }

  private async refusedByLook(
    running: RunningPlan,
    step: Step,
    isFirst: boolean,
  ): Promise<Extract<StepOutcome, { kind: 'failed' }> | null> {
    const { clock } = this.options;
    const startedMs = clock.monotonicMs();
    // A step that a killed process began may have run, whether or not the replica can be seen now.
    const mayHaveRun = running.execution.resumed !== null;
    const lane = laneSteps(running.execution, step.lane);
    const isUntouched = (isFirst || lane[0]?.id === step.id) && !mayHaveRun;
    const next = { step, results: resultsOf(running.execution) };
    const look = await lookAtLane({ instance: step.lane, lane, isUntouched, next }, this.options);
    if (look.kind === 'ours') return null;
    return { kind: 'failed', reason: look.reason, mayHaveRun, tookMs: clock.monotonicMs() - startedMs };
  }

  private async putLanesBack(
    running: RunningPlan,
    lanes: readonly InstanceId[],
    halfRun: readonly Step[],
    patience: Patience = atFirst(running.execution.plan),
  ): Promise<void> {
    await Promise.all(
      lanes.map((lane) =>
        running.limiter.run(() => this.putLaneBack(running, lane, { half: byLane(halfRun, lane), patience })),
      ),
    );
  }

  /** Undoes what the lane has done, and what failed, or was begun, when some of it may have taken effect. */
  private async putLaneBack(
    running: RunningPlan,
    lane: InstanceId,
    { half, patience }: { readonly half: readonly Step[]; readonly patience: Patience },
  ): Promise<void> {
    if (this.options.isAbandoned()) return;
    const state = new Map(running.execution.steps.map((step) => [step.id, step.state]));
    const steps = laneSteps(running.execution, lane);
    const taken = steps.filter((step) => state.get(step.id) === 'done' || half.some(({ id }) => id === step.id));
    const result = await putBack({ instance: lane, steps, taken }, this.contextOf(running), patience);
    if (this.options.isAbandoned()) return;
    // Said once, and not with every attempt.
    if (result.outcome === 'owed' && running.execution.owed.some((one) => one.lane === lane)) return;
    if (result.outcome === 'owed') this.options.logger.warn('put-back-owed', { plan: running.id, instance: lane });
    if (result.outcome === 'failed') this.options.logger.error('put-back-failed', { plan: running.id, instance: lane });
    running.note({ kind: 'lane-put-back', at: this.options.clock.now(), lane, ...result });
  }

  private contextOf(running: RunningPlan): StepContext {
    const { servers, clock, productOf, isAbandoned, runFencingHook } = this.options;
    const { matches, execution } = running;
    const fencingHook = (instance: InstanceId): Promise<FencingHookEnd> => runFencingHook(instance, execution.plan);
    const onProgress = ({ id: step }: Step, progress: Message): void =>
      running.note({ kind: 'step-progress', at: clock.now(), step, progress });
    return { servers, clock, productOf, isAbandoned, matches, fencingHook, onProgress, results: resultsOf(execution) };
  }

  /** Somebody, or the end of the process, keeps the next stage from being run. */
  private async stopAsked(running: RunningPlan): Promise<Ending | null> {
    if (this.options.isAbandoned()) return LEFT;
    const user = running.stopRequestedBy;
    if (user === null && !this.options.shutdown.hasBegun) return null;
    const obstacle = await this.mayNotAct(running);
    if (obstacle !== null) return obstacle;
    const reason = user === null ? message('ended-by-shutdown') : message('stopped-by-request', { user });
    running.noteStop(this.options.clock.now(), reason);
    await this.saveOrReport(running);
    // What a killed process began may have taken effect; what this one noted as begun and has not ended never ran.
    await this.putOpenLanesBack(
      running,
      running.execution.resumed === null ? [] : stepsWith(running.execution, 'running'),
    );
    if (this.options.isAbandoned()) return LEFT;
    return { kind: 'ended', ...stopped(running.execution, reason) };
  }

  private async mayNotAct(running: RunningPlan): Promise<Ending | null> {
    if (this.options.isAbandoned()) return LEFT;
    const askedMs = this.options.clock.monotonicMs();
    const unsure = (detail: string): Ending => ({ kind: 'abandoned', reason: message('lease-unsure', { detail }) });
    try {
      const lease = await this.options.lease.check();
      if (lease.kind === 'held-by-other')
        return {
          kind: 'abandoned',
          reason: message('not-the-actor', { holder: holderText(lease.holder) }),
        };
      if (lease.kind === 'lost') return unsure('it is lost');
      // In between somebody else may have acted, and gone on with this very plan.
      if (lease.term !== running.term) return unsure(`term ${lease.term} began`);
      running.leaseSeenMs = askedMs;
      return null;
    } catch (error) {
      return unsure(detailOf(error));
    }
  }

  /** The journal comes first: when it cannot be written nothing more is run, and what was begun is taken back. */
  private async unwritable(running: RunningPlan, error: unknown, halfRun: readonly Step[]): Promise<Ending> {
    const detail = detailOf(error);
    this.options.logger.error('journal-unwritable', { plan: running.id, detail });
    // A journal refuses those whose lease is over; then somebody else goes on with these servers.
    const obstacle = await this.mayNotAct(running);
    if (obstacle !== null) return obstacle;
    const reason = message('journal-unwritable', { detail });
    running.noteStop(this.options.clock.now(), reason);
    await this.putOpenLanesBack(running, halfRun);
    return { kind: 'ended', ...stopped(running.execution, reason) };
  }

  private async putOpenLanesBack(running: RunningPlan, halfRun: readonly Step[]): Promise<void> {
    const begun = new Set([...stepsWith(running.execution, 'done'), ...halfRun].map(({ lane }) => lane));
    const open = openLanes(running.execution).filter((lane) => begun.has(lane));
    await this.putLanesBack(running, open, halfRun);
  }

  private async saveOrReport(running: RunningPlan): Promise<void> {
    try {
      await running.save();
    } catch (error) {
      this.options.logger.error('journal-unwritable', { plan: running.id, detail: detailOf(error) });
    }
  }
}
