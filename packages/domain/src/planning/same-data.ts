/**
 * Whether a target has the data that the replica's channel brings now, all of it and nothing else. Servers of one cluster
 * need not have the same data: a replica of two masters joins two trees. Below a server of the other tree a replica would
 * silently get nothing more of its own, and what came instead could not be taken back.
 *
 * A server above that does not answer stands where it was last known to stand; one that was never read, and of which no
 * source is known, counts as a master.
 */
import { attachedAgain, canonicalId, isDetached } from '../topology/edges.ts';
import { edgesOf } from '../topology/queries.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Cluster, TopologySnapshot } from '../topology/snapshot.ts';
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

/**
 * The masters whose writes come to a server, itself among them when it is one. A group counts as one, under its name: which
 * member is its primary changes, and for a while there may be none.
 */
function mastersAbove(snapshot: TopologySnapshot, id: InstanceId): readonly string[] {
  const { masters, members } = clusterOf(snapshot, id) ?? NOBODY;
  // What the primary of a group writes or reads comes to every member, although no channel says so.
  const gives = (each: InstanceId): boolean => masters.includes(each) || edgesOf(snapshot, each).length > 0;
  const givenTo = (at: InstanceId): readonly InstanceId[] =>
    groupOf(snapshot, at) === null ? [] : members.filter((each) => isSameGroup(snapshot, each, at) && gives(each));
  const reached = new Set([id]);
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of [...sourcesOf(snapshot, at), ...givenTo(at)]) {
      if (!reached.has(next)) open.push(next);
      reached.add(next);
    }
  }
  // One that is reached by a detached channel only may be of another cluster.
  const isMaster = (each: InstanceId): boolean =>
    clusterOf(snapshot, each)?.masters.includes(each) ?? masters.includes(each);
  const tops = [...reached].filter((each) => isMaster(each) || edgesOf(snapshot, each).length === 0);
  const isSecondary = (each: InstanceId): boolean =>
    !isMaster(each) && [...reached].some((other) => other !== each && isSameGroup(snapshot, each, other));
  const names = tops.filter((each) => !isSecondary(each)).map((each) => groupOf(snapshot, each) ?? each);
  return [...new Set(names)].toSorted();
}

/**
 * A channel that was detached brings nothing now. What it brought is there, and more comes once it is attached again, beside
 * what comes by others. A server that replicates by no other channel is its own master as long as it is detached.
 */
function sourcesOf(snapshot: TopologySnapshot, id: InstanceId): readonly InstanceId[] {
  const attached = edgesOf(snapshot, id).map(({ source }) => source);
  if (attached.length === 0) return [];
  const channels = snapshot.instances.get(id)?.observation?.channels ?? [];
  const detached = channels.filter(({ source }) => isDetached(source));
  return [...attached, ...detached.map(({ source }) => canonicalId(attachedAgain(source), snapshot.aliases))];
}

function clusterOf({ instances, clusters }: TopologySnapshot, id: InstanceId): Cluster | null {
  const cluster = instances.get(id)?.cluster;
  return cluster === undefined ? null : (clusters.get(cluster) ?? null);
}

function groupOf({ instances }: TopologySnapshot, id: InstanceId): string | null {
  return instances.get(id)?.observation?.group?.groupName ?? null;
}

function isSameGroup(snapshot: TopologySnapshot, one: InstanceId, other: InstanceId): boolean {
  const group = groupOf(snapshot, one);
  return group !== null && group === groupOf(snapshot, other);
}

const NOBODY: Pick<Cluster, 'masters' | 'members'> = { masters: [], members: [] };
