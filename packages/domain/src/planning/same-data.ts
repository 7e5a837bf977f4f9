/**
 * Whether a target has the data that the replica's channel brings now, all of it and nothing else. Servers of one cluster
 * need not have the same data: a replica of two masters joins two trees. Below a server of the other tree a replica would
 * silently get nothing more of its own, and what came instead could not be taken back.
 *
 * A server above that does not answer stands where it was last known to stand; one that was never read, and of which no
 * source is known, counts as a master.
 */
import { edgesOf } from '../topology/queries.ts';
import type { InstanceId } from '../topology/address.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { fail } from './checks.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';

export function sameData({ snapshot, replica, target, edge }: MoveContext): Check | null {
  const now = mastersAbove(snapshot, edge.source);
  const then = mastersAbove(snapshot, target.id);
  const params = { replica: replica.id, target: target.id };
  const lost = now.filter((master) => !then.includes(master));
  if (lost.length > 0) return fail(replica.id, message('target-lacks-master', { ...params, masters: lost.join(', ') }));
  const brought = then.filter((master) => !now.includes(master));
  if (brought.length === 0) return null;
  return fail(replica.id, message('target-brings-master', { ...params, masters: brought.join(', ') }));
}

/** Two channels from one server bring everything twice. */
export function notThereByAnotherChannel({ snapshot, replica, target, channel }: MoveContext): Check | null {
  const other = edgesOf(snapshot, replica.id).find((one) => one.channel !== channel.name && one.source === target.id);
  if (other === undefined) return null;
  const params = { replica: replica.id, target: target.id, channel: other.channel };
  return fail(replica.id, message('there-by-another-channel', params));
}

/** The masters whose writes come to a server, itself among them when it is one. */
function mastersAbove(snapshot: TopologySnapshot, id: InstanceId): readonly InstanceId[] {
  const cluster = snapshot.instances.get(id)?.cluster;
  const masters = cluster === undefined ? [] : (snapshot.clusters.get(cluster)?.masters ?? []);
  const reached = new Set([id]);
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of [...edgesOf(snapshot, at).map(({ source }) => source), ...primariesOf(snapshot, at, masters)]) {
      if (!reached.has(next)) open.push(next);
      reached.add(next);
    }
  }
  return masters.filter((master) => reached.has(master));
}

/** Of its group: what they write comes to every member, although no channel says so. */
function primariesOf(
  { instances }: TopologySnapshot,
  id: InstanceId,
  masters: readonly InstanceId[],
): readonly InstanceId[] {
  const group = instances.get(id)?.observation?.group?.groupName;
  if (group === undefined) return [];
  return masters.filter((master) => instances.get(master)?.observation?.group?.groupName === group);
}
