/**
 * Who acts on which servers. A plan locks its cluster, and the servers it names: clusters split and merge while a plan
 * runs, and after a restart one may have another id, so that an id alone would let two plans meet on one server. A plan
 * that merely owes something to some servers holds on to those alone.
 */
import type { Actor, ClusterId, InstanceId, Plan, PlanId, TopologySnapshot } from '@topiary/domain';

export interface ClusterLock {
  readonly plan: PlanId;
  readonly actor: Actor;
}

interface Held extends ClusterLock {
  /** `null`: no cluster, only servers. */
  readonly cluster: ClusterId | null;
  readonly servers: ReadonlySet<InstanceId>;
}

export class ClusterLocks {
  private readonly snapshot: () => TopologySnapshot;
  /** At most one per cluster, as it was when each was taken, and those of single servers. */
  private readonly held = new Map<PlanId, Held>();

  constructor(snapshot: () => TopologySnapshot) {
    this.snapshot = snapshot;
  }

  take({ id, cluster }: Pick<Plan, 'id' | 'cluster'>, servers: readonly InstanceId[], actor: Actor): void {
    this.held.set(id, { plan: id, actor, cluster, servers: new Set(servers) });
  }

  /** From now on the rest of the cluster is free. */
  narrow(plan: PlanId, servers: readonly InstanceId[]): void {
    const lock = this.held.get(plan);
    if (lock !== undefined) this.held.set(plan, { ...lock, cluster: null, servers: new Set(servers) });
  }

  get all(): readonly ClusterLock[] {
    return [...this.held.values()];
  }

  isHeldBy(plan: PlanId): boolean {
    return this.held.has(plan);
  }

  release(plan: PlanId): void {
    this.held.delete(plan);
  }

  on(cluster: ClusterId): ClusterLock | null {
    for (const lock of this.held.values()) if (this.clustersOf(lock).has(cluster)) return lock;
    return null;
  }

  /** The lock of another plan that keeps this one from being run. */
  against(plan: Plan, servers: readonly InstanceId[]): ClusterLock | null {
    const wanted = this.clustersOf({ cluster: plan.cluster, servers });
    for (const lock of this.held.values()) {
      if (lock.plan === plan.id) continue;
      if (servers.some((server) => lock.servers.has(server))) return lock;
      if ([...this.clustersOf(lock)].some((cluster) => wanted.has(cluster))) return lock;
    }
    return null;
  }

  private clustersOf(of: {
    readonly cluster: ClusterId | null;
    readonly servers: Iterable<InstanceId>;
  }): Set<ClusterId> {
    if (of.cluster === null) return new Set();
    const { instances, aliases } = this.snapshot();
    const clusters = new Set([of.cluster]);
    for (const server of of.servers) {
      const now = instances.get(aliases.get(server) ?? server)?.cluster;
      if (now !== undefined) clusters.add(now);
    }
    return clusters;
  }
}
