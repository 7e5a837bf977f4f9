/**
 * Turns records into snapshots. Changes are gathered for a moment, so that two hundred answers make one snapshot; a
 * change of health is shown at once, because somebody waits for it. Only where many come together (a start, a network
 * that breaks) those after the first are gathered too: a snapshot of 10,000 servers takes tens of milliseconds to make.
 */
import type { ClusterId, InstanceId, Policy, Registry, TopologySnapshot } from '@topiary/domain';
import { asClusterId, assert, buildSnapshot, EMPTY_REGISTRY, withAlias, withoutAlias } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { KnownCluster } from '../ports/store.ts';
import type { ServerBook } from './server-book.ts';

export const GATHER_MS = 100;
/** Between two snapshots that are made at once. */
export const URGENT_GATHER_MS = 20;
/**
 * Where a snapshot takes long to make, the next one is further away, by this many times as long: in a fleet of 10,000
 * that is being found every answer changes the structure, and snapshots would leave no time for probes.
 */
const REST_PER_BUILD = 20;
const URGENT_REST_PER_BUILD = 2;
/** But not further than this, so that what is shown does not grow old. */
const LONGEST_GATHER_MS = 500;

export interface TopologyChange {
  readonly snapshot: TopologySnapshot;
  readonly structure: readonly ClusterId[];
  readonly data: readonly ClusterId[];
  readonly gone: readonly ClusterId[];
}

export interface TopologyKeeperOptions {
  readonly book: ServerBook;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: Policy;
  readonly onChange: (change: TopologyChange) => void;
}

export class TopologyKeeper {
  private readonly options: TopologyKeeperOptions;
  private readonly knownClusters = new Map<ClusterId, { alias: string | null; revision: number }>();
  private aliases: ReadonlyMap<InstanceId, InstanceId> = new Map();
  /** Aliases in `knownClusters` changed since the last snapshot. */
  private aliasesByHandChanged = true;
  private registry: Pick<Registry, 'instances' | 'clusterAliases'> = EMPTY_REGISTRY;
  private unproved: ReadonlySet<string> = new Set();
  private replaced: ReadonlyMap<InstanceId, InstanceId> = new Map();
  private current: TopologySnapshot | null = null;
  private cancelGathering: (() => void) | null = null;
  /** When the snapshot that is gathered for is due; only while one is. */
  private dueMs = Infinity;
  private builtAtMs = -Infinity;
  /** How long the last snapshot took to make and to hand on. */
  private tookMs = 0;

  constructor(options: TopologyKeeperOptions) {
    this.options = options;
    this.current = this.build(null).snapshot;
  }

  get snapshot(): TopologySnapshot {
    assert(this.current !== null, 'the constructor makes the first snapshot');
    return this.current;
  }

  /** What the store knew, before the first snapshot with servers in it. */
  remember(clusters: readonly KnownCluster[]): void {
    this.aliasesByHandChanged = true;
    for (const { id, alias, revision } of clusters)
      this.knownClusters.set(id, { alias: this.registry.clusterAliases.get(id) ?? alias, revision });
  }

  /** Also of one that is not there now. */
  knowsCluster(id: ClusterId): boolean {
    return this.knownClusters.has(id);
  }

  /** At once: somebody who registered something looks for it. */
  register(registry: Registry, instances: ReadonlySet<InstanceId>): void {
    this.registry = registry;
    this.aliasesByHandChanged = true;
    for (const [id, { revision }] of this.knownClusters)
      this.knownClusters.set(id, { alias: registry.clusterAliases.get(id) ?? null, revision });
    for (const [id, alias] of registry.clusterAliases)
      if (!this.knownClusters.has(id)) this.knownClusters.set(id, { alias, revision: 0 });
    const before = this.snapshot.instances;
    const shown = [...instances].filter((id) => before.has(id));
    this.publish(this.build(new Set([...this.options.book.takeTouched(), ...shown])));
  }

  /** Two addresses proved to be one server: the first is kept under the second. */
  addAlias(alias: InstanceId, kept: InstanceId): void {
    this.aliases = withAlias(this.aliases, alias, kept);
    this.rebuild();
  }

  /** Pairs that tell one identity and could not be told apart. */
  setUnproved(pairs: ReadonlySet<string>): void {
    this.unproved = new Set(pairs);
    this.rebuild();
  }

  /** Masters that another one replaced, and who that is. */
  setReplaced(replaced: ReadonlyMap<InstanceId, InstanceId>): void {
    this.replaced = replaced;
    this.rebuild();
  }

  /** Which cluster's id these servers go on with, whatever they claimed before; `null`: none of before. */
  place(claims: ReadonlyMap<InstanceId, ClusterId | null>): void {
    this.options.book.takeTouched();
    this.publish(this.build(null, claims));
  }

  /** Another server answers there now. */
  removeAliases(aliases: readonly InstanceId[]): void {
    this.aliases = aliases.reduce(withoutAlias, this.aliases);
    this.rebuild();
  }

  get knownAliases(): ReadonlyMap<InstanceId, InstanceId> {
    return this.aliases;
  }

  /** The id under which a server is kept that may also be known by another. */
  keptId(id: InstanceId): InstanceId {
    return this.aliases.get(id) ?? id;
  }

  gather(): void {
    this.flushWithin(restAfter(this.tookMs * REST_PER_BUILD, GATHER_MS));
  }

  /** At once, unless a snapshot was made just now. */
  flushSoon(): void {
    const sinceMs = this.options.clock.monotonicMs() - this.builtAtMs;
    const restMs = restAfter(this.tookMs * URGENT_REST_PER_BUILD, URGENT_GATHER_MS);
    if (sinceMs >= restMs) this.flush();
    else this.flushWithin(restMs - sinceMs);
  }

  private flushWithin(ms: number): void {
    const dueMs = this.options.clock.monotonicMs() + ms;
    if (this.cancelGathering !== null && this.dueMs <= dueMs) return;
    this.cancelGathering?.();
    this.dueMs = dueMs;
    this.cancelGathering = this.options.clock.schedule(ms, () => this.flush());
  }

  /** Makes the snapshot hold everything that the book holds, now. */
  flush(): void {
    this.cancelGathering?.();
    this.cancelGathering = null;
    const changed = this.options.book.takeTouched();
    if (changed.size === 0) return;
    const startedMs = this.options.clock.monotonicMs();
    this.publish(this.build(changed));
    // After the work, so that a snapshot that takes long leaves time for the rest.
    this.builtAtMs = this.options.clock.monotonicMs();
    this.tookMs = this.builtAtMs - startedMs;
  }

  stop(): void {
    this.cancelGathering?.();
    this.cancelGathering = null;
  }

  private rebuild(): void {
    this.options.book.takeTouched();
    this.publish(this.build(null));
  }

  private build(
    changed: ReadonlySet<InstanceId> | null,
    claims: ReadonlyMap<InstanceId, ClusterId | null> = NO_CLAIMS,
  ): TopologyChange {
    const { book, clock, random, policy } = this.options;
    return buildSnapshot({
      asOf: clock.now(),
      records: book.records,
      aliases: this.aliases,
      previous: this.current,
      changed,
      registered: this.registry.instances,
      unproved: this.unproved,
      replaced: this.replaced,
      claims,
      knownClusters: this.knownClusters,
      sameNamesByHand: !this.aliasesByHandChanged,
      mintClusterId: () => asClusterId(random.id()),
      policy,
    });
  }

  /** Servers and revisions are remembered, so that a cluster which vanishes and returns goes on where it was. */
  private noteMembers(snapshot: TopologySnapshot, id: ClusterId): void {
    const revision = snapshot.clusters.get(id)?.revision;
    if (revision !== undefined)
      this.knownClusters.set(id, { alias: this.knownClusters.get(id)?.alias ?? null, revision });
    for (const member of snapshot.clusters.get(id)?.members ?? []) this.options.book.placed(member, id);
  }

  private publish(change: TopologyChange): void {
    this.current = change.snapshot;
    this.aliasesByHandChanged = false;
    for (const id of change.structure) this.noteMembers(change.snapshot, id);
    if (change.structure.length + change.data.length + change.gone.length > 0) this.options.onChange(change);
  }
}

const NO_CLAIMS: ReadonlyMap<InstanceId, ClusterId | null> = new Map();

function restAfter(buildRestMs: number, leastMs: number): number {
  return Math.min(LONGEST_GATHER_MS, Math.max(leastMs, buildRestMs));
}
