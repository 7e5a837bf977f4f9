import { byNeed, nameOfCluster } from '@topiary/contract';
import type { ClusterSummary } from '@topiary/contract';

/** Problems first, then by name. Only clusters that hold every word asked for. */
export function orderClusters(clusters: readonly ClusterSummary[], search: string): readonly ClusterSummary[] {
  const words = search.toLowerCase().match(/\S+/g) ?? [];
  const found = words.length === 0 ? clusters : clusters.filter((cluster) => holdsAll(cluster, words));
  return found.toSorted(byNeed);
}

function holdsAll(cluster: ClusterSummary, words: readonly string[]): boolean {
  const text = textOf(cluster);
  return words.every((word) => text.includes(word));
}

/** Queries on the servers name clusters, and two of them may say the same: neither can then be found by it. */
export function sharedNames(clusters: readonly ClusterSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of clusters.map(nameOfCluster)) (seen.has(name) ? shared : seen).add(name);
  return shared;
}

function textOf(cluster: ClusterSummary): string {
  const problems = cluster.problems.map(({ instance, problem }) => `${instance} ${problem.code}`);
  return [
    cluster.name,
    cluster.alias,
    ...cluster.masters,
    ...cluster.masterOwnNames,
    cluster.domain,
    ...cluster.dataCenters,
    ...cluster.instanceAliases,
    ...cluster.versions,
    ...cluster.flavors,
    cluster.shape,
    ...problems,
  ]
    .join(' ')
    .toLowerCase();
}
