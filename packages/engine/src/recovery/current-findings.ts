/** What holds now, cluster by cluster: only clusters that changed are analysed anew. */
import type { AnalysisContext, ClusterId, Finding, TopologySnapshot } from '@topiary/domain';
import { analyse } from '@topiary/domain';

export interface FindingsOptions {
  readonly snapshot: () => TopologySnapshot;
  readonly context: () => AnalysisContext;
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
    const snapshot = this.options.snapshot();
    const context = this.options.context();
    for (const cluster of changed) {
      const { findings } = snapshot.clusters.has(cluster) ? analyse(snapshot, context, [cluster]) : { findings: [] };
      if (findings.length === 0) this.byCluster.delete(cluster);
      else this.byCluster.set(cluster, findings);
    }
  }
}
