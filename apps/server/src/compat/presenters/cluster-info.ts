import { matchingFilter } from '@topiary/domain';
import type { Cluster, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import { aliasOf, clusterNameOf, seenMembers } from '../resolve.ts';

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
