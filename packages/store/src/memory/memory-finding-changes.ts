/** Changes of findings in memory. */
import type { FindingChangeQuery, FindingChangeRecord, FindingChanges } from '@topiary/engine';
import { MAX_FINDING_CHANGES, MAX_OPEN_FINDINGS, MAX_PAST_VERDICTS } from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';

export interface MemoryFindingChangesOptions {
  readonly kept: FindingChangeRecord[];
  readonly isClosed: () => boolean;
  readonly assertOpen: () => void;
}

export function createMemoryFindingChanges({
  kept,
  isClosed,
  assertOpen,
}: MemoryFindingChangesOptions): FindingChanges {
  return {
    write: (changes) => {
      if (isClosed()) return;
      for (const change of changes) kept.push({ ...structuredClone(change), id: (kept.at(-1)?.id ?? 0) + 1 });
      kept.splice(0, kept.length - MAX_FINDING_CHANGES);
    },
    list: async (query) => {
      assertOpen();
      assertPage(query);
      const { page, pageSize } = query;
      const matching = kept.filter((one) => matches(one, query)).toSorted((a, b) => b.at - a.at || b.id - a.id);
      return { items: matching.slice(page * pageSize, (page + 1) * pageSize), total: matching.length, page, pageSize };
    },
    open: async () => {
      assertOpen();
      const last = new Map<string, FindingChangeRecord>();
      for (const one of kept) {
        const key = JSON.stringify([one.cluster, one.instance, one.code, one.kind]);
        last.delete(key);
        last.set(key, one);
      }
      return [...last.values()].filter(({ change }) => change !== 'ended').slice(0, MAX_OPEN_FINDINGS);
    },
    verdicts: async () => {
      assertOpen();
      return kept.slice(-MAX_PAST_VERDICTS).map(({ instance, at, verdict }) => ({ instance, at, verdict }));
    },
  };
}

function matches(one: FindingChangeRecord, query: FindingChangeQuery): boolean {
  return (
    (query.cluster === undefined || one.cluster === query.cluster) &&
    (query.instance === undefined || one.instance === query.instance) &&
    (query.code === undefined || one.code === query.code) &&
    (query.kind === undefined || one.kind === query.kind) &&
    (query.change === undefined || one.change === query.change) &&
    (query.from === undefined || one.at >= query.from) &&
    (query.to === undefined || one.at <= query.to)
  );
}
