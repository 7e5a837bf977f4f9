import { compareIds } from '../../shared/topology/cluster-tree.ts';
import type { Verdict } from '../../shared/moves/move-subject.ts';

/** Possible targets first, each part by name; only those whose address holds every word of the search. */
export function orderTargets(verdicts: readonly Verdict[], search: string): readonly Verdict[] {
  const words = search.toLowerCase().split(/\s+/);
  return verdicts
    .filter((verdict) => words.every((word) => verdict.target.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.allowed) - Number(a.allowed) || compareIds(a.target, b.target));
}
