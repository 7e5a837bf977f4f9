/**
 * The way of a replica by file and position through the tree. Up: over its master, to below the master's own master. Down:
 * below a sibling. Each of these has one server, the anchor, that stands for a moment so that its two positions (in its
 * master's log, and in its own) say the same of the data. Across: between servers that serve the same log, which needs no
 * anchor. Source: spec/refactoring §5.2, §16.5, §18.
 */
import { edgesOf } from '../../topology/queries.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { writerOfLog } from './log-family.ts';

/** More servers are not paused for one plan. */
export const MAX_HOPS = 8;

export type Hop =
  | { readonly kind: 'up' | 'down'; readonly anchor: InstanceId; readonly to: InstanceId }
  | { readonly kind: 'across'; readonly to: InstanceId };

export type PathResult =
  | { readonly kind: 'path'; readonly hops: readonly Hop[] }
  | {
      readonly kind: 'no-path';
      /** This server has several masters, none, or one that is not known; or it is one too many to be paused. */
      readonly at: InstanceId;
    };

/** From below `source` to below `target`; not the same server. */
export function pathBetween(snapshot: TopologySnapshot, source: InstanceId, target: InstanceId): PathResult {
  const [start, end] = [writerOfLog(snapshot, source), writerOfLog(snapshot, target)];
  if (start === null) return { kind: 'no-path', at: source };
  if (end === null) return { kind: 'no-path', at: target };
  if (start === end) return { kind: 'path', hops: [{ kind: 'across', to: target }] };
  const above = [end, ...writersAbove(snapshot, end)];
  const hops: Hop[] = [];
  let at = start;
  while (!above.includes(at)) {
    const next = writerAbove(snapshot, at);
    if (next === null || hops.length >= MAX_HOPS) return { kind: 'no-path', at };
    hops.push({ kind: 'up', anchor: at, to: next });
    at = next;
  }
  const down = above.slice(0, above.indexOf(at)).toReversed();
  for (const anchor of down) {
    if (hops.length >= MAX_HOPS) return { kind: 'no-path', at: anchor };
    hops.push({ kind: 'down', anchor, to: anchor });
  }
  // The last one leads to the very server that was asked for, which may be a binlog server with the same log.
  return { kind: 'path', hops: hops.map((hop, index) => (index === hops.length - 1 ? { ...hop, to: target } : hop)) };
}

/** The nearest first, as far as each has one master. */
function writersAbove(snapshot: TopologySnapshot, id: InstanceId): readonly InstanceId[] {
  const found: InstanceId[] = [];
  for (let at = writerAbove(snapshot, id); at !== null && !found.includes(at); at = writerAbove(snapshot, at))
    found.push(at);
  return found;
}

/** Who wrote the log that this server reads; `null`: it reads none, or several. */
function writerAbove(snapshot: TopologySnapshot, id: InstanceId): InstanceId | null {
  const [edge, ...others] = edgesOf(snapshot, id);
  return edge === undefined || others.length > 0 ? null : writerOfLog(snapshot, edge.source);
}
