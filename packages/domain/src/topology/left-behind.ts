/**
 * Masters that were left behind when another one was put in their place: they belong to the cluster that went on without
 * them, as people look for them there, and not to one of their own that has its name too.
 */
import type { InstanceId } from './address.ts';
import { healthOf } from './health.ts';
import type { Region } from './region.ts';

/**
 * Whose place each has lost to whom. One that replicates has its place in the graph, and one whose replicas answer is a
 * master, whatever was done before.
 */
export function leftBehindIn(
  { records, edges, groups }: Region,
  replaced: ReadonlyMap<InstanceId, InstanceId>,
): ReadonlyMap<InstanceId, InstanceId> {
  if (replaced.size === 0) return NOBODY;
  const followed = new Set<InstanceId>();
  for (const [replica, own] of edges) {
    const record = records.get(replica);
    if (record !== undefined && healthOf(record) === 'ok') for (const { source } of own) followed.add(source);
  }
  const isApart = (id: InstanceId): boolean =>
    !edges.has(id) && !followed.has(id) && groups.every(({ members }) => !members.has(id));
  return new Map([...replaced].filter(([id, by]) => records.has(id) && records.has(by) && isApart(id)));
}

/** Servers of previous clusters that may belong together with one of the region, one way or the other. */
export function* tiedTo(
  has: (id: InstanceId) => boolean,
  replaced: ReadonlyMap<InstanceId, InstanceId>,
): Generator<InstanceId> {
  for (const [id, by] of replaced) {
    if (has(id) && !has(by)) yield by;
    if (has(by) && !has(id)) yield id;
  }
}

export const NOBODY: ReadonlyMap<InstanceId, InstanceId> = new Map();
