import type { Cluster, TopologySnapshot } from '@topiary/domain';
import { aliasOf, clusterNameOf, seenMembers } from '../resolve.ts';

export function presentClusterInfo(cluster: Cluster, snapshot: TopologySnapshot) {
  return {
    ClusterName: clusterNameOf(cluster),
    ClusterAlias: aliasOf(cluster) ?? clusterNameOf(cluster),
    ClusterDomain: cluster.domain?.text ?? '',
    CountInstances: seenMembers(snapshot, cluster).length,
    HeuristicLag: 0,
    HasAutomatedMasterRecovery: false,
    HasAutomatedIntermediateMasterRecovery: false,
  };
}
