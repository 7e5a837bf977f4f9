/** What a snapshot is built from, and what a build brings. */
import type { Policy } from '../policy/policy.ts';
import type { Registered } from '../registry/registered.ts';
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from './address.ts';
import type { ServerRecord } from './server-record.ts';
import type { ClusterId, TopologySnapshot } from './snapshot.ts';

export interface SnapshotInput {
  readonly asOf: Instant;
  readonly records: ReadonlyMap<InstanceId, ServerRecord>;
  /** Addresses proved to be the same server: alias → the id it is kept under. Flat, as `withAlias` makes it. */
  readonly aliases: ReadonlyMap<InstanceId, InstanceId>;
  readonly previous: TopologySnapshot | null;
  /**
   * Servers whose record was added, replaced or removed, or of which something was registered, since `previous`, so that
   * work is in proportion to change; `null`: all. After a change of `policy` it must be `null`; a change of `aliases` is
   * noticed.
   */
  readonly changed: ReadonlySet<InstanceId> | null;
  /** What is remembered of each cluster, also of those that are not in `previous`. */
  readonly knownClusters: ReadonlyMap<ClusterId, KnownClusterFacts>;
  /** No alias in `knownClusters` is another one than when `previous` was built. Absent: each is looked at. */
  readonly sameNamesByHand?: boolean;
  /** What people registered about servers. Absent: what `previous` says of each still holds. */
  readonly registered?: ReadonlyMap<InstanceId, Registered>;
  /**
   * Masters in whose place recoveries put another one, and who that is. While such a server neither replicates nor is
   * replicated from by one that answers, it stays in the cluster of the other one. Absent: those of `previous`. A change
   * is noticed.
   */
  readonly replaced?: ReadonlyMap<InstanceId, InstanceId>;
  /** Pairs (`pairOf`) that tell one identity and of which it could not be proved whether they are one server. */
  readonly unproved?: ReadonlySet<string>;
  /** By hand, for this build: which cluster's id these servers claim, whatever they claimed before; `null`: none. */
  readonly claims?: ReadonlyMap<InstanceId, ClusterId | null>;
  readonly mintClusterId: () => ClusterId;
  readonly policy: Policy;
}

export interface KnownClusterFacts {
  /** Registered by hand. */
  readonly alias: string | null;
  /** The last revision given out. */
  readonly revision: number;
}

export interface SnapshotChange {
  readonly snapshot: TopologySnapshot;
  /** Clusters that are new or whose revision advanced. In order of id, as the others. */
  readonly structure: readonly ClusterId[];
  /** Clusters of which only positions, lag, times or the name changed. */
  readonly data: readonly ClusterId[];
  readonly gone: readonly ClusterId[];
}
