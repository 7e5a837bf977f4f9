/**
 * What the death of a host would do, cluster by cluster, from the snapshot alone. Who survives is who answers now and lives
 * elsewhere; a server elsewhere that does not answer may or may not be of use, and is counted apart.
 */
import { compareText } from '../topology/edges.ts';
import { edgesOf, membersOf } from '../topology/queries.ts';
import type { Tri } from '../shared/tri.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Cluster, ClusterId, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import { hostOf, instancesOn } from './host.ts';
import type { HostName } from './host.ts';

/** Of one cluster that has servers on the host. */
export interface ClusterLoss {
  readonly cluster: ClusterId;
  readonly name: string;
  /** All of its servers are there. */
  readonly whole: boolean;
  /** Masters there, and how many masters elsewhere answer: with one left, somebody still takes writes. */
  readonly masters: readonly InstanceId[];
  readonly mastersLeft: number;
  /** Servers there that are no masters. */
  readonly replicas: readonly InstanceId[];
  /** Servers elsewhere that are no masters: those that answer, and those of which that is not known. */
  readonly replicasLeft: number;
  readonly replicasUnsure: number;
  /** Servers elsewhere that read from one there and would stand still. */
  readonly cutOff: readonly InstanceId[];
  /** Whether it has a replica now and would have none. */
  readonly losesLastReplica: Tri;
}

export interface HostDeath {
  /** Those that lose a master first, then in order of name. */
  readonly clusters: readonly ClusterLoss[];
  /** How many clusters would lose a master, a replica, everything, and their last replica (or perhaps). */
  readonly loseMaster: number;
  readonly loseReplicas: number;
  readonly loseEverything: number;
  readonly loseLastReplica: number;
  readonly mayLoseLastReplica: number;
}

export function deathOf(snapshot: TopologySnapshot, host: HostName): HostDeath {
  const ids = new Set(instancesOn(snapshot, host).map(({ cluster }) => cluster));
  const clusters = [...ids]
    .flatMap((id) => snapshot.clusters.get(id) ?? [])
    .map((cluster) => lossOf(cluster, host, snapshot))
    .toSorted(byGravity);
  const count = (holds: (loss: ClusterLoss) => boolean): number => clusters.filter(holds).length;
  return {
    clusters,
    loseMaster: count(({ masters }) => masters.length > 0),
    loseReplicas: count(({ replicas }) => replicas.length > 0),
    loseEverything: count(({ whole }) => whole),
    loseLastReplica: count(({ losesLastReplica }) => losesLastReplica === 'yes'),
    mayLoseLastReplica: count(({ losesLastReplica }) => losesLastReplica === 'unknown'),
  };
}

function lossOf(cluster: Cluster, host: HostName, snapshot: TopologySnapshot): ClusterLoss {
  const members = membersOf(snapshot, cluster.id);
  const isMaster = ({ id }: Instance): boolean => cluster.masters.includes(id);
  const there = members.filter((member) => hostOf(member) === host);
  const elsewhere = members.filter((member) => hostOf(member) !== host);
  const lost = new Set(there.map(({ id }) => id));
  const replicas = members.filter((member) => !isMaster(member));
  const left = elsewhere.filter((member) => !isMaster(member));
  const answering = left.filter(({ health }) => health === 'ok').length;
  const unsure = left.filter(({ health }) => health === 'suspect' || health === 'unprobed').length;
  return {
    cluster: cluster.id,
    name: cluster.name,
    whole: elsewhere.length === 0,
    masters: idsOf(there.filter(isMaster)),
    mastersLeft: elsewhere.filter((member) => isMaster(member) && member.health === 'ok').length,
    replicas: idsOf(there.filter((member) => !isMaster(member))),
    replicasLeft: answering,
    replicasUnsure: unsure,
    cutOff: idsOf(elsewhere.filter(({ id }) => edgesOf(snapshot, id).some(({ source }) => lost.has(source)))),
    losesLastReplica: replicas.length === 0 || answering > 0 ? 'no' : unsure > 0 ? 'unknown' : 'yes',
  };
}

function idsOf(instances: readonly Instance[]): readonly InstanceId[] {
  return instances.map(({ id }) => id);
}

function byGravity(left: ClusterLoss, right: ClusterLoss): number {
  const rank = ({ masters }: ClusterLoss): number => (masters.length > 0 ? 0 : 1);
  return rank(left) - rank(right) || compareText(left.name, right.name);
}
