import { hostOf } from '@topiary/contract';
import type { ClusterSummary } from '@topiary/contract';
import type { FleetGroupBy } from './fleet-view.ts';

export interface FleetGroup {
  /** The data center, environment, host or tag; '' for clusters without one. */
  readonly key: string;
  /** In the order in which they were given. */
  readonly clusters: readonly ClusterSummary[];
  readonly total: number;
  /** Clusters that have something critical, and those that have nothing worse than a warning. */
  readonly critical: number;
  readonly warning: number;
}

const KEYS: Readonly<Record<FleetGroupBy, (cluster: ClusterSummary) => readonly string[]>> = {
  none: () => [''],
  dc: ({ dataCenters }) => dataCenters,
  env: ({ environments }) => environments,
  host: ({ servers }) => [...new Set(servers.map(hostOf))],
  tag: ({ tags }) => tags,
};

/**
 * A cluster stands in every group that a part of it belongs to. The group with most that is critical comes first, and those
 * that are alike by name; what belongs to none stands last.
 */
export function groupClusters(clusters: readonly ClusterSummary[], by: FleetGroupBy): readonly FleetGroup[] {
  const keysOf = KEYS[by];
  const groups = new Map<string, ClusterSummary[]>();
  for (const cluster of clusters) {
    const keys = keysOf(cluster);
    for (const key of keys.length === 0 ? [''] : keys) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [cluster]);
      else group.push(cluster);
    }
  }
  return [...groups].map(([key, members]) => groupOf(key, members)).toSorted(byNeedOfGroup);
}

function groupOf(key: string, clusters: readonly ClusterSummary[]): FleetGroup {
  const critical = clusters.filter((cluster) => cluster.critical > 0).length;
  const warning = clusters.filter((cluster) => cluster.critical === 0 && cluster.warning > 0).length;
  return { key, clusters, total: clusters.length, critical, warning };
}

const names = new Intl.Collator('en', { numeric: true });

function byNeedOfGroup(left: FleetGroup, right: FleetGroup): number {
  return (
    Number(left.key === '') - Number(right.key === '') ||
    right.critical - left.critical ||
    right.warning - left.warning ||
    names.compare(left.key, right.key)
  );
}
