/**
 * Proposes, confirms, stops and undoes plans. Confirming decides again: under the cluster's lock, from observations
 * made after it was taken, the same planner runs once more, and only a plan that would run the same statements is run.
 */
import type {
  Actor,
  ClusterId,
  Execution,
  Instance,
  InstanceId,
  Intent,
  JournalEntry,
  Plan,
  PlanId,
  PlanReads,
  Product,
} from '@topiary/domain';
import { asPlanId, foldJournal, lanesToPutBack, planIntent, undoOf } from '@topiary/domain';
import type { BackResult, ConfirmResult, PlanRequest, PlanState, ProposeResult } from '../api.ts';
import type { PlanRecord } from '../ports/store.ts';
import { MarkerMemory } from '../pseudo-gtid/marker-memory.ts';
import { PlanMatches } from '../pseudo-gtid/plan-matches.ts';
import { detailOf } from '../shared/detail-of.ts';
import { auditOfExecution, auditOfRefusal } from './audit-plan.ts';
import { ClusterLocks, type ClusterLock } from './cluster-locks.ts';
import { decideUnderLease, lanesStillPlanned } from './decide-again.ts';
import { Executor, type Beginning, type Ending } from './executor.ts';
import { openLanes } from './lanes.ts';
import { NO_FENCING_HOOK } from './fence-server.ts';
import { LeftPlans } from './left-plans.ts';
import type { LeftPlan } from './left-plans.ts';
import { refusedBy } from './may-begin.ts';
import type { PlanServiceOptions } from './plan-service-options.ts';
import { decideResume, involvedIn, unknownIn } from './plan-servers.ts';
import { readForProposal } from './read-for-plan.ts';
import { restoringIntent } from './restoring-intent.ts';
import { Proposals, type Proposal } from './proposals.ts';
import { stateOfExecution } from './plan-state.ts';
import { renderPlan } from './render-plan.ts';
import { RunningPlan, type RunningPlanOptions } from './running-plan.ts';
import { waitForReplicas } from './wait-for-replicas.ts';
import { UnwrittenEnds } from './unwritten-ends.ts';

/** Plans that ended lately stay in memory, so that the page that ran them need not ask the store. */
const MAX_REMEMBERED = 200;

export class PlanService {
  private readonly options: PlanServiceOptions;
  private readonly proposals: Proposals;
  private readonly markers = new MarkerMemory();
  private readonly executor: Executor;
  private readonly locks: ClusterLocks;
  private readonly leftPlans: LeftPlans;
  private readonly unwrittenEnds: UnwrittenEnds;
  private readonly running = new Map<PlanId, RunningPlan>();
  /** Plans that this process stopped running because it was not certain that it still acts; their locks stay. */
  private readonly left = new Set<PlanId>();
  private readonly ended = new Map<PlanId, Execution>();
  private readonly confirmedBy = new Map<PlanId, Actor>();
  /** Plans of one cluster that were left are gone on with one after the other. */
  private readonly lastResumed = new Map<ClusterId, Promise<void>>();
  /** Settles when the locks of the plans that a killed process left are taken. */
  private locksTaken: Promise<void> = Promise.resolve();
  /** The term for which they were taken; nothing is begun under another one. */
  private readyTerm: number | null = null;
  private abandoned = false;

  constructor(options: PlanServiceOptions) {
    this.options = options;
    const { servers, clock, logger, store, shutdown } = options;
    this.locks = new ClusterLocks(options.snapshot);
    this.proposals = new Proposals(clock, options.proposalLifetimeMs);
    this.executor = new Executor({
      servers,
      clock,
      logger,
      lease: store.lease,
      productOf: (id) => this.productOf(id),
      snapshot: options.snapshot,
      refresh: options.refresh,
      shutdown,
      isAbandoned: () => this.abandoned,
      runFencingHook: options.runFencingHook ?? NO_FENCING_HOOK,
      onOwed: (running) => this.owed(running),
      stillPlanned: ({ execution }, lanes) => lanesStillPlanned(execution, lanes, options),
    });
    this.unwrittenEnds = new UnwrittenEnds({ clock, logger, isAbandoned: () => this.abandoned });
    this.leftPlans = new LeftPlans({
      ...options,
      locks: this.locks,
      isRunning: (id) => this.running.has(id),
      goOn: (left) => this.goOn(left),
      onChange: options.onUnreadable,
    });
  }

  /** Started by a killed process, and nobody knows how far they came; nothing is begun where they acted. */
  get unreadablePlans(): readonly PlanRecord[] {
    return this.leftPlans.unreadablePlans;
  }

  /** Of a plan that runs. */
  lockOn(cluster: ClusterId): ClusterLock | null {
    const lock = this.locks.on(cluster);
    return lock === null || this.leftPlans.isUnreadable(lock.plan) ? null : lock;
  }

  propose(request: PlanRequest, actor: Actor): ProposeResult {
    const unknown = unknownIn(request, this.options.snapshot());
    if (unknown !== null) return { kind: 'unknown-instance', instance: unknown };
    return this.proposeIntent(request, actor);
  }

  async proposeReading(request: PlanRequest, actor: Actor): Promise<ProposeResult> {
    const unknown = unknownIn(request, this.options.snapshot());
    if (unknown !== null) return { kind: 'unknown-instance', instance: unknown };
    return this.proposeRead(request, actor);
  }

  undo(id: PlanId, actor: Actor): Promise<BackResult> {
    return this.back(id, actor, (execution) => undoOf(execution, this.options.snapshot()));
  }

  restore(id: PlanId, actor: Actor): Promise<BackResult> {
    const { store, snapshot } = this.options;
    const read = (each: PlanId): Promise<Execution | null> => this.executionOf(each);
    return this.back(id, actor, (execution) => restoringIntent(execution, { journal: store.journal, snapshot, read }));
  }

  async confirm(id: PlanId, actor: Actor): Promise<ConfirmResult> {
    // Whether it went well is asked below, by the term.
    await this.locksTaken.catch(() => undefined);
    const before = this.confirmedBy.get(id);
    if (before !== undefined) return { kind: 'already-confirmed', by: before };
    const proposal = this.proposals.get(id);
    if (proposal === null) return { kind: 'unknown' };
    const servers = involvedIn(proposal.plan, this.options.snapshot());
    const lock = this.locks.against(proposal.plan, servers);
    if (lock !== null && this.leftPlans.isUnreadable(lock.plan))
      return { kind: 'store-failing', detail: `the journal of the unfinished plan ${lock.plan} cannot be read` };
    if (lock !== null) return { kind: 'busy', plan: lock.plan, by: lock.actor };
    // From here on a second confirmation of this plan, or of another on this cluster, is turned away.
    this.locks.take(proposal.plan, servers, actor);
    this.confirmedBy.set(id, actor);
    let result: ConfirmResult | null = null;
    try {
      result = await this.startLocked(proposal, actor);
      return result;
    } finally {
      if (result?.kind !== 'started') {
        this.locks.release(id);
        this.confirmedBy.delete(id);
      }
    }
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

  /**
   * From now on nothing is begun, until a term begins in which what was left has been taken up. `null`: nothing runs either. A
   * plan that runs, or is being begun, is said instead, and nothing changes.
   */
  standBack(): ClusterLock | null {
    const lock = this.locks.all.find(({ plan }) => !this.leftPlans.isUnreadable(plan)) ?? null;
    if (lock === null) this.readyTerm = null;
    return lock;
  }

  /** Resolves when every plan that runs now has ended, with its audit. */
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
    this.leftPlans.stop();
  }

  /**
   * Finishes what a killed process left. Called once the lease is held; resolves when those clusters are locked, so that
   * nobody else acts on them, and goes on in the background. Rejects when the store cannot say what was left.
   */
  resumeUnfinished(term: number): Promise<void> {
    this.locksTaken = this.takeLeftPlans(term);
    return this.locksTaken;
  }

  private async takeLeftPlans(term: number): Promise<void> {
    await this.leftPlans.take(term);
    // What somebody else has finished meanwhile.
    for (const id of this.left) if (!this.running.has(id) && !this.leftPlans.isUnreadable(id)) this.locks.release(id);
    this.left.clear();
    this.readyTerm = term;
  }

  private goOn({ execution, stored, term }: LeftPlan): void {
    const { plan, actor } = execution;
    this.confirmedBy.set(plan.id, actor);
    const running = this.register(plan, { stored, term, lookedAtMs: null });
    const before = this.lastResumed.get(plan.cluster) ?? Promise.resolve();
    const resumed = before.then(() => this.supervised(running, this.resume(running, stored)));
    this.lastResumed.set(plan.cluster, resumed);
  }

  /** Whatever goes wrong inside: it is said, and nobody waits for this plan or is kept from its cluster for ever. */
  private async supervised(running: RunningPlan, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.options.logger.error('plan-crashed', { plan: running.id, error });
    } finally {
      this.running.delete(running.id);
      // What was left half done is nobody else's until it is known who goes on with it.
      if (!this.left.has(running.id)) this.locks.release(running.id);
      running.end();
      this.options.onAdvance(running.id, running.cluster);
    }
  }

  private async back(
    id: PlanId,
    actor: Actor,
    intentOf: (execution: Execution) => Intent | null | Promise<Intent | null>,
  ): Promise<BackResult> {
    const execution = await this.executionOf(id);
    if (execution === null) return { kind: 'unknown' };
    const intent = await intentOf(execution);
    return intent === null ? { kind: 'not-undoable' } : this.proposeRead(intent, actor);
  }

  /** Decided by what its servers say when they are asked for it, too. */
  private async proposeRead(intent: Plan['intent'], actor: Actor): Promise<ProposeResult> {
    const question = { policy: this.options.policy(), intent, id: asPlanId('reading'), user: actor.user };
    return this.proposeIntent(intent, actor, await readForProposal(question, this.options));
  }

  private proposeIntent(intent: Plan['intent'], { user }: Actor, reads: PlanReads = {}): ProposeResult {
    const { policy, random, servers } = this.options;
    const snapshot = this.options.snapshot();
    const plan = planIntent({ snapshot, policy: policy(), intent, id: asPlanId(random.id()), user, reads });
    if ('kind' in plan) return plan;
    const clusterName = snapshot.clusters.get(plan.cluster)?.name ?? plan.cluster;
    const proposal = this.proposals.add({ plan, clusterName, steps: renderPlan(plan, snapshot, servers) });
    return { kind: 'proposed', state: { ...proposal, execution: null, undoable: false } };
  }

  private async startLocked(proposal: Proposal, actor: Actor): Promise<ConfirmResult> {
    const { plan } = proposal;
    const lookedAtMs = this.options.clock.monotonicMs();
    const { lease, stale } = await decideUnderLease(plan, actor, { ...this.options, readyTerm: this.readyTerm });
    if (lease.kind !== 'held') return refusedBy(lease);
    if (stale !== null) {
      const { reasons } = stale;
      const at = this.options.clock.now();
      this.options.store.audit.write(auditOfRefusal({ plan, actor, clusterName: proposal.clusterName, at, reasons }));
      return { kind: 'stale', ...stale };
    }
    const running = this.register(plan, { stored: [], term: lease.term, lookedAtMs });
    const statements = Object.fromEntries(proposal.steps.map((step) => [step.id, step.statements]));
    running.note({ kind: 'plan-started', at: this.options.clock.now(), plan, actor, lease: lease.term, statements });
    let obstacle: Ending | null;
    try {
      // In this order on disk: else the next start would go on with a plan that ended before this one began.
      await this.unwrittenEnds.write();
      obstacle = await this.executor.saveFirst(running);
    } catch (error) {
      this.running.delete(plan.id);
      return { kind: 'store-failing', detail: detailOf(error) };
    }
    this.proposals.remove(plan.id);
    void this.supervised(running, this.runToEnd(running, { clusterName: proposal.clusterName, first: [], obstacle }));
    return { kind: 'started', state: this.stateOf(running.execution) };
  }

  private register(plan: Plan, begun: Pick<RunningPlanOptions, 'stored' | 'term' | 'lookedAtMs'>): RunningPlan {
    const running = new RunningPlan({
      ...begun,
      id: plan.id,
      cluster: plan.cluster,
      maxParallelSteps: this.options.maxParallelSteps,
      journal: this.options.store.journal,
      matches: new PlanMatches({
        ...this.options,
        settings: this.options.pseudoGtid,
        markers: this.markers,
        observationOf: (server) => this.instance(server)?.observation ?? null,
      }),
      onAdvance: () => this.options.onAdvance(plan.id, plan.cluster),
    });
    this.running.set(plan.id, running);
    return running;
  }

  private async runToEnd(
    running: RunningPlan,
    { clusterName, ...beginning }: Beginning & { readonly clusterName: string },
  ): Promise<void> {
    const { clock, store, shutdown, onLeft } = this.options;
    const ending = await this.executor.run(running, beginning);
    if (ending === 'ended') {
      const { execution } = running;
      this.remember(execution);
      // Before anything that takes time: a process that is being stopped waits for this and for no more.
      store.audit.write(auditOfExecution(execution, clusterName, clock.now()));
      running.end();
      void this.unwrittenEnds.keepWriting(running);
    }
    await this.options.refresh(involvedIn(running.execution.plan, this.options.snapshot()));
    if (ending === 'ended' || shutdown.hasBegun) return;
    this.left.add(running.id);
    onLeft();
  }

  /** Nobody waits for a server that may stay away, and everything but it may be changed. */
  private owed(running: RunningPlan): void {
    this.locks.narrow(
      running.id,
      running.execution.owed.map(({ lane }) => lane),
    );
    running.end();
    this.options.onAdvance(running.id, running.cluster);
  }

  private async resume(running: RunningPlan, stored: readonly JournalEntry[]): Promise<void> {
    const { plan } = running.execution;
    const begun = stored.some(({ kind }) => kind === 'stage-started');
    const isEnding = (): boolean => this.abandoned || this.options.shutdown.hasBegun;
    const haveAnswered = await waitForReplicas(plan, { ...this.options, isEnding });
    // One that is asked to end at once still puts back what it can reach.
    if (this.abandoned || (this.options.shutdown.hasBegun && !haveAnswered)) return;
    const decision = begun ? decideResume(running.execution, this.options.snapshot()) : 'nothing-done';
    this.options.logger.warn('plan-resumed', { plan: plan.id, decision });
    running.note({ kind: 'plan-resumed', at: this.options.clock.now(), lease: running.term, decision });
    if (decision === 'nothing-done') running.stopRequestedBy ??= 'topiary';
    const first = [...lanesToPutBack(plan, stored), ...(decision === 'roll-back' ? openLanes(running.execution) : [])];
    const clusterName = this.options.snapshot().clusters.get(plan.cluster)?.name ?? plan.cluster;
    await this.runToEnd(running, { clusterName, first, obstacle: null });
  }

  private async executionOf(id: PlanId): Promise<Execution | null> {
    return (
      this.running.get(id)?.execution ?? this.ended.get(id) ?? foldJournal(await this.options.store.journal.read(id))
    );
  }

  private stateOf(execution: Execution): PlanState {
    return stateOfExecution(execution, this.options.snapshot());
  }

  private productOf(id: InstanceId): Product | null {
    return this.instance(id)?.observation?.product ?? null;
  }

  /** Also of a server that turned out, after its plan was made, to be known by another address. */
  private instance(id: InstanceId): Instance | undefined {
    const { instances, aliases } = this.options.snapshot();
    return instances.get(aliases.get(id) ?? id);
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
