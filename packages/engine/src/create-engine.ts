/** Puts the parts of the engine together. Everything that it needs of the world comes in through `EngineParts`. */
import type {
  Actor,
  Address,
  CanReplicate,
  ClusterId,
  Execution,
  InstanceId,
  Instant,
  MethodChoice,
  Operation,
  PlanId,
  PlanQuestion,
  RankedSuccessor,
  RegistryCommand,
} from '@topiary/domain';
import {
  asPlanId,
  assert,
  canReplicateFrom,
  FORGOTTEN_FOR_MS,
  judgeTargets,
  methodChoices,
  NO_PSEUDO_GTID,
  operationsOf,
  predict,
  rankSuccessors,
} from '@topiary/domain';
import type { AdoptAct, DiscoverResult, Engine, EngineChange, EngineStatus } from './api.ts';
import { auditOfAdoption } from './discovery/audit-adoption.ts';
import { auditOfDiscovery } from './discovery/audit-discovery.ts';
import { Discovery } from './discovery/discovery.ts';
import type { TopologyChange } from './discovery/topology-keeper.ts';
import type { EngineParts } from './engine-parts.ts';
import { handOver } from './hand-over.ts';
import { hostDeathWindow, HostWatch } from './hosts/host-watch.ts';
import { Inspection } from './inspection/inspection.ts';
import { InventoryWriter } from './inventory-writer.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { TopologyPictures } from './pictures/topology-pictures.ts';
import { namedPlans } from './plans/left-plans.ts';
import { PlanService } from './plans/plan-service.ts';
import { markerWriterOf, withoutMarkers, type MarkerWriter } from './pseudo-gtid/marker-writer.ts';
import { readOldestLogs } from './plans/read-for-plan.ts';
import { NO_NAMES } from './ports/names.ts';
import { actingBy } from './recovery/acting-of.ts';
import { takeOver } from './recovery/crashed-recoveries.ts';
import { createRecovery, type Recovery } from './recovery/create-recovery.ts';
import { TOPIARY } from './registry/audit-registry.ts';
import { IdentityService } from './registry/identity-service.ts';
import type { PlaceCommand } from './registry/place-clusters.ts';
import { RegistryService } from './registry/registry-service.ts';
import { Listeners } from './shared/listeners.ts';
import { Shutdown } from './shared/shutdown.ts';

/** What a proposal's preview is asked with, before it has an id of its own. */
const PREVIEW_ID = asPlanId('preview');

export function createEngine(parts: EngineParts): Engine {
  return new TopiaryEngine(parts);
}

class TopiaryEngine implements Engine {
  readonly inspection: Inspection;
  readonly pictures: TopologyPictures;
  private readonly recovery: Recovery;
  private readonly parts: EngineParts;
  private readonly listeners: Listeners<EngineChange>;
  private readonly discovery: Discovery;
  private readonly planService: PlanService;
  private readonly lease: LeaseKeeper;
  private readonly registry: RegistryService;
  private readonly identity: IdentityService;
  private readonly writer: InventoryWriter;
  private readonly hosts: HostWatch;
  private readonly markers: MarkerWriter | null;
  private readonly startedAt: Instant;
  private readonly shutdown = new Shutdown();

  constructor(parts: EngineParts) {
    this.parts = parts;
    const { servers, store, clock, logger, settings, names = NO_NAMES } = parts;
    this.startedAt = clock.now();
    this.listeners = new Listeners((error) => logger.error('listener-failed', { error }));
    this.writer = new InventoryWriter({ inventory: store.inventory, clock });
    this.hosts = new HostWatch({
      clock,
      logger,
      audit: store.audit,
      windowMs: hostDeathWindow(settings),
      mayWrite: () => settings.observeOnlyReason !== null || this.lease.state.kind === 'held',
    });
    this.discovery = new Discovery({
      ...parts,
      onChange: (change) => this.topologyChanged(change),
      onForgotten: (id) => this.writer.forget(id),
      onUnseen: (id) => this.forgetUnseen(id),
      onBack: (id) => void this.register({ kind: 'remember', instance: id, why: 'replicates' }, TOPIARY),
      restartReceiver: (source) => this.recovery.restarts.restartOne(source),
      names,
    });
    this.identity = new IdentityService({
      ...parts,
      names,
      audit: store.audit,
      discovery: this.discovery,
      registry: () => this.registry,
      lockOn: (cluster) => this.planService.lockOn(cluster),
    });
    this.inspection = new Inspection({ servers, clock, engine: this, settings });
    this.planService = new PlanService({
      ...parts,
      policy: () => this.asked().policy,
      pseudoGtid: settings.pseudoGtid ?? NO_PSEUDO_GTID,
      proposalLifetimeMs: settings.proposalLifetimeMs,
      maxParallelSteps: settings.maxParallelSteps,
      observeOnlyReason: settings.observeOnlyReason,
      snapshot: () => this.discovery.snapshot,
      refresh: (ids) => this.discovery.refreshAll(ids),
      onAdvance: (plan, cluster) => this.listeners.emit({ kind: 'plan', plan, cluster }),
      shutdown: this.shutdown,
      runFencingHook: (instance, plan) => this.recovery.runFencingHook(instance, plan),
      onLeft: () => this.lease.doubt(),
      onUnreadable: () => this.listeners.emit({ kind: 'status' }),
    });
    this.lease = this.createLease();
    this.recovery = this.createRecovery();
    this.markers = markerWriterOf(parts, {
      snapshot: () => this.discovery.snapshot,
      mayAct: () => this.lease.state.kind === 'held',
      onChange: () => this.listeners.emit({ kind: 'status' }),
    });
    this.pictures = new TopologyPictures({
      ...parts,
      snapshot: () => this.discovery.snapshot,
      mayAct: () => this.lease.state.kind === 'held',
    });
    this.registry = new RegistryService({
      store,
      clock,
      logger,
      observeOnlyReason: settings.observeOnlyReason,
      snapshot: () => this.discovery.snapshot,
      actingTerm: () => (this.lease.state.kind === 'held' ? this.lease.state.term : null),
      onChange: (registry, touched) => this.discovery.registered(registry, touched.instances),
    });
  }

  private asked(actor?: Actor): Omit<PlanQuestion, 'intent' | 'id'> {
    const accounts = this.recovery.accounts.last;
    const policy = { ...withoutMarkers(this.parts.policy, this.markers?.problems ?? []), accounts };
    return { snapshot: this.discovery.snapshot, policy, ...(actor === undefined ? {} : { user: actor.user }) };
  }

  private createLease(): LeaseKeeper {
    const { store, settings, clock, logger } = this.parts;
    return new LeaseKeeper({
      lease: store.lease,
      holder: settings.holder,
      clock,
      logger,
      onHeld: async (term) => {
        await this.registry.begin(term);
        const goOn = (): Promise<void> => this.planService.resumeUnfinished(term);
        await takeOver(goOn, { store, logger, plans: this.planService, recovery: this.recovery });
      },
      onChange: () => {
        void this.hosts.writeUnwritten();
        this.listeners.emit({ kind: 'status' });
      },
    });
  }

  private createRecovery(): Recovery {
    return createRecovery({
      ...this.parts,
      plans: this.planService,
      snapshot: () => this.discovery.snapshot,
      refresh: (ids) => this.discovery.refreshAll(ids),
      acting: () => this.acting(),
      hostsDown: () => this.hosts.incidents,
      onStorm: () => this.listeners.emit({ kind: 'status' }),
      registry: () => this.registry,
      onReplaced: (replaced) => this.discovery.setReplaced(replaced),
      emit: (change) => this.listeners.emit(change),
    });
  }

  get findings(): Engine['findings'] {
    return this.recovery.automatic.findings;
  }

  get findingLog(): Engine['findingLog'] {
    return this.recovery.findingLog;
  }

  get takeovers(): Engine['takeovers'] {
    return this.recovery.takeovers;
  }

  get recoveries(): Engine['recoveries'] {
    return this.recovery.recoveries;
  }

  recoverByHand(...[asked, actor]: Parameters<Engine['recoverByHand']>): ReturnType<Engine['recoverByHand']> {
    return this.recovery.manual.run(asked, actor);
  }

  get hooks(): Engine['hooks'] {
    return this.recovery.hooks;
  }

  async start(): Promise<void> {
    const known = await this.parts.store.inventory.load();
    this.writer.remember(known);
    await Promise.all([this.registry.start(), this.hosts.start(), this.recovery.start()]);
    this.discovery.start(known);
    if (this.parts.settings.observeOnlyReason === null) await this.lease.start();
    this.markers?.start();
    this.pictures.start();
  }

  async stop({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    this.shutdown.begin();
    this.recovery.stop();
    this.markers?.stop();
    this.pictures.stop();
    const { promise: deadline, resolve } = Promise.withResolvers<void>();
    const cancel = this.parts.clock.schedule(deadlineMs, resolve);
    await Promise.race([this.planService.idle(), deadline]);
    this.planService.abandon();
    await Promise.race([this.registry.stop(), deadline]);
    cancel();
    this.discovery.stop();
    if (this.parts.settings.observeOnlyReason === null) await this.lease.stop();
  }

  snapshot(): ReturnType<Engine['snapshot']> {
    return this.discovery.snapshot;
  }

  onChange(listener: (change: EngineChange) => void): () => void {
    return this.listeners.add(listener);
  }

  status(): EngineStatus {
    return {
      ...this.discovery.statistics,
      startedAt: this.startedAt,
      acting: this.acting(),
      pollIntervalMs: this.parts.settings.pollIntervalMs,
      storeFailure: this.parts.store.problem(),
      storm: this.recovery.storms.storm,
      markerProblems: this.markers?.problems ?? [],
      unreadablePlans: namedPlans(this.planService.unreadablePlans, this.discovery.snapshot),
    };
  }

  hostsDown(): ReturnType<Engine['hostsDown']> {
    return this.hosts.incidents;
  }

  runningOn(cluster: ClusterId): { readonly plan: PlanId; readonly actor: Actor } | null {
    return this.planService.lockOn(cluster);
  }

  async discover(address: Address, actor: Actor): Promise<DiscoverResult> {
    const outcome = await this.identity.discover(address, actor);
    if (outcome.kind === 'not-the-actor' || outcome.kind === 'store-failing') return outcome;
    const at = this.parts.clock.now();
    this.parts.store.audit.write(auditOfDiscovery(outcome, { actor, at, snapshot: this.discovery.snapshot }));
    return outcome;
  }

  look(address: Address): ReturnType<Engine['look']> {
    return this.discovery.look(address);
  }

  adopt(addresses: readonly Address[], act: AdoptAct): readonly InstanceId[] {
    const added = this.discovery.adopt(addresses);
    const entry = auditOfAdoption({ added, act, at: this.parts.clock.now() });
    if (entry !== null) this.parts.store.audit.write(entry);
    return added;
  }

  refresh(id: InstanceId): Promise<void> {
    return this.discovery.refresh(id);
  }

  candidates(request: Parameters<Engine['candidates']>[0], actor?: Actor): ReturnType<Engine['candidates']> {
    return judgeTargets({ ...this.asked(actor), id: PREVIEW_ID, request });
  }

  operations(id: InstanceId, actor?: Actor): readonly Operation[] {
    return operationsOf({ ...this.asked(actor), id: PREVIEW_ID }, id);
  }

  successors(master: InstanceId, actor?: Actor): readonly RankedSuccessor[] {
    return rankSuccessors({ user: null, ...this.asked(actor), master });
  }

  async canReplicateFrom(pair: Parameters<Engine['canReplicateFrom']>[0], actor?: Actor): Promise<CanReplicate> {
    const isMariadb = this.snapshot().instances.get(pair.target)?.observation?.gtid.kind === 'mariadb';
    const purged = await readOldestLogs(isMariadb ? [pair.target] : [], this.parts.servers);
    return canReplicateFrom({ ...this.asked(actor), reads: { purged } }, pair);
  }

  methods(intent: Parameters<Engine['methods']>[0], actor?: Actor): readonly MethodChoice[] {
    return methodChoices({ ...this.asked(actor), id: PREVIEW_ID, intent });
  }

  register(command: RegistryCommand, actor: Actor): ReturnType<Engine['register']> {
    return this.identity.register(command, actor);
  }

  placeCluster(command: PlaceCommand, actor: Actor): ReturnType<Engine['placeCluster']> {
    return this.identity.placeCluster(command, actor);
  }

  names(): ReturnType<Engine['names']> {
    return this.identity.names();
  }

  resolve(address: Address): ReturnType<Engine['resolve']> {
    return this.identity.resolve(address);
  }

  resetNames(actor: Actor): number {
    return this.identity.resetNames(actor);
  }

  propose(request: Parameters<Engine['propose']>[0], actor: Actor): ReturnType<Engine['propose']> {
    return this.planService.propose(request, actor);
  }

  proposeReading(request: Parameters<Engine['propose']>[0], actor: Actor): ReturnType<Engine['proposeReading']> {
    return this.planService.proposeReading(request, actor);
  }

  confirm(plan: PlanId, actor: Actor): ReturnType<Engine['confirm']> {
    return this.recovery.byHand.confirm(plan, actor);
  }

  async whenFinished(plan: PlanId): Promise<Execution> {
    const execution = await this.planService.whenFinished(plan);
    assert(execution !== null, 'only a plan that was started can be waited for', { plan });
    return execution;
  }

  requestStop(plan: PlanId, actor: Actor): ReturnType<Engine['requestStop']> {
    return this.planService.requestStop(plan, actor);
  }

  undo(plan: PlanId, actor: Actor): ReturnType<Engine['undo']> {
    return this.planService.undo(plan, actor);
  }

  restore(plan: PlanId, actor: Actor): ReturnType<Engine['restore']> {
    return this.planService.restore(plan, actor);
  }

  handOver(actor: Actor): ReturnType<Engine['handOver']> {
    const { parts, lease, planService: plans, recovery } = this;
    return handOver(actor, { ...parts, lease, plans, recovery, acting: this.acting() });
  }

  plan(plan: PlanId): ReturnType<Engine['plan']> {
    return this.planService.state(plan);
  }

  predict(...[plan]: Parameters<Engine['predict']>): ReturnType<Engine['predict']> {
    return predict(plan, this.discovery.snapshot, this.parts.policy);
  }

  plans(query: Parameters<Engine['plans']>[0]): ReturnType<Engine['plans']> {
    return this.parts.store.journal.list(query);
  }

  audit(query: Parameters<Engine['audit']>[0]): ReturnType<Engine['audit']> {
    return this.parts.store.audit.list(query);
  }

  private acting = (): EngineStatus['acting'] => actingBy(this.parts.settings, this.lease.state);

  private async forgetUnseen(id: InstanceId): Promise<void> {
    const durationMs = Math.min(this.parts.settings.forgetUnseenMs, FORGOTTEN_FOR_MS);
    await this.register({ kind: 'forget', instance: id, why: 'unseen', durationMs }, TOPIARY);
  }

  private topologyChanged(change: TopologyChange): void {
    this.writer.save(change);
    const { structure, data, gone } = change;
    const { isNews, touched } = this.hosts.look(change);
    const alsoTold = [...touched].filter((id) => !structure.includes(id) && !data.includes(id));
    this.listeners.emit({ kind: 'topology', structure, data: [...data, ...alsoTold], gone });
    if (isNews) this.listeners.emit({ kind: 'status' });
    this.recovery.changed([...structure, ...data, ...gone]);
  }
}
