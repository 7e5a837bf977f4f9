/**
 * orchestrator's `Instance`: 102 keys, all always present, in the order of its wire format. `stored` is what reads give,
 * `live` what a discovery or a move gives (a fresh probe): there some fields are empty and others filled.
 */
import { atLeast, familyOf, isDetached, promotionRuleOf } from '@topiary/domain';
import type {
  Address,
  Flavor,
  Instance,
  InstanceId,
  Instant,
  Registered,
  ReplicationChannel,
  TopologySnapshot,
} from '@topiary/domain';
import { aliasOf, byHostAndPort, clusterNameOf } from '../resolve.ts';
import { lagSecondsOf, threadStates } from './instance-input.ts';
import type { CompatContext, InstanceForm, InstanceInput } from './instance-input.ts';
import { groupFields } from './instance-group.ts';
import { problemsOf } from './instance-problems.ts';
import { sslFields } from './instance-ssl.ts';
import { coordinates, key, nullInt, quotedError, timestamp } from './shapes.ts';

const FLAVOR_NAMES: Readonly<Record<Flavor, string>> = {
  mysql: 'MySQL',
  ndb: 'MySQL',
  percona: 'Percona',
  mariadb: 'MariaDB',
  maxscale: 'MaxScale',
};

/** `null`: never seen, so there is nothing to tell. */
export function presentInstance(instance: Instance, form: InstanceForm, context: CompatContext) {
  const { observation } = instance;
  if (observation === null) return null;
  const channel = observation.channels.find(({ name }) => name === '') ?? observation.channels[0] ?? null;
  const input: InstanceInput = { instance, observation, channel, context, form };
  return {
    ...serverFields(input),
    ...sourceFields(input),
    ...threadFields(input),
    ...gtidKindFields(input),
    ...positionFields(input),
    ...lagFields(input),
    ...placeFields(input),
    ...semiSyncFields(input),
    ...checkFields(input),
    ...promotionFields(input),
    ...sslFields(input),
    Problems: form === 'live' ? [] : problemsOf(input, isRecent(input)),
    LastDiscoveryLatency: Math.round(context.lastProbeMs(instance.id) * NANOSECONDS_PER_MS),
    ...groupFields(observation),
    QSP: {},
  };
}

function serverFields({ instance, observation, form }: InstanceInput) {
  const { identity, product, settings } = observation;
  return {
    Key: key(instance.address),
    InstanceAlias: instance.classification.alias ?? '',
    Uptime: observation.uptimeSeconds,
    ServerID: identity.serverId,
    ServerUUID: identity.serverUuid ?? '',
    Version: product.version.text,
    VersionComment: product.comment,
    FlavorName: form === 'live' ? '' : FLAVOR_NAMES[product.flavor],
    ReadOnly: settings.readOnly,
    Binlog_format: settings.binlogFormat,
    BinlogRowImage: settings.binlogRowImage,
    LogBinEnabled: settings.logBin,
    LogSlaveUpdatesEnabled: settings.logReplicaUpdates,
    LogReplicationUpdatesEnabled: settings.logReplicaUpdates,
    SelfBinlogCoordinates: coordinates(observation.binlog),
  };
}

function sourceFields({ instance, channel, context }: InstanceInput) {
  return {
    MasterKey: key(masterOf(instance.id, channel, context.snapshot)),
    MasterUUID: channel?.sourceUuid ?? '',
    AncestryUUID: ancestryOf(instance, context.snapshot).join(','),
    IsDetachedMaster: channel !== null && isDetached(channel.source),
  };
}

/** The source as it is known, which may have another name than the replica's channel gives it. */
function masterOf(replica: InstanceId, channel: ReplicationChannel | null, snapshot: TopologySnapshot): Address | null {
  if (channel === null) return null;
  const edge = snapshot.edgesByReplica.get(replica)?.find((candidate) => candidate.channel === channel.name);
  return (edge === undefined ? undefined : snapshot.instances.get(edge.source)?.address) ?? channel.source;
}

/** From the root down to itself. */
function ancestryOf(instance: Instance, snapshot: TopologySnapshot): readonly string[] {
  const seen = new Set<InstanceId>();
  const uuids: string[] = [];
  for (let next: Instance | undefined = instance; next !== undefined && !seen.has(next.id);) {
    seen.add(next.id);
    const uuid: string = next.observation?.identity.serverUuid ?? '';
    if (uuid !== '') uuids.unshift(uuid);
    const source: InstanceId | undefined = snapshot.edgesByReplica.get(next.id)?.[0]?.source;
    next = source === undefined ? undefined : snapshot.instances.get(source);
  }
  return uuids;
}

function threadFields({ channel }: InstanceInput) {
  const { sql, io } = threadStates(channel);
  return {
    Slave_SQL_Running: sql === 1,
    ReplicationSQLThreadRuning: sql === 1,
    Slave_IO_Running: io === 1,
    ReplicationIOThreadRuning: io === 1,
    ReplicationSQLThreadState: sql,
    ReplicationIOThreadState: io,
  };
}

function gtidKindFields({ instance, observation, channel }: InstanceInput) {
  const mode = observation.gtid.kind === 'mysql' ? observation.gtid.mode : '';
  return {
    HasReplicationFilters: observation.channels.some(({ filters }) => filters.length > 0),
    GTIDMode: mode,
    SupportsOracleGTID: mode !== '' && mode !== 'OFF',
    UsingOracleGTID: channel?.positioning === 'auto-position',
    UsingMariaDBGTID: channel?.positioning === 'slave-pos' || channel?.positioning === 'current-pos',
    UsingPseudoGTID: instance.classification.hasPseudoGtid === true,
  };
}

function positionFields({ instance, observation, channel, form }: InstanceInput) {
  const mysql = observation.gtid.kind === 'mysql' ? observation.gtid : null;
  const errant = instance.problems.find(({ code }) => code === 'errant-gtid' || code === 'errant-meant')?.params[
    'errant'
  ];
  return {
    ReadBinlogCoordinates: coordinates(channel?.readPosition ?? null),
    ExecBinlogCoordinates: coordinates(channel?.executedPosition ?? null),
    IsDetached: false,
    RelaylogCoordinates: coordinates(channel?.relayLog ?? null, form === 'live' && channel === null ? 0 : 1),
    LastSQLError: quotedError(channel?.applierError?.text ?? ''),
    LastIOError: quotedError(channel?.receiverError?.text ?? ''),
    SecondsBehindMaster: nullInt(channel?.lagSeconds ?? null),
    SQLDelay: channel?.delaySeconds ?? 0,
    ExecutedGtidSet: mysql?.executed ?? '',
    GtidPurged: mysql?.purged ?? '',
    GtidErrant: String(errant ?? ''),
  };
}

function lagFields(input: InstanceInput) {
  const { instance, context } = input;
  const lag = lagSecondsOf(input);
  const edges = context.snapshot.edgesBySource.get(instance.id) ?? [];
  const replicas = [...new Set(edges.map(({ replica }) => replica))]
    .flatMap((id) => context.snapshot.instances.get(id) ?? [])
    .toSorted(byHostAndPort)
    .map(({ address }) => key(address));
  return {
    SlaveLagSeconds: nullInt(lag),
    ReplicationLagSeconds: nullInt(lag),
    SlaveHosts: replicas,
    Replicas: replicas,
  };
}

function placeFields({ instance, channel, context }: InstanceInput) {
  const cluster = context.snapshot.clusters.get(instance.cluster);
  return {
    ClusterName: cluster === undefined ? '' : clusterNameOf(cluster),
    SuggestedClusterAlias: cluster === undefined ? '' : (aliasOf(cluster) ?? ''),
    DataCenter: instance.classification.dataCenter ?? '',
    Region: instance.classification.region ?? '',
    PhysicalEnvironment: instance.classification.physicalEnvironment ?? '',
    ReplicationDepth: instance.depth,
    IsCoMaster: instance.role === 'co-master',
    HasReplicationCredentials: (channel?.user ?? '') !== '',
    ReplicationCredentialsAvailable: false,
  };
}

function semiSyncFields({ instance, observation, form }: InstanceInput) {
  const { semiSync, product } = observation;
  const hasNewNames = form === 'live' && familyOf(product) === 'mysql' && atLeast(product.version, 8, 0, 26);
  return {
    SemiSyncAvailable: semiSync.sourceEnabled !== null && semiSync.replicaEnabled !== null,
    SemiSyncPriority: instance.classification.semiSyncPriority ?? 0,
    SemiSyncMasterPluginNewVersion: hasNewNames && semiSync.sourceEnabled !== null,
    SemiSyncReplicaPluginNewVersion: hasNewNames && semiSync.replicaEnabled !== null,
    SemiSyncMasterEnabled: semiSync.sourceEnabled ?? false,
    SemiSyncReplicaEnabled: semiSync.replicaEnabled ?? false,
    SemiSyncMasterTimeout: semiSync.sourceTimeoutMs ?? 0,
    SemiSyncMasterWaitForReplicaCount: semiSync.sourceWaitForReplicas ?? 0,
    SemiSyncMasterStatus: semiSync.sourceActive ?? false,
    SemiSyncMasterClients: semiSync.sourceClients ?? 0,
    SemiSyncReplicaStatus: semiSync.replicaActive ?? false,
  };
}

const RECENT_INTERVALS = 5;
const MS_PER_SECOND = 1000;

function isRecent(input: InstanceInput, intervals = RECENT_INTERVALS): boolean {
  const { instance, context } = input;
  // A server that fails is asked all the time; what is old is only what it last said.
  if (instance.failure !== null) return true;
  return secondsSinceSeen(input) <= Math.ceil((context.pollIntervalMs * intervals) / MS_PER_SECOND);
}

function secondsSinceSeen({ instance, context }: InstanceInput): number {
  return instance.observedAt === null
    ? 0
    : Math.max(0, Math.floor((context.now - instance.observedAt) / MS_PER_SECOND));
}

function checkFields(input: InstanceInput) {
  const { instance, form } = input;
  const isLive = form === 'live';
  return {
    LastSeenTimestamp: isLive ? '' : timestamp(instance.observedAt),
    IsLastCheckValid: instance.failure === null,
    IsUpToDate: isRecent(input, 1),
    IsRecentlyChecked: isRecent(input),
    SecondsSinceLastSeen: nullInt(isLive ? null : secondsSinceSeen(input)),
    CountMySQLSnapshots: 0,
  };
}

/** The elapsed time is in nanoseconds, as Go's durations are. */
function downtimeFields(downtime: Registered['downtime'], now: Instant) {
  return {
    IsDowntimed: downtime !== null,
    DowntimeReason: downtime?.reason ?? '',
    DowntimeOwner: downtime?.owner ?? '',
    DowntimeEndTimestamp: timestamp(downtime?.endsAt ?? null),
    ElapsedDowntime: downtime === null ? 0 : Math.max(0, now - downtime.startedAt) * NANOSECONDS_PER_MS,
  };
}

const NANOSECONDS_PER_MS = 1_000_000;

function promotionFields({ instance, channel, context, form }: InstanceInput) {
  const rule = promotionRuleOf(instance);
  return {
    IsCandidate: rule === 'prefer',
    PromotionRule: form === 'live' && rule === 'neutral' ? '' : rule,
    ...downtimeFields(instance.registered.downtime, context.now),
    UnresolvedHostname: instance.registered.virtualName?.host ?? '',
    AllowTLS: channel?.settings.tls.enabled ?? false,
  };
}
