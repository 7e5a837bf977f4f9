/**
 * Proposes, confirms, stops and undoes plans. Confirming decides again: under the cluster's lock, from observations
 * made after it was taken, the same planner runs once more, and only a plan that would run the same statements is run.
 */
import type {
  Actor,
  ClusterId,
  Execution,
  InstanceId,
  JournalEntry,
  Message,
  Plan,
  PlanId,
  Policy,
  Product,
  TopologySnapshot,
} from '@topiary/domain';
import {
  addressOf,
  asPlanId,
  fingerprintOf,
  foldJournal,
  message,
  planIntent,
  stepsInOrder,
  undoMovesOf,
} from '@topiary/domain';
import type { ConfirmResult, PlanRequest, PlanState, ProposeResult } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Servers } from '../ports/servers.ts';
import type { LeaseState, Store } from '../ports/store.ts';
import { auditOfExecution, auditOfRefusal } from './audit-plan.ts';
import { Executor } from './executor.ts';
import { Proposals } from './proposals.ts';
import type { Proposal } from './proposals.ts';
import { renderExecuted, renderPlan } from './render-plan.ts';
import { RunningPlan } from './running-plan.ts';

export interface PlanServiceOptions {
  readonly servers: Servers;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly proposalLifetimeMs: number;
  readonly maxParallelSteps: number;
  readonly observeOnlyReason: string | null;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call; unknown ones become known. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly onAdvance: (plan: PlanId, cluster: ClusterId) => void;
  readonly isShuttingDown: () => boolean;
}

/**
 * How long a plan that a killed process left waits for its replicas to answer, and how often they are asked. Without an
 * answer nothing can be said or done about a replica, and saying "failed" early would leave it stopped for nothing.
 */
const RESUME_PATIENCE_MS = 60_000;
const RESUME_RETRY_MS = 500;

/** Not worth more than this: a step opens its connection itself. */
const WARM_DEADLINE_MS = 500;

/** Plans that ended lately stay in memory, so that the page that ran them need not ask the store. */
const MAX_REMEMBERED = 200;

export class PlanService {
  private readonly options: PlanServiceOptions;
  private readonly proposals: Proposals;
  private readonly executor: Executor;
  /** The lock of each cluster: whoever stands here acts on it. */
  private readonly locks = new Map<ClusterId, { readonly plan: PlanId; readonly actor: Actor }>();
  private readonly running = new Map<PlanId, RunningPlan>();
  private readonly ended = new Map<PlanId, Execution>();
  private readonly confirmedBy = new Map<PlanId, Actor>();
  /** Resolves when the locks of the plans that a killed process left are taken. */
  private locksTaken: Promise<void> = Promise.resolve();
  private abandoned = false;

  constructor(options: PlanServiceOptions) {
    this.options = options;
    const { servers, clock, logger, store, maxParallelSteps, isShuttingDown } = options;
    this.proposals = new Proposals(clock, options.proposalLifetimeMs);
    this.executor = new Executor({
      servers,
      clock,
      logger,
      lease: store.lease,
      maxParallelSteps,
      productOf: (id) => this.productOf(id),
      isShuttingDown,
      isAbandoned: () => this.abandoned,
    });
  }

  lockOn(cluster: ClusterId): { readonly plan: PlanId; readonly actor: Actor } | null {
    return this.locks.get(cluster) ?? null;
  }

  propose(request: PlanRequest): ProposeResult {
    const asked = request.kind === 'relocate' ? [request.replica, request.target] : [request.source, request.target];
    const unknown = asked.find((id) => !this.options.snapshot().instances.has(id));
    if (unknown !== undefined) return { kind: 'unknown-instance', instance: unknown };
    return this.proposeIntent(request);
  }

  async undo(id: PlanId): Promise<ProposeResult | { readonly kind: 'not-undoable' } | { readonly kind: 'unknown' }> {
    const execution = await this.executionOf(id);
    if (execution === null) return { kind: 'unknown' };
    const moves = execution.finishedAt === null ? [] : undoMovesOf(execution, this.options.snapshot());
    return moves.length === 0 ? { kind: 'not-undoable' } : this.proposeIntent({ kind: 'undo', plan: id, moves });
  }

  async confirm(id: PlanId, actor: Actor): Promise<ConfirmResult> {
    await this.locksTaken;
    const before = this.confirmedBy.get(id);
    if (before !== undefined) return { kind: 'already-confirmed', by: before };
    const proposal = this.proposals.get(id);
    if (proposal === null) return { kind: 'unknown' };
    const { cluster } = proposal.plan;
    const lock = this.locks.get(cluster);
    if (lock !== undefined) return { kind: 'busy', plan: lock.plan, by: lock.actor };
    // From here on a second confirmation of this plan, or of another on this cluster, is turned away.
    this.locks.set(cluster, { plan: id, actor });
    this.confirmedBy.set(id, actor);
    const result = await this.startLocked(proposal, actor);
    if (result.kind !== 'started') {
      this.locks.delete(cluster);
      this.confirmedBy.delete(id);
    }
    return result;
  }

  requestStop(id: PlanId, actor: Actor): 'requested' | 'not-running' {
    const running = this.running.get(id);
    if (running === undefined) return 'not-running';
    running.stopRequestedBy ??= actor.user;
    return 'requested';
  }

  async whenFinished(id: PlanId): Promise<Execution | null> {
    const running = this.running.get(id);
    return running === undefined ? this.executionOf(id) : running.finished;
  }

  /** Resolves when no plan is running. */
  async idle(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ finished }) => finished));
  }

  async state(id: PlanId): Promise<PlanState | null> {
    const execution = await this.executionOf(id);
    if (execution !== null) return this.stateOf(execution);
    const proposal = this.proposals.get(id);
    return proposal === null ? null : { ...proposal, execution: null, undoable: false };
  }

  /** From now on nothing is noted or run; the next start goes on from the journal. */
  abandon(): void {
    this.abandoned = true;
  }

  /**
   * Finishes what a killed process left. Called once the lease is held; resolves when those clusters are locked, so that
   * nobody else acts on them, and goes on in the background.
   */
  resumeUnfinished(term: number): Promise<void> {
    this.locksTaken = this.takeLeftPlans(term);
    return this.locksTaken;
  }

  private async takeLeftPlans(term: number): Promise<void> {
    for (const id of await this.options.store.journal.unfinished()) {
      const stored = await this.options.store.journal.read(id);
      const execution = foldJournal(stored);
      if (execution === null || execution.finishedAt !== null || this.running.has(id)) continue;
      this.locks.set(execution.plan.cluster, { plan: id, actor: execution.actor });
      this.confirmedBy.set(id, execution.actor);
      void this.resume(this.register(execution.plan, stored), { stored, term });
    }
  }

  private proposeIntent(intent: Plan['intent']): ProposeResult {
    const { policy, random, servers } = this.options;
    const snapshot = this.options.snapshot();
    const plan = planIntent({ snapshot, policy, intent, id: asPlanId(random.id()) });
    if ('kind' in plan) return plan;
    const clusterName = snapshot.clusters.get(plan.cluster)?.name ?? plan.cluster;
    const proposal = this.proposals.add({ plan, clusterName, steps: renderPlan(plan, snapshot, servers) });
    return { kind: 'proposed', state: { ...proposal, execution: null, undoable: false } };
  }

  private async startLocked(proposal: Proposal, actor: Actor): Promise<ConfirmResult> {
    const { plan } = proposal;
    const lease = await this.lease();
    if (lease.kind !== 'held') return { kind: 'not-the-actor', holder: lease.kind === 'other' ? lease.holder : '' };
    await Promise.all([this.options.refresh(involvedIn(plan)), this.warm(plan)]);
    const stale = this.decideAgain(plan);
    if (stale !== null) {
      const { reasons, checks } = stale;
      this.options.store.audit.write(
        auditOfRefusal({ plan, actor, clusterName: proposal.clusterName, at: this.options.clock.now(), reasons }),
      );
      return { kind: 'stale', reasons, checks };
    }
    const running = this.register(plan, []);
    const statements = Object.fromEntries(proposal.steps.map((step) => [step.id, step.statements]));
    running.note({ kind: 'plan-started', at: this.options.clock.now(), plan, actor, lease: lease.term, statements });
    try {
      await running.save();
    } catch (error) {
      this.running.delete(plan.id);
      return { kind: 'store-failing', detail: error instanceof Error ? error.message : String(error) };
    }
    this.proposals.remove(plan.id);
    void this.runToEnd(running, proposal.clusterName);
    return { kind: 'started', state: this.stateOf(running.execution) };
  }

  /** Opens the connections that the steps will use while the servers are being probed; what fails here fails again there. */
  private async warm(plan: Plan): Promise<void> {
    const ids = [...new Set(stepsInOrder(plan).map(({ instance }) => instance))].slice(
      0,
      this.options.maxParallelSteps,
    );
    await Promise.all(
      ids.map((id) => this.options.servers.observeChannels(addressOf(id), { deadlineMs: WARM_DEADLINE_MS })),
    );
  }

  /** `null` when the planner, on what is known now, makes the plan that was confirmed. */
  private decideAgain(plan: Plan): { readonly reasons: readonly Message[]; readonly checks: Plan['checks'] } | null {
    const again = planIntent({
      snapshot: this.options.snapshot(),
      policy: this.options.policy,
      intent: plan.intent,
      id: plan.id,
    });
    if ('kind' in again) return { reasons: again.reasons, checks: again.checks };
    if (fingerprintOf(again) === fingerprintOf(plan)) return null;
    return { reasons: [message('topology-changed', { what: differenceOf(plan, again) })], checks: again.checks };
  }

  private register(plan: Plan, stored: readonly JournalEntry[]): RunningPlan {
    const running = new RunningPlan({
      id: plan.id,
      cluster: plan.cluster,
      journal: this.options.store.journal,
      stored,
      onAdvance: () => this.options.onAdvance(plan.id, plan.cluster),
    });
    this.running.set(plan.id, running);
    return running;
  }

  private async runToEnd(running: RunningPlan, clusterName: string): Promise<void> {
    const ending = await this.executor.run(running);
    await this.options.refresh(involvedIn(running.execution.plan));
    this.remember(running.execution);
    this.running.delete(running.id);
    this.locks.delete(running.cluster);
    if (ending === 'ended')
      this.options.store.audit.write(auditOfExecution(running.execution, clusterName, this.options.clock.now()));
    else running.end();
    this.options.onAdvance(running.id, running.cluster);
  }

  private async resume(
    running: RunningPlan,
    left: { readonly stored: readonly JournalEntry[]; readonly term: number },
  ): Promise<void> {
    const { plan } = running.execution;
    const begun = left.stored.some(({ kind }) => kind === 'stage-started');
    await this.waitForReplicas(plan);
    if (this.abandoned) return;
    const decision = begun ? this.decideResume(plan) : 'nothing-done';
    this.options.logger.warn('plan-resumed', { plan: plan.id, decision });
    running.note({ kind: 'plan-resumed', at: this.options.clock.now(), lease: left.term, decision });
    if (decision === 'nothing-done') running.stopRequestedBy = 'topiary';
    if (decision === 'roll-back') await this.executor.rollBack(running);
    await this.runToEnd(running, this.options.snapshot().clusters.get(plan.cluster)?.name ?? plan.cluster);
  }

  private async waitForReplicas(plan: Plan): Promise<void> {
    const { clock, refresh, snapshot } = this.options;
    const replicas = [...new Set(stepsInOrder(plan).map(({ lane }) => lane))];
    const until = clock.monotonicMs() + RESUME_PATIENCE_MS;
    for (;;) {
      await refresh(involvedIn(plan));
      const { instances } = snapshot();
      if (replicas.every((id) => instances.get(id)?.health === 'ok')) return;
      if (this.abandoned || clock.monotonicMs() >= until) return;
      await clock.sleep(RESUME_RETRY_MS);
    }
  }

  /** Every step may be repeated, so going on is the rule; only where a server is gone now is it taken back. */
  private decideResume(plan: Plan): 'continue' | 'roll-back' {
    const { instances } = this.options.snapshot();
    return targetsOf(plan).every((id) => instances.get(id)?.health === 'ok') ? 'continue' : 'roll-back';
  }

  private async lease(): Promise<
    { kind: 'held'; term: number } | { kind: 'other'; holder: string } | { kind: 'lost' }
  > {
    const { observeOnlyReason, store } = this.options;
    if (observeOnlyReason !== null) return { kind: 'other', holder: observeOnlyReason };
    const state: LeaseState = await store.lease.check();
    if (state.kind !== 'held-by-other') return state;
    return { kind: 'other', holder: `${state.holder.hostname} (${state.holder.url})` };
  }

  private async executionOf(id: PlanId): Promise<Execution | null> {
    const known = this.running.get(id)?.execution ?? this.ended.get(id);
    return known ?? foldJournal(await this.options.store.journal.read(id));
  }

  private stateOf(execution: Execution): PlanState {
    const { plan } = execution;
    const snapshot = this.options.snapshot();
    return {
      plan,
      clusterName: snapshot.clusters.get(plan.cluster)?.name ?? plan.cluster,
      steps: renderExecuted(plan, execution.statements),
      createdAt: plan.basis.asOf,
      expiresAt: null,
      execution,
      undoable: execution.finishedAt !== null && undoMovesOf(execution, snapshot).length > 0,
    };
  }

  private productOf(id: InstanceId): Product | null {
    return this.options.snapshot().instances.get(id)?.observation?.product ?? null;
  }

  private remember(execution: Execution): void {
    const oldest = this.ended.keys().next();
    if (this.ended.size >= MAX_REMEMBERED && !oldest.done) {
      this.ended.delete(oldest.value);
      this.confirmedBy.delete(oldest.value);
    }
    this.ended.set(execution.planId, execution);
  }
}

/** Replicas, their present sources and their targets. */
function involvedIn(plan: Plan): readonly InstanceId[] {
  return [...new Set([...stepsInOrder(plan).map(({ instance }) => instance), ...targetsOf(plan)])];
}

function targetsOf(plan: Plan): readonly InstanceId[] {
  const { intent } = plan;
  return intent.kind === 'undo' ? intent.moves.map(({ target }) => target) : [intent.target];
}

function differenceOf(planned: Plan, again: Plan): string {
  const before = new Map(stepsInOrder(planned).map((step) => [step.id, JSON.stringify(step)]));
  const changed = stepsInOrder(again).filter((step) => before.get(step.id) !== JSON.stringify(step));
  const names = [...new Set(changed.map(({ lane }) => lane))];
  return names.length === 0 ? `${before.size} → ${stepsInOrder(again).length}` : names.slice(0, 3).join(', ');
}
