/** What would become of a cluster: every cluster that one of its servers would stand in. */
import type { ClusterView } from '@topiary/contract';
import type { ClusterId, TopologySnapshot } from '@topiary/domain';
import { createClusterPresenter } from './cluster-view.ts';
import type { DeepReadonly } from './readonly.ts';

export function presentPrediction(
  cluster: ClusterId,
  now: TopologySnapshot,
  then: TopologySnapshot,
): { readonly clusters: readonly DeepReadonly<ClusterView>[] } {
  const members = new Set(now.clusters.get(cluster)?.members);
  return {
    clusters: [...then.clusters.values()]
      .filter((one) => one.members.some((id) => members.has(id)))
      .map((one) => createClusterPresenter().present(one, then, null)),
  };
}
