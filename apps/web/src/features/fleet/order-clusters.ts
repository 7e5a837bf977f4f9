import { byNeed, nameOfCluster } from '@topiary/contract';
import type { ClusterSummary } from '@topiary/contract';
import type { FleetSort } from './fleet-view.ts';

type Order = (left: ClusterSummary, right: ClusterSummary) => number;

const ORDERS: Readonly<Record<FleetSort, Order>> = {
  need: byNeed,
  name: byName,
  servers: (left, right) => right.instances - left.instances || byName(left, right),
  // What is not known stands after what is.
  lag: (left, right) => (right.maxLagSeconds ?? -1) - (left.maxLagSeconds ?? -1) || byName(left, right),
};

export function orderClusters(clusters: readonly ClusterSummary[], sort: FleetSort): readonly ClusterSummary[] {
  return clusters.toSorted(ORDERS[sort]);
}

const names = new Intl.Collator('en', { numeric: true });

function byName(left: ClusterSummary, right: ClusterSummary): number {
  return names.compare(nameOfCluster(left), nameOfCluster(right));
}

/** Queries on the servers name clusters, and two of them may say the same: neither can then be found by it. */
export function sharedNames(clusters: readonly ClusterSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of clusters.map(nameOfCluster)) (seen.has(name) ? shared : seen).add(name);
  return shared;
}
