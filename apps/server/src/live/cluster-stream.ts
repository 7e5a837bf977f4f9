/** One cluster as a numbered stream, kept only while somebody is subscribed. Each patch is made once for all of them. */
import type { ClusterId } from '@topiary/domain';
import type { PresentedCluster } from '../presenters/cluster-view.ts';
import type { TopologyViews } from '../services/topology-views.ts';
import { diffCluster } from './cluster-patch.ts';
import { frameOf } from './connection.ts';
import type { Frame } from './connection.ts';

export interface ClusterStream {
  whole(): Frame;
  advance(): Frame | null;
}

export function createClusterStream(id: ClusterId, views: TopologyViews): ClusterStream {
  let sequence = 0;
  let shown: PresentedCluster | null = views.cluster(id);
  const gone = frameOf({ type: 'cluster-gone', id });

  return {
    whole: () => (shown === null ? gone : frameOf({ type: 'cluster', sequence, cluster: shown })),
    advance: () => {
      const before = shown;
      shown = views.cluster(id);
      if (shown === null) return before === null ? null : gone;
      if (before === null) {
        sequence += 1;
        return frameOf({ type: 'cluster', sequence, cluster: shown });
      }
      const patch = diffCluster(before, shown);
      if (patch === null) return null;
      sequence += 1;
      return frameOf({ ...patch, sequence });
    },
  };
}
