/**
 * Servers that replicate from themselves: co-masters, and larger rings. Each of them logs what it writes in the middle of what comes
 * from the others, so that their logs hold the same in different orders, and the place of one in the log of another says
 * nothing of what it wrote itself meanwhile. A circle that somebody opened by detaching is one still: it is closed again where it
 * was opened, and then everything passes through it that was written in between.
 */
import type { InstanceId } from '../topology/address.ts';
import { attachedAgain, canonicalId, isDetached } from '../topology/edges.ts';
import { ancestorsOf, edgesOf } from '../topology/queries.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';

export function isInCircle(snapshot: TopologySnapshot, id: InstanceId): boolean {
  const above = new Set(sourcesOf(snapshot, id));
  // A set is gone through with what is added to it on the way.
  for (const at of above) for (const source of sourcesOf(snapshot, at)) above.add(source);
  return above.has(id);
}

/** Also the one that it was detached from. */
function sourcesOf(snapshot: TopologySnapshot, id: InstanceId): readonly InstanceId[] {
  const channels = snapshot.instances.get(id)?.observation?.channels ?? [];
  const detached = channels.filter(({ source }) => isDetached(source));
  return [
    ...edgesOf(snapshot, id).map(({ source }) => source),
    ...detached.map(({ source }) => canonicalId(attachedAgain(source), snapshot.aliases)),
  ];
}

/**
 * Whether the logs of two servers come from different members of a circle, of which more than one may be written to: then
 * what one log holds before a place the other may hold after it.
 */
export function mayDifferInOrder(snapshot: TopologySnapshot, one: InstanceId, other: InstanceId): boolean {
  const [left, right] = [nearestInCircle(snapshot, one), nearestInCircle(snapshot, other)];
  const isOneLog = left.size === right.size && left.size <= 1 && [...left].every((id) => right.has(id));
  if (isOneLog) return false;
  const above = new Set([one, other].flatMap((id) => [id, ...ancestorsOf(snapshot, id)]));
  return [...above].filter((id) => isInCircle(snapshot, id) && mayBeWritten(snapshot, id)).length > 1;
}

/** Itself, or those above it through which everything of a circle comes to it. */
function nearestInCircle(snapshot: TopologySnapshot, id: InstanceId): ReadonlySet<InstanceId> {
  const found = new Set<InstanceId>();
  const passed = new Set<InstanceId>([id]);
  for (const at of passed) {
    if (isInCircle(snapshot, at)) found.add(at);
    else for (const source of sourcesOf(snapshot, at)) passed.add(source);
  }
  return found;
}

/** One of which nothing is known may be. */
function mayBeWritten(snapshot: TopologySnapshot, id: InstanceId): boolean {
  return snapshot.instances.get(id)?.observation?.settings.readOnly !== true;
}
