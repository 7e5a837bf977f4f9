/** The clusters that a query finds, ordered and grouped, and how many each quick query would find. */
import { useMemo } from 'react';
import { clusterLanguage, parseQuery, queryTest } from '@topiary/contract';
import type { AroundClusters, ClusterSummary, ParsedQuery, QueryLanguage } from '@topiary/contract';
import type { FleetView } from './fleet-view.ts';
import { groupClusters } from './group-clusters.ts';
import type { FleetGroup } from './group-clusters.ts';
import { orderClusters } from './order-clusters.ts';
import { QUICK_QUERIES } from './quick-queries.ts';

export interface Found {
  readonly query: ParsedQuery;
  readonly clusters: readonly ClusterSummary[];
  readonly groups: readonly FleetGroup[];
}

export function useClusterLanguage(around: AroundClusters): QueryLanguage<ClusterSummary> {
  return useMemo(() => clusterLanguage(around), [around]);
}

export function useFound(
  all: readonly ClusterSummary[],
  { find, group, sort }: Pick<FleetView, 'find' | 'group' | 'sort'>,
  language: QueryLanguage<ClusterSummary>,
): Found {
  const query = useMemo(() => parseQuery(find, language), [find, language]);
  const clusters = useMemo(
    () => orderClusters(all.filter(queryTest(query.terms, language)), sort),
    [all, query, language, sort],
  );
  const groups = useMemo(() => groupClusters(clusters, group), [clusters, group]);
  return { query, clusters, groups };
}

/** By the name of each quick query. */
export function useQuickCounts(
  all: readonly ClusterSummary[],
  language: QueryLanguage<ClusterSummary>,
): ReadonlyMap<string, number> {
  return useMemo(
    () =>
      new Map(
        QUICK_QUERIES.map(({ name, find }) => {
          const isFound = queryTest(parseQuery(find, language).terms, language);
          return [name, all.filter(isFound).length] as const;
        }),
      ),
    [all, language],
  );
}
