import { compareIds } from '../../shared/topology/cluster-tree.ts';
import { rankOf } from '../../shared/moves/drops.ts';
import type { Drop } from '../../shared/moves/drops.ts';

/** Possible moves first, then what else is possible, then the rest; each part by name. Only addresses that hold every word of the search. */
export function orderTargets(drops: readonly Drop[], search: string): readonly Drop[] {
  const words = search.toLowerCase().split(/\s+/);
  return drops
    .filter(({ target }) => words.every((word) => target.toLowerCase().includes(word)))
    .toSorted((a, b) => placeOf(a) - placeOf(b) || compareIds(a.target, b.target));
}

function placeOf(drop: Drop): number {
  return drop.allowed ? rankOf(drop) : Number.MAX_SAFE_INTEGER;
}
