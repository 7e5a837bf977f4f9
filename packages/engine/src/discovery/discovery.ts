/**
 * Keeps knowing the fleet: probes what is known, follows what the answers name, reacts to closed connections, and
 * recognises one server behind two addresses.
 */
import type {
  Address,
  ClassificationAnswers,
  ClusterId,
  InstanceId,
  Observation,
  Policy,
  ProbeFailure,
  Registry,
  ServerRecord,
  TopologySnapshot,
} from '@topiary/domain';
import { addressOf, healthOf, instanceIdOf } from '@topiary/domain';
import type { LookResult, Standing } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { ObserveResult, Servers } from '../ports/servers.ts';
import type { KnownTopology } from '../ports/store.ts';
import type { EngineSettings } from '../settings.ts';
import { Classifier } from './classifier.ts';
import type { Lateness } from './lateness.ts';
import { Looker } from './looker.ts';
import { neighboursOf, replicatesFrom, sourcesOf } from './neighbours.ts';
import { OutageWatch } from './outage-watch.ts';
import { Patrol } from './patrol.ts';
import { Prober } from './prober.ts';
import { SameServers } from './same-servers.ts';
import { ServerBook } from './server-book.ts';
import { TopologyKeeper } from './topology-keeper.ts';
import type { TopologyChange } from './topology-keeper.ts';

/** A guessed address that did not answer as hoped is asked again after so long, while its trace is still seen. */
const GUESS_RETRY_MS = 60_000;
const MAX_GUESSES = 10_000;
export interface DiscoveryOptions {
  readonly servers: Servers;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: EngineSettings;
  readonly policy: Policy;
  readonly onChange: (change: TopologyChange) => void;
  readonly onForgotten: (id: InstanceId) => void;
}

export type DiscoveryOutcome =
  | { readonly kind: 'discovered'; readonly id: InstanceId; readonly cluster: ClusterId; readonly known: boolean }
  | { readonly kind: 'failed'; readonly id: InstanceId; readonly failure: ProbeFailure };

export interface DiscoveryStatistics {
  readonly instances: number;
  readonly probesPerSecond: number;
  readonly inFlight: number;
  readonly lateness: Lateness | null;
}

export class Discovery {
  private readonly options: DiscoveryOptions;
  private readonly book = new ServerBook();
  private readonly keeper: TopologyKeeper;
  private readonly prober: Prober;
  private readonly outages: OutageWatch;
  private readonly sameServers: SameServers;
  private readonly patrol: Patrol;
  private readonly classifier: Classifier;
  private readonly looker: Looker;
  private readonly guessedAtMs = new Map<InstanceId, number>();
  /** They are still wanted: as soon as one answers again it is known again. */
  private readonly forgottenSeeds = new Set<InstanceId>();
  private unsubscribe: () => void = () => undefined;

  constructor(options: DiscoveryOptions) {
    this.options = options;
    const { clock, random, logger, policy, servers, settings } = options;
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
    });
    this.outages = new OutageWatch({
      clock,
      pollIntervalMs: settings.pollIntervalMs,
      snapshot: () => this.keeper.snapshot,
      records: this.book.records,
      probe: (id) => void this.prober.probe(id),
      probeSoon: (id) => this.prober.probeSoon(id),
    });
    this.sameServers = new SameServers({
      servers,
      clock,
      logger,
      probeDeadlineMs: settings.probeDeadlineMs,
      book: this.book,
      keeper: this.keeper,
      probe: (id) => this.prober.probe(id),
      onAlias: (alias) => this.becameAlias(alias),
    });
    this.classifier = new Classifier({
      servers,
      clock,
      logger,
      settings: settings.classification,
      answersOf: (id) => this.book.records.get(id)?.answers ?? null,
      onAnswers: (id, answers) => this.classified(id, answers),
    });
    this.looker = new Looker({
      servers,
      logger,
      settings,
      book: this.book,
      keptId: (id) => this.keeper.keptId(id),
      snapshot: () => this.keeper.snapshot,
      standingOf: (id) => this.standingOf(id),
      look: (id) => this.prober.look(id),
    });
    this.patrol = new Patrol({
      clock,
      targets: () => [...this.forgottenSeeds, ...this.keeper.knownAliases.keys()],
      look: (id) => this.lookAndLetGo(id),
      onAnswer: (id, observation) => this.answered(id, observation),
    });
  }

  get snapshot(): TopologySnapshot {
    return this.keeper.snapshot;
  }

  get statistics(): DiscoveryStatistics {
    return {
      instances: this.book.records.size,
      probesPerSecond: this.prober.probesPerSecond,
      inFlight: this.prober.inFlight,
      lateness: this.prober.probeLateness,
    };
  }

  start(known: KnownTopology): void {
    this.keeper.remember(known.clusters);
    for (const instance of known.instances) this.book.add(addressOf(instance.id), instance);
    const { seeds, filters } = this.options.settings;
    for (const seed of seeds) this.book.add(seed);
    // Where a server is dead, nobody else may name its source: another name of a server that is known, for example.
    for (const { id, sources } of known.instances)
      for (const source of sourcesOf(addressOf(id), sources, filters)) this.book.add(source);
    this.keeper.flush();
    const unsubscribes = [
      this.options.servers.onConnectionLost(({ id }) => this.connectionLost(id)),
      this.options.servers.onServerBack((id) => void this.prober.probe(id)),
    ];
    this.unsubscribe = () => unsubscribes.forEach((unsubscribe) => unsubscribe());
    for (const id of this.book.records.keys()) this.prober.watch(id);
    this.patrol.start();
  }

  stop(): void {
    this.unsubscribe();
    this.patrol.stop();
    this.classifier.stop();
    this.sameServers.stop();
    this.prober.stop();
    this.outages.stop();
    this.keeper.stop();
  }

  /** Probes an address; a server that answers is kept, and its neighbours are followed in the background. */
  async discover(address: Address): Promise<DiscoveryOutcome> {
    const id = this.keeper.keptId(instanceIdOf(address));
    const known = this.book.has(id);
    if (!known) {
      const first = await this.options.servers.observe(address, { deadlineMs: this.options.settings.probeDeadlineMs });
      if (first.kind === 'failed') {
        this.letGo(id);
        return { kind: 'failed', id, failure: first.failure };
      }
      this.admit(address);
    }
    await this.refresh(id);
    const instance = this.keeper.snapshot.instances.get(id);
    const record = this.book.records.get(id);
    if (known && record !== undefined && record.failure !== null)
      return { kind: 'failed', id, failure: record.failure };
    return { kind: 'discovered', id, cluster: instance?.cluster ?? this.clusterOf(id), known };
  }

  /** What is there, and nothing is kept of it. */
  async look(address: Address): Promise<LookResult> {
    try {
      return await this.looker.look(address);
    } finally {
      this.letGo(instanceIdOf(address));
    }
  }

  /** All at once; answers which of them are new. */
  adopt(addresses: readonly Address[]): readonly InstanceId[] {
    const added: InstanceId[] = [];
    for (const address of addresses) {
      const id = instanceIdOf(address);
      if (this.book.has(this.keeper.keptId(id)) || this.standingOf(id) !== 'new') continue;
      this.admit(address);
      added.push(id);
    }
    this.keeper.flush();
    return added;
  }

  /** Resolves when the snapshot holds a probe that began after this call. */
  async refresh(id: InstanceId): Promise<void> {
    await this.prober.probe(this.keeper.keptId(id));
    this.keeper.flush();
  }

  /** The same for servers that a plan names; one that is not known yet is from now on. */
  async refreshAll(ids: readonly InstanceId[]): Promise<void> {
    for (const id of ids) if (!this.book.has(this.keeper.keptId(id))) this.admit(addressOf(id));
    await Promise.all(ids.map((id) => this.prober.probe(this.keeper.keptId(id))));
    this.keeper.flush();
  }

  /** People registered something, of these servers or of clusters. */
  registered(registry: Registry, instances: ReadonlySet<InstanceId>): void {
    this.keeper.register(registry, instances);
  }

  /** Of an address that is not known. */
  private standingOf(id: InstanceId): Exclude<Standing, 'known'> {
    return this.options.settings.filters.ignores(id) ? 'ignored' : 'new';
  }

  private clusterOf(id: InstanceId): ClusterId {
    const cluster = this.book.records.get(id)?.lastCluster;
    return cluster ?? ('' as ClusterId);
  }

  private received(id: InstanceId, result: ObserveResult, beganMs: number): void {
    const before = this.book.records.get(id);
    if (before === undefined) return;
    const now = this.options.clock.now();
    if (result.kind === 'observed') {
      const sampled = { beganMs, endedMs: this.options.clock.monotonicMs() };
      this.book.observed(id, result.observation, { at: now, sampled });
      this.follow(id, result.observation);
    } else {
      this.book.failed(id, result.failure, now);
      if (this.isForgettable(id)) return this.forget(id);
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

  private follow(id: InstanceId, observation: Observation): void {
    const self = addressOf(id);
    for (const { address, certain } of neighboursOf(self, observation, this.options.settings.filters)) {
      if (this.book.has(instanceIdOf(address))) continue;
      if (certain) this.admit(address);
      else void this.tryGuess(address, id, observation);
    }
  }

  private admit(address: Address): void {
    if (this.options.settings.filters.ignores(instanceIdOf(address))) return;
    if (!this.book.add(address)) return;
    this.forgottenSeeds.delete(instanceIdOf(address));
    this.options.logger.info('server-found', { instance: instanceIdOf(address) });
    this.prober.watch(instanceIdOf(address));
  }

  private async tryGuess(address: Address, sourceId: InstanceId, source: Observation): Promise<void> {
    const id = instanceIdOf(address);
    const now = this.options.clock.monotonicMs();
    const last = this.guessedAtMs.get(id);
    if (last !== undefined && now - last < GUESS_RETRY_MS) return;
    if (this.guessedAtMs.size >= MAX_GUESSES) this.guessedAtMs.clear();
    this.guessedAtMs.set(id, now);
    const result = await this.prober.look(id);
    if (result?.kind === 'observed' && replicatesFrom(result.observation, source, sourceId)) this.admit(address);
    else this.letGo(id);
  }

  /** The driver holds a connection to every address that it was asked about. */
  private letGo(id: InstanceId): void {
    if (!this.isWatched(id)) this.options.servers.forget(id);
  }

  /** Aliases are in the book too, but nobody asks there. */
  private isWatched(id: InstanceId): boolean {
    return this.book.has(id) && !this.keeper.knownAliases.has(id);
  }

  /** A closed connection is news of the server itself, of those that replicate from it, and of its source. */
  private connectionLost(id: InstanceId): void {
    if (!this.book.has(id)) return;
    if (this.outages.isQuiet(id)) return this.prober.probeSoon(id);
    this.options.logger.warn('connection-lost', { instance: id });
    // Before its neighbours: it is the one that others wait to hear of.
    void this.prober.probe(id);
    this.outages.lost(id);
  }

  private classified(id: InstanceId, answers: ClassificationAnswers): void {
    this.book.answered(id, answers);
    this.keeper.gather();
  }

  private changed(change: TopologyChange): void {
    if (change.structure.length > 0) void this.sameServers.prove();
    this.classifier.look(change);
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
    this.letGo(id);
    return result;
  }

  private async answered(id: InstanceId, observation: Observation): Promise<void> {
    if (this.forgottenSeeds.delete(id)) return this.admit(addressOf(id));
    if (!(await this.sameServers.leadsElsewhere(id, observation))) return;
    this.sameServers.withdraw([id]);
    this.admit(addressOf(id));
  }

  private isForgettable(id: InstanceId): boolean {
    const since = this.book.records.get(id)?.failingSince ?? null;
    return since !== null && this.options.clock.now() - since > this.options.settings.forgetUnseenMs;
  }

  private forget(id: InstanceId): void {
    this.options.logger.info('server-forgotten', { instance: id });
    this.prober.unwatch(id);
    this.options.servers.forget(id);
    this.outages.forget(id);
    this.book.remove(id);
    this.classifier.forget(id);
    this.sameServers.withdraw(this.sameServers.aliasesOf(id));
    if (this.options.settings.seeds.some((seed) => instanceIdOf(seed) === id)) this.forgottenSeeds.add(id);
    this.options.onForgotten(id);
    this.keeper.flushSoon();
  }
}
