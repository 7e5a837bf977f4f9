/** Decides what of a new snapshot is worth writing down: who belongs where, and, now and then, that it was seen. */
import type { Instance, InstanceId, Instant, NamedSource, Observation, TopologySnapshot } from '@topiary/domain';
import type { TopologyChange } from './discovery/topology-keeper.ts';
import type { Clock } from './ports/clock.ts';
import type { Inventory, KnownInstance, KnownTopology } from './ports/store.ts';

/** "Last seen" is written at most so often per server; it serves forgetting, which counts in hours. */
const SEEN_INTERVAL_MS = 60_000;
/** MySQL knows 256 channels; a row of the inventory holds so many. */
const MAX_KNOWN_SOURCES = 256;

export class InventoryWriter {
  private readonly inventory: Inventory;
  private readonly clock: Clock;
  private readonly written = new Map<InstanceId, KnownInstance>();
  private readonly clusterFirstSeen = new Map<string, Instant>();

  constructor({ inventory, clock }: { readonly inventory: Inventory; readonly clock: Clock }) {
    this.inventory = inventory;
    this.clock = clock;
  }

  remember(known: KnownTopology): void {
    for (const instance of known.instances) this.written.set(instance.id, instance);
    for (const cluster of known.clusters) this.clusterFirstSeen.set(cluster.id, cluster.firstSeenAt);
  }

  save({ snapshot, structure, data, gone }: TopologyChange): void {
    for (const id of structure) this.saveCluster(snapshot, id);
    for (const id of [...structure, ...data]) {
      for (const member of snapshot.clusters.get(id)?.members ?? []) this.saveInstance(snapshot.instances.get(member));
    }
    for (const id of gone) {
      this.inventory.forgetCluster(id);
      this.clusterFirstSeen.delete(id);
    }
  }

  forget(id: InstanceId): void {
    this.written.delete(id);
    this.inventory.forgetInstance(id);
  }

  private saveCluster(snapshot: TopologySnapshot, id: TopologyChange['structure'][number]): void {
    const cluster = snapshot.clusters.get(id);
    if (cluster === undefined) return;
    const firstSeenAt = this.clusterFirstSeen.get(id) ?? this.clock.now();
    this.clusterFirstSeen.set(id, firstSeenAt);
    this.inventory.saveCluster({ id, name: cluster.name, alias: null, firstSeenAt, revision: cluster.revision });
  }

  private saveInstance(instance: Instance | undefined): void {
    if (instance === undefined) return;
    const before = this.written.get(instance.id);
    const serverUuid = instance.observation?.identity.serverUuid ?? before?.serverUuid ?? null;
    const sources = sourcesOf(instance, before?.sources ?? []);
    const { answers } = instance.classification;
    const failingSince = failingSinceOf(instance, before?.failingSince ?? null);
    const sameFacts =
      before !== undefined &&
      before.cluster === instance.cluster &&
      before.serverUuid === serverUuid &&
      before.answers === answers &&
      before.failingSince === failingSince &&
      before.sources === sources;
    const seenLately = (instance.observedAt ?? 0) - (before?.lastSeenAt ?? 0) < SEEN_INTERVAL_MS;
    if (sameFacts && seenLately) return;
    const known: KnownInstance = {
      id: instance.id,
      cluster: instance.cluster,
      serverUuid,
      sources,
      answers,
      firstSeenAt: before?.firstSeenAt ?? this.clock.now(),
      lastSeenAt: instance.observedAt ?? before?.lastSeenAt ?? null,
      failingSince,
    };
    this.written.set(instance.id, known);
    this.inventory.saveInstance(known);
  }
}

/** A first failure, and that nobody asked yet, change nothing of what is known. */
function failingSinceOf({ health, failingSince }: Instance, before: Instant | null): Instant | null {
  if (health === 'unreachable') return failingSince;
  return health === 'ok' ? null : before;
}

/** The same list as long as it names the same; what was not observed by this process is what it was. */
function sourcesOf({ observation }: Instance, before: readonly NamedSource[]): readonly NamedSource[] {
  if (observation === null || namesTheSame(before, observation.channels)) return before;
  return observation.channels.slice(0, MAX_KNOWN_SOURCES).map(({ name, source }) => ({ channel: name, source }));
}

function namesTheSame(before: readonly NamedSource[], channels: Observation['channels']): boolean {
  if (before.length !== Math.min(channels.length, MAX_KNOWN_SOURCES)) return false;
  return before.every(({ channel, source }, index) => {
    const now = channels[index];
    return channel === now?.name && source.host === now.source.host && source.port === now.source.port;
  });
}
