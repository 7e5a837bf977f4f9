import type { ClusterSummary } from '@topiary/contract';
import { compareIds } from '../../shared/topology/cluster-tree.ts';
import { byMark, markOfCluster } from '../../shared/topology/severity.ts';

/** Problems first: the worst mark, then the most servers in it, then by name. Only clusters that hold every word asked for. */
export function orderClusters(clusters: readonly ClusterSummary[], search: string): readonly ClusterSummary[] {
  const words = search.toLowerCase().match(/\S+/g) ?? [];
  const found = words.length === 0 ? clusters : clusters.filter((cluster) => holdsAll(cluster, words));
  return found.toSorted(
    (a, b) =>
      byMark(markOfCluster(a), markOfCluster(b)) ||
      b.critical - a.critical ||
      b.warning - a.warning ||
      compareIds(nameOf(a), nameOf(b)),
  );
}

function holdsAll(cluster: ClusterSummary, words: readonly string[]): boolean {
  const text = textOf(cluster);
  return words.every((word) => text.includes(word));
}

export function nameOf(cluster: Pick<ClusterSummary, 'name' | 'alias'>): string {
  return cluster.alias ?? cluster.name;
}

/** Queries on the servers name clusters, and two of them may say the same: neither can then be found by it. */
export function sharedNames(clusters: readonly ClusterSummary[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const cluster of clusters) (seen.has(nameOf(cluster)) ? shared : seen).add(nameOf(cluster));
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
