/**
 * Keeps knowing the fleet: probes what is known, follows what the answers name, reacts to closed connections, and
 * recognises one server behind two addresses.
 */
import type {
  Address,
  ClassificationAnswers,
  ClusterId,
  InstanceId,
  Registry,
  ServerRecord,
  TopologySnapshot,
} from '@topiary/domain';
import { addressOf, healthOf, instanceIdOf } from '@topiary/domain';
import type { LookResult } from '../api.ts';
import type { ObserveResult } from '../ports/servers.ts';
import type { KnownTopology } from '../ports/store.ts';
import { NO_NAMING } from '../settings.ts';
import { Admission } from './admission.ts';
import { Classifier } from './classifier.ts';
import type { DiscoveryOptions, DiscoveryOutcome, DiscoveryStatistics } from './discovery-types.ts';
import { Forgetting } from './forgetting.ts';
import { HostNames } from './host-names.ts';
import { KnownNames } from './known-names.ts';
import { Looker } from './looker.ts';
import { sourcesOf } from './neighbours.ts';
import { Newcomers } from './newcomers.ts';
import type { OutageWatch } from './outage-watch.ts';
import { Patrol } from './patrol.ts';
import { Prober } from './prober.ts';
import type { PulseWatch } from './pulse-watch.ts';
import { Refreshing } from './refreshing.ts';
import { Returns } from './returns.ts';
import { SameServers } from './same-servers.ts';
import { ServerBook } from './server-book.ts';
import { TopologyKeeper } from './topology-keeper.ts';
import type { TopologyChange } from './topology-keeper.ts';
import { createWatches } from './watches.ts';

export class Discovery {
  readonly names: KnownNames;
  private readonly options: DiscoveryOptions;
  private readonly book = new ServerBook();
  private readonly keeper: TopologyKeeper;
  private readonly prober: Prober;
  private readonly outages: OutageWatch;
  private readonly pulses: PulseWatch;
  private readonly refreshing: Refreshing;
  private readonly sameServers: SameServers;
  private readonly patrol: Patrol;
  private readonly classifier: Classifier;
  private readonly looker: Looker;
  private readonly admission: Admission;
  private readonly hostNames: HostNames;
  private readonly newcomers: Newcomers;
  private readonly returns: Returns;
  private readonly forgetting: Forgetting;
  private unsubscribe: () => void = () => undefined;

  constructor(options: DiscoveryOptions) {
    this.options = options;
    const { clock, random, logger, policy, servers, settings } = options;
    const { lookUp: method, expiryMs, told: naming } = settings.names ?? NO_NAMING;
    this.admission = new Admission({ filters: settings.filters, clock, logger });
    this.hostNames = new HostNames({
      resolver: options.names,
      clock,
      method,
      expiryMs,
      isRejected: naming.isRejected,
    });
    this.keeper = new TopologyKeeper({
      book: this.book,
      clock,
      random,
      policy,
      onChange: (change) => this.changed(change),
    });
    this.prober = new Prober({
      servers,
      clock,
      random,
      logger,
      settings,
      onResult: (id, result, beganMs) => this.received(id, result, beganMs),
      onBegun: (id) => this.pulses.probeBegan(id),
    });
    const parts = { ...options, keeper: this.keeper, book: this.book, prober: this.prober };
    const watches = createWatches({ ...parts, onGone: (id, before) => this.healthMayHaveChanged(id, before) });
    ({ outages: this.outages, pulses: this.pulses } = watches);
    this.sameServers = new SameServers({
      servers,
      clock,
      logger,
      probeDeadlineMs: settings.probeDeadlineMs,
      naming,
      book: this.book,
      keeper: this.keeper,
      probe: (id) => this.prober.probe(id),
      onAlias: (alias) => this.becameAlias(alias),
      onOwnServer: (id) => this.newcomers.take(id),
    });
    this.classifier = this.createClassifier();
    const { hostNames, admission, sameServers, keeper, book } = this;
    this.names = new KnownNames({ hostNames, admission, sameServers, keeper, book });
    this.newcomers = this.createNewcomers();
    this.refreshing = new Refreshing({ ...parts, sameServers, newcomers: this.newcomers });
    this.looker = this.createLooker();
    this.returns = new Returns({
      admission: this.admission,
      keeper: this.keeper,
      sameServers: this.sameServers,
      take: (id) => this.newcomers.take(id),
      onBack: options.onBack,
    });
    this.forgetting = this.createForgetting();
    this.patrol = new Patrol({
      clock,
      targets: () => this.returns.targets(),
      look: (id) => this.lookAndLetGo(id),
      onAnswer: (id, observation) => this.returns.answered(id, observation),
    });
  }

  get snapshot(): TopologySnapshot {
    return this.keeper.snapshot;
  }

  get statistics(): DiscoveryStatistics {
    return {
      instances: this.book.records.size,
      probesPerSecond: this.prober.probesPerSecond,
      probesInFlight: this.prober.inFlight,
      probesWaiting: this.prober.waiting,
      probeLateness: this.prober.probeLateness,
    };
  }

  start(known: KnownTopology): void {
    this.keeper.remember(known.clusters);
    for (const instance of known.instances)
      if (this.admission.forgotten(instance.id) === null) this.book.add(addressOf(instance.id), instance);
    for (const seed of this.options.settings.seeds)
      if (!this.forgetting.heedSeed(instanceIdOf(seed))) this.book.add(seed);
    // Where a server is dead, nobody else may name its source: another name of a server that is known, for example.
    for (const { id, sources } of known.instances)
      for (const source of this.book.has(id) ? sourcesOf(addressOf(id), sources) : [])
        if (this.admission.allows(instanceIdOf(source), 'source', id)) this.book.add(source);
    this.keeper.flush();
    const unsubscribes = [
      this.options.servers.onConnectionLost(({ id }) => this.connectionLost(id)),
      this.options.servers.onServerBack((id) => void this.prober.probe(id)),
    ];
    this.unsubscribe = () => unsubscribes.forEach((unsubscribe) => unsubscribe());
    for (const id of this.book.records.keys()) if (!this.keeper.knownAliases.has(id)) this.prober.watch(id);
    this.patrol.start();
  }

  stop(): void {
    this.unsubscribe();
    this.patrol.stop();
    this.classifier.stop();
    this.sameServers.stop();
    this.prober.stop();
    this.outages.stop();
    this.pulses.stop();
    this.keeper.stop();
  }

  /** Probes an address; a server that answers is kept, and its neighbours are followed in the background. */
  async discover(address: Address): Promise<DiscoveryOutcome> {
    const asked = instanceIdOf(address);
    const id = this.keeper.keptId(asked);
    const known = this.book.has(id);
    if (!known) {
      const isForgotten = this.admission.forgotten(id) !== null;
      if (!this.admission.allows(id, 'asked', null) && !isForgotten)
        return { kind: 'kept-out', id, ...this.admission.reasonFor(id) };
      const first = await this.options.servers.observe(address, { deadlineMs: this.options.settings.probeDeadlineMs });
      if (first.kind === 'failed') {
        this.newcomers.letGo(id);
        return { kind: 'failed', id, failure: first.failure };
      }
      if (isForgotten || this.admission.refusesUsers(id, first.observation)) {
        this.newcomers.letGo(id);
        return { kind: 'kept-out', id, ...this.admission.reasonFor(id) };
      }
      this.newcomers.admit({ address, as: 'asked', namedBy: null });
    }
    await this.refresh(id);
    // It may be another name of a known server; until that is known, it would be shown as a server with a cluster of its own.
    if (!known) await this.sameServers.proveAbout(id);
    const kept = this.keeper.keptId(id);
    const record = this.book.records.get(kept);
    if (known && record !== undefined && record.failure !== null)
      return { kind: 'failed', id, failure: record.failure };
    const cluster = this.keeper.snapshot.instances.get(kept)?.cluster ?? record?.lastCluster ?? ('' as ClusterId);
    return { kind: 'discovered', id: kept, asked, cluster, known: known || kept !== id };
  }

  knowsCluster(id: ClusterId): boolean {
    return this.keeper.knowsCluster(id);
  }

  setReplaced(replaced: ReadonlyMap<InstanceId, InstanceId>): void {
    this.keeper.setReplaced(replaced);
  }

  placeClusters(claims: ReadonlyMap<InstanceId, ClusterId | null>): void {
    this.keeper.place(claims);
  }

  /** A person, or its own replication, took the tombstone away. */
  comeBack(id: InstanceId): void {
    this.newcomers.take(id);
  }

  private createClassifier(): Classifier {
    const { servers, clock, logger, settings } = this.options;
    return new Classifier({
      servers,
      clock,
      logger,
      settings: settings.classification,
      answersOf: (id) => this.book.records.get(id)?.answers ?? null,
      onAnswers: (id, answers) => this.classified(id, answers),
    });
  }

  private createNewcomers(): Newcomers {
    const { servers, clock, logger } = this.options;
    const { book, keeper, prober, admission, hostNames, sameServers } = this;
    const onAdmitted = (id: InstanceId): void => this.returns.isKnown(id);
    return new Newcomers({
      servers,
      clock,
      logger,
      book,
      keeper,
      prober,
      admission,
      hostNames,
      sameServers,
      onAdmitted,
    });
  }

  private createForgetting(): Forgetting {
    const { clock, logger, settings, onUnseen } = this.options;
    const { book, admission, returns } = this;
    const [drop, take] = [(id: InstanceId) => this.drop(id), (id: InstanceId) => this.newcomers.take(id)];
    return new Forgetting({ clock, logger, settings, book, admission, returns, onUnseen, drop, take });
  }

  private createLooker(): Looker {
    const { servers, logger, settings } = this.options;
    return new Looker({
      servers,
      logger,
      settings,
      book: this.book,
      keptId: (id) => this.keeper.keptId(id),
      standingOf: (id) => this.admission.standingOf(id),
      refuses: (id, observation) => this.admission.refusesUsers(id, observation),
      look: (id) => this.prober.look(id),
    });
  }

  /** What is there, and nothing is kept of it. */
  async look(address: Address): Promise<LookResult> {
    try {
      return await this.looker.look(address);
    } finally {
      this.newcomers.letGo(instanceIdOf(address));
    }
  }

  /** All at once; answers which of them are new. */
  adopt(addresses: readonly Address[]): readonly InstanceId[] {
    const added: InstanceId[] = [];
    for (const address of addresses) {
      const id = instanceIdOf(address);
      if (this.book.has(this.keeper.keptId(id)) || this.admission.standingOf(id) !== 'new') continue;
      this.newcomers.admit({ address, as: 'asked', namedBy: null });
      added.push(id);
    }
    this.keeper.flush();
    return added;
  }

  /** Resolves when the snapshot holds a probe that began after this call. */
  refresh(id: InstanceId): Promise<void> {
    return this.refreshing.one(id);
  }

  /** The same for servers that a plan names. */
  refreshAll(ids: readonly InstanceId[]): Promise<void> {
    return this.refreshing.all(ids);
  }

  /** People registered something, of these servers or of clusters. */
  registered(registry: Registry, instances: ReadonlySet<InstanceId>): void {
    this.admission.register(registry);
    for (const id of instances) this.forgetting.heed(id);
    this.keeper.register(registry, instances);
    this.sameServers.declare(registry.declared);
    for (const id of instances) void this.refreshing.proveVirtualName(id);
  }

  private received(id: InstanceId, result: ObserveResult, beganMs: number): void {
    const before = this.book.records.get(id);
    if (before === undefined) return;
    const now = this.options.clock.now();
    this.pulses.probeEnded(id);
    if (result.kind === 'observed') {
      if (this.admission.refusesUsers(id, result.observation)) return this.drop(id);
      const sampled = { beganMs, endedMs: this.options.clock.monotonicMs() };
      this.book.observed(id, result.observation, { at: now, sampled });
      this.newcomers.follow(id, result.observation);
      this.pulses.answered(id);
    } else {
      this.book.failed(id, result.failure, now);
      if (this.forgetting.isDue(id)) return void this.forgetting.forgetUnseen(id);
    }
    this.healthMayHaveChanged(id, before);
  }

  private healthMayHaveChanged(id: InstanceId, before: ServerRecord): void {
    const after = this.book.records.get(id);
    if (after === undefined || healthOf(before) === healthOf(after)) return this.keeper.gather();
    // A fleet that is being found brings first answers by the thousand, and nobody waits for a single one of them.
    if (healthOf(before) === 'unprobed' && healthOf(after) === 'ok') return this.keeper.gather();
    this.keeper.flushSoon();
    if (healthOf(after) === 'unreachable') {
      this.logFailure(id, after);
      this.outages.confirmed(id);
    }
    if (healthOf(after) !== 'ok') return;
    if (healthOf(before) === 'unreachable') this.options.logger.info('server-answers', { instance: id });
    this.outages.ended(id);
  }

  private logFailure(id: InstanceId, { failure }: ServerRecord): void {
    const { kind, code, detail, waitingFor } = failure ?? { kind: null, code: null, detail: null, waitingFor: null };
    this.options.logger.warn('server-unreachable', { instance: id, kind, code, detail, waitingFor });
  }

  /** A closed connection is news of the server itself, of those that replicate from it, and of its source. */
  private connectionLost(id: InstanceId): void {
    if (!this.book.has(id)) return;
    if (this.outages.isQuiet(id)) return this.prober.probeSoon(id);
    this.options.logger.warn('connection-lost', { instance: id });
    // Before its neighbours: it is the one that others wait to hear of.
    void this.prober.probeLost(id);
    this.outages.lost(id);
  }

  private classified(id: InstanceId, answers: ClassificationAnswers): void {
    this.book.answered(id, answers);
    this.keeper.gather();
  }

  private changed(change: TopologyChange): void {
    if (change.structure.length > 0) void this.sameServers.prove();
    this.classifier.look(change);
    this.pulses.look(change);
    this.options.onChange(change);
  }

  private becameAlias(alias: InstanceId): void {
    this.prober.unwatch(alias);
    this.options.servers.forget(alias);
    // Else the next start would load both and might keep the other one.
    this.options.onForgotten(alias);
  }

  /** An address that nobody watches: a connection to it is not held between two looks. */
  private async lookAndLetGo(id: InstanceId): Promise<ObserveResult | null> {
    const result = await this.prober.look(id);
    this.newcomers.letGo(id);
    return result;
  }

  private drop(id: InstanceId): void {
    this.options.logger.info('server-forgotten', { instance: id });
    this.prober.unwatch(id);
    this.options.servers.forget(id);
    this.outages.forget(id);
    this.book.remove(id);
    this.classifier.forget(id);
    this.sameServers.forget(id);
    this.options.onForgotten(id);
    this.keeper.flushSoon();
  }
}
