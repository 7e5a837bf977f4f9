/**
 * What holds now, cluster by cluster: only clusters that changed are analysed anew, and of those only where something is not
 * as it should be, since positions move all the time.
 */
import type { Analysis, AnalysisContext, ClusterId, Finding, TopologySnapshot } from '@topiary/domain';
import { analyse } from '@topiary/domain';

export interface FindingsOptions {
  readonly snapshot: () => TopologySnapshot;
  readonly context: AnalysisContext;
}

export class CurrentFindings {
  private readonly options: FindingsOptions;
  private readonly byCluster = new Map<ClusterId, readonly Finding[]>();

  constructor(options: FindingsOptions) {
    this.options = options;
  }

  /** In order of cluster as they were found. */
  *[Symbol.iterator](): Iterator<Finding> {
    for (const findings of this.byCluster.values()) yield* findings;
  }

  look(changed: Iterable<ClusterId>): void {
    const { context } = this.options;
    const snapshot = this.options.snapshot();
    for (const cluster of changed) {
      const { findings } = isQuiet(snapshot, cluster) ? NOTHING : analyse(snapshot, context, [cluster]);
      if (findings.length === 0) this.byCluster.delete(cluster);
      else this.byCluster.set(cluster, findings);
    }
  }
}

const NOTHING: Analysis = { findings: [], nearMisses: [] };

/** All of its servers answer, and all that replicate are connected; or it is gone. */
function isQuiet({ clusters, instances }: TopologySnapshot, cluster: ClusterId): boolean {
  const members = clusters.get(cluster)?.members ?? [];
  return members.every((id) => {
    const instance = instances.get(id);
    const channels = instance?.observation?.channels ?? [];
    return instance?.health === 'ok' && channels.every(({ receiver }) => receiver === 'running');
  });
}
