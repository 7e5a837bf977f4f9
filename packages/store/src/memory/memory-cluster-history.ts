/** How clusters looked, in memory. */
import type { ClusterHistory, ClusterRevision, PicturedRevision } from '@topiary/engine';
import { MAX_REVISIONS_IN_MEMORY } from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';

export interface MemoryClusterHistoryOptions {
  readonly kept: PicturedRevision[];
  readonly isClosed: () => boolean;
  readonly assertOpen: () => void;
}

export function createMemoryClusterHistory({
  kept,
  isClosed,
  assertOpen,
}: MemoryClusterHistoryOptions): ClusterHistory {
  /** The newest first. */
  const of = (query: Parameters<ClusterHistory['pictures']>[0] | Parameters<ClusterHistory['list']>[0]) => {
    assertOpen();
    return kept.filter((one) => matches(one, query)).toSorted((a, b) => b.at - a.at || b.id - a.id);
  };
  return {
    write: ({ picture, ...rest }) => {
      if (isClosed()) return;
      const { cluster, name: clusterName, revision } = picture;
      const id = (kept.at(-1)?.id ?? 0) + 1;
      kept.push(structuredClone({ ...rest, id, cluster, clusterName, revision, picture }));
      kept.splice(0, kept.length - MAX_REVISIONS_IN_MEMORY);
    },
    list: async (query) => {
      assertPage(query);
      const { page, pageSize } = query;
      const matching = of(query).map(({ picture: _, ...listed }) => listed);
      return { items: matching.slice(page * pageSize, (page + 1) * pageSize), total: matching.length, page, pageSize };
    },
    pictures: async (query) => of(query).slice(0, query.limit),
    span: async (cluster) => {
      assertOpen();
      const times = kept.filter((one) => one.cluster === cluster).map(({ at }) => at);
      const [first, last] = [times.toSorted((a, b) => a - b)[0], times.toSorted((a, b) => b - a)[0]];
      return first === undefined || last === undefined ? null : { first, last };
    },
  };
}

function matches(
  one: ClusterRevision,
  query: Pick<Parameters<ClusterHistory['list']>[0], 'cluster' | 'kind' | 'from' | 'to'>,
): boolean {
  return (
    one.cluster === query.cluster &&
    (query.kind === undefined || one.kind === query.kind) &&
    (query.from === undefined || one.at >= query.from) &&
    (query.to === undefined || one.at <= query.to)
  );
}
