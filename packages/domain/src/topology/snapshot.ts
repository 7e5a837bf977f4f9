/**
 * The topology as one frozen value: what everything that decides reads, and nothing else. A snapshot is built from
 * the latest observation of every known server (`build-snapshot.ts`) and never changes.
 *
 * It is a graph, not a tree: an edge is (replica, channel) → source. Trees, rings, co-masters, multi-source replicas
 * and groups are shapes of that graph.
 */
import type { AliasOrigin } from '../classification/cluster-alias.ts';
import type { InstanceClassification } from '../classification/classification.ts';
import type { Brand } from '../shared/brand.ts';
import type { GtidDifference } from '../replication/gtid-questions.ts';
import type { Registered } from '../registry/registered.ts';
import type { Instant } from '../shared/time.ts';
import type { Address, InstanceId } from './address.ts';
import type { Observation, ProbeFailure } from './observation.ts';
import type { Silence } from './silence.ts';

/** Given once, when a cluster is first seen; survives the death of its master. Names and aliases are data. */
export type ClusterId = Brand<string, 'ClusterId'>;
/** `<replica id>/<channel name>`. */
export type EdgeId = Brand<string, 'EdgeId'>;

export interface TopologySnapshot {
  /** The only "now" that deciding code may use. */
  readonly asOf: Instant;
  /** In order of id. */
  readonly instances: ReadonlyMap<InstanceId, Instance>;
  /** In order of replica id, then channel name. */
  readonly edges: readonly Edge[];
  /** The same edges by their replica and by their source; an instance without any has no entry. */
  readonly edgesByReplica: ReadonlyMap<InstanceId, readonly Edge[]>;
  readonly edgesBySource: ReadonlyMap<InstanceId, readonly Edge[]>;
  /** In order of id. */
  readonly clusters: ReadonlyMap<ClusterId, Cluster>;
  /** Masters in whose place recoveries put another one, and who that is; also of servers that are not there. */
  readonly replaced: ReadonlyMap<InstanceId, InstanceId>;
  /** Other addresses of known servers, each proved to be the same server as the id it leads to. */
  readonly aliases: ReadonlyMap<InstanceId, InstanceId>;
}

/**
 * `ok`: the last probe answered. `suspect`: one probe failed, not yet confirmed by a second. `unreachable`: confirmed.
 * `unprobed`: known by name only (a seed, or a source that a replica names), no probe has ended yet.
 */
export const HEALTH_CLASSES = ['ok', 'suspect', 'unreachable', 'unprobed'] as const;
export type HealthClass = (typeof HEALTH_CLASSES)[number];

export interface Instance {
  readonly id: InstanceId;
  readonly address: Address;
  readonly cluster: ClusterId;
  readonly health: HealthClass;
  /** The last successful observation, however old; `null` before the first. */
  readonly observation: Observation | null;
  readonly observedAt: Instant | null;
  /** Why the last probe failed; `null` when it succeeded. */
  readonly failure: ProbeFailure | null;
  /** Since when the failure lasts. */
  readonly failingSince: Instant | null;
  readonly role: InstanceRole;
  /** Edges between here and a master; 0 for a master. Members of a ring have the depth of its entry, 0. */
  readonly depth: number;
  readonly problems: readonly Problem[];
  /** Transactions that came from nowhere upstream. */
  readonly errant: ErrantState;
  /** What it is for and where it stands, as last known. */
  readonly classification: InstanceClassification;
  /** What people registered about it; no part of the cluster's structure. */
  readonly registered: Registered;
  /** Channels that are known to hear nothing, whatever their receivers say; absent: of none it is known. */
  readonly silences?: readonly Silence[];
}

/**
 * `intermediate`: replicates and is replicated from. `co-master`: part of a cycle of sources. `replaced`: another one was
 * put in its place, and it stands apart since.
 */
export const INSTANCE_ROLES = ['master', 'co-master', 'intermediate', 'replica', 'replaced', 'unknown'] as const;
export type InstanceRole = (typeof INSTANCE_ROLES)[number];

export interface ErrantState {
  /** Found, and not gone since; `null`: none. */
  readonly found: GtidDifference | null;
  /** It has some that nobody upstream was seen to have, and they were not all looked at since: nothing is said of those. */
  readonly pending: boolean;
  /** The sample that raised the question; where each look at the server follows one at its source, no later sample would settle it. */
  readonly doubted: DoubtedSample | null;
}

export interface DoubtedSample {
  readonly observation: Observation;
  /** On the clock of `SampleTime`. */
  readonly endedMs: number;
  /** Who was upstream of it then: of others the sample says nothing. */
  readonly upstream: string;
}

export const EDGE_STATES = ['replicating', 'lagging', 'delayed', 'stopped', 'error', 'connecting', 'unknown'] as const;
export type EdgeState = (typeof EDGE_STATES)[number];

export interface Edge {
  readonly id: EdgeId;
  readonly replica: InstanceId;
  /** '' is the default channel. */
  readonly channel: string;
  readonly source: InstanceId;
  readonly state: EdgeState;
  /**
   * Seconds behind, the configured delay not subtracted: by `ReplicationLagQuery` where it tells, else by the server's own
   * count. `null` when not known.
   */
  readonly lagSeconds: number | null;
}

export const CLUSTER_SHAPES = ['single', 'tree', 'co-masters', 'ring', 'multi-source', 'group', 'forest'] as const;
export type ClusterShape = (typeof CLUSTER_SHAPES)[number];

export interface Cluster {
  readonly id: ClusterId;
  /** Alias when one is known, else the master's address. */
  readonly name: string;
  readonly alias: ClusterAlias | null;
  /** Where its writers are reached (`DetectClusterDomainQuery`). */
  readonly domain: ToldByInstance | null;
  readonly shape: ClusterShape;
  /** Sorted by id. */
  readonly members: readonly InstanceId[];
  /** Instances that replicate from nobody, or, where the sources form a cycle, the members of that cycle. */
  readonly masters: readonly InstanceId[];
  /** Counts structural changes: members, edges, roles, settings, health classes. Positions and lag do not count. */
  readonly revision: number;
  /** The cluster that these servers were part of until they came apart, and when; `null` for one that began by itself. */
  readonly splitFrom: ClusterSplit | null;
}

/** What a query on a server told. */
export interface ToldByInstance {
  readonly text: string;
  readonly from: InstanceId;
}

export interface ClusterAlias {
  readonly text: string;
  readonly origin: AliasOrigin;
  /** The server that told it; `null` for an alias that no query gave. */
  readonly from: InstanceId | null;
}

export interface ClusterSplit {
  readonly cluster: ClusterId;
  readonly at: Instant;
}

export const PROBLEM_CODES = [
  /** Said once for all servers of a host, in place of their `unreachable`. */
  'host-down',
  'unreachable',
  'suspect',
  'never-reached',
  'replication-stopped',
  'replication-error',
  'replication-lagging',
  'detached',
  'source-unknown',
  'writable-replica',
  'read-only-master',
  'errant-gtid',
  'errant-meant',
  'duplicate-server-id',
  'duplicate-identity',
  'identity-unproved',
  'missing-grant',
  'group-member-not-online',
  'group-without-quorum',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly params: Readonly<Record<string, string | number>>;
}

export function edgeIdOf(replica: InstanceId, channel: string): EdgeId {
  return `${replica}/${channel}` as EdgeId;
}

export function asClusterId(text: string): ClusterId {
  return text as ClusterId;
}
