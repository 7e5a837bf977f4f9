import { controlReplicas, matchingFilter } from '@topiary/domain';
import type { Cluster, InstanceId, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import { aliasOf, clusterNameOf, seenMembers } from '../resolve.ts';

/** Without what has to be worked out anew each time: `HeuristicLag` is 0. */
export function presentClusterInfo(cluster: Cluster, snapshot: TopologySnapshot, rules: RecoveryRules) {
  return {
    ClusterName: clusterNameOf(cluster),
    ClusterAlias: aliasOf(cluster) ?? clusterNameOf(cluster),
    ClusterDomain: cluster.domain?.text ?? '',
    CountInstances: seenMembers(snapshot, cluster).length,
    HeuristicLag: 0,
    ...automatedRecoveries(
      { masterAddress: cluster.masters[0] ?? null, name: cluster.name, alias: aliasOf(cluster) },
      rules,
    ),
  };
}

/** In whole seconds: of the replicas that an online schema change watches (`cluster-osc-replicas`) the one furthest behind. */
export function heuristicLagOf(
  { id }: Cluster,
  snapshot: TopologySnapshot,
  isLeftOut: (id: InstanceId) => boolean,
): number {
  const lagOf = (replica: InstanceId): number => snapshot.edgesByReplica.get(replica)?.[0]?.lagSeconds ?? 0;
  return Math.floor(Math.max(0, ...controlReplicas(snapshot, id, isLeftOut).map((replica) => lagOf(replica.id))));
}

/** Of what the lists of the configuration say, whether or not it is switched on just now. */
export function automatedRecoveries(
  cluster: Parameters<typeof matchingFilter>[1],
  { masters, intermediateMasters }: RecoveryRules,
) {
  return {
    HasAutomatedMasterRecovery: matchingFilter(masters, cluster) !== null,
    HasAutomatedIntermediateMasterRecovery: matchingFilter(intermediateMasters, cluster) !== null,
  };
}
