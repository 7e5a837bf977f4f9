/** One instance as a card shows it. */
import type { NodeView } from '@topiary/contract';
import { DETACHED_PREFIX, instanceIdOf, isDetached, shortVersion } from '@topiary/domain';
import type { Edge, GtidState, Instance, Observation, ReplicationChannel, TopologySnapshot } from '@topiary/domain';
import { ownNameOf } from './own-name.ts';
import type { DeepReadonly } from './readonly.ts';

export interface NodeInput {
  readonly instance: Instance;
  /** Its own edges: one per channel. */
  readonly edges: readonly Edge[];
  /** How many instances replicate from it. */
  readonly replicas: number;
}

const NO_EDGES: readonly Edge[] = [];

export function nodeInputOf(instance: Instance, snapshot: TopologySnapshot): NodeInput {
  return {
    instance,
    edges: snapshot.edgesByReplica.get(instance.id) ?? NO_EDGES,
    replicas: new Set(snapshot.edgesBySource.get(instance.id)?.map((edge) => edge.replica)).size,
  };
}

export function presentNode({ instance, edges, replicas }: NodeInput): DeepReadonly<NodeView> {
  return {
    id: instance.id,
    host: instance.address.host,
    port: instance.address.port,
    ownName: ownNameOf(instance),
    classification: classificationOf(instance.classification),
    role: instance.role,
    health: instance.health,
    depth: instance.depth,
    ...observedFacts(instance.observation),
    lagSeconds: largest(edges.map((edge) => edge.lagSeconds)),
    replicas,
    problems: instance.problems,
    registered: instance.registered,
    observedAt: instance.observedAt,
    failingSince: instance.failingSince,
  };
}

function classificationOf({
  answers: _answers,
  unknown: _unknown,
  ...shown
}: Instance['classification']): DeepReadonly<NodeView>['classification'] {
  return shown;
}

type ObservedFacts = Pick<
  DeepReadonly<NodeView>,
  | 'flavor'
  | 'version'
  | 'readOnly'
  | 'superReadOnly'
  | 'logBin'
  | 'logReplicaUpdates'
  | 'binlogFormat'
  | 'gtid'
  | 'semiSync'
  | 'delaySeconds'
  | 'hasFilters'
  | 'detached'
>;

const NOTHING_OBSERVED: ObservedFacts = {
  flavor: null,
  version: null,
  readOnly: null,
  superReadOnly: null,
  logBin: null,
  logReplicaUpdates: null,
  binlogFormat: null,
  gtid: null,
  semiSync: null,
  delaySeconds: 0,
  hasFilters: false,
  detached: [],
};

function observedFacts(observation: Observation | null): ObservedFacts {
  if (observation === null) return NOTHING_OBSERVED;
  const { product, settings, channels } = observation;
  return {
    flavor: product.flavor,
    version: shortVersion(product.version),
    readOnly: settings.readOnly,
    superReadOnly: settings.superReadOnly,
    logBin: settings.logBin,
    logReplicaUpdates: settings.logReplicaUpdates,
    binlogFormat: settings.binlogFormat,
    gtid: gtidUse(observation.gtid, channels),
    semiSync: semiSyncOf(observation),
    delaySeconds: Math.max(0, ...channels.map((channel) => channel.delaySeconds)),
    hasFilters: channels.some((channel) => channel.filters.length > 0),
    detached: detachedOf(channels),
  };
}

const NONE_DETACHED: ObservedFacts['detached'] = [];

function detachedOf(channels: readonly ReplicationChannel[]): ObservedFacts['detached'] {
  const found = channels.filter(({ source }) => isDetached(source));
  if (found.length === 0) return NONE_DETACHED;
  return found.map(({ name, source: { host, port } }) => ({
    channel: name,
    source: instanceIdOf({ host: host.slice(DETACHED_PREFIX.length), port }),
  }));
}

function gtidUse(gtid: GtidState, channels: readonly ReplicationChannel[]): 'used' | 'available' | 'off' {
  const isOn =
    gtid.kind === 'mariadb' || (gtid.kind === 'mysql' && (gtid.mode === 'ON' || gtid.mode === 'ON_PERMISSIVE'));
  if (!isOn) return 'off';
  return channels.every((channel) => channel.positioning !== 'file') ? 'used' : 'available';
}

type SemiSyncSide = 'none' | 'off' | 'on' | 'active';

function semiSyncOf({ semiSync }: Observation): { readonly source: SemiSyncSide; readonly replica: SemiSyncSide } {
  return {
    source: semiSyncSide(semiSync.sourceEnabled, semiSync.sourceActive),
    replica: semiSyncSide(semiSync.replicaEnabled, semiSync.replicaActive),
  };
}

function semiSyncSide(enabled: boolean | null, active: boolean | null): SemiSyncSide {
  if (enabled === null) return 'none';
  if (!enabled) return 'off';
  return active === true ? 'active' : 'on';
}

/** `null` when nothing is known. */
export function largest(values: readonly (number | null)[]): number | null {
  let found: number | null = null;
  for (const value of values) if (value !== null && (found === null || value > found)) found = value;
  return found;
}
