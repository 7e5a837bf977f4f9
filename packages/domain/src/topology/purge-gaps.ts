/**
 * Who could no longer feed a server: members of its cluster whose logs no longer hold what it lacks. A source refuses such
 * a replica with error 1236, and a move below it is refused here before anything is touched.
 */
import { formatGtidDifference, purgedOnTarget } from '../replication/gtid-facts.ts';
import type { InstanceId } from './address.ts';
import { membersOf } from './queries.ts';
import type { TopologySnapshot } from './snapshot.ts';

export interface PurgeGap {
  readonly server: InstanceId;
  /** What the server purged and the other lacks, as the family writes it. */
  readonly missing: string;
}

export interface PurgeGaps {
  /** In order of server, at most `limit`. */
  readonly gaps: readonly PurgeGap[];
  /** How many there are beyond those. */
  readonly more: number;
}

/**
 * From the latest samples, on the channel that it has (the first of several). On MariaDB a server's oldest log is not read
 * by the probe, so gaps there are not known before a source refuses.
 */
export function purgeGapsOf(snapshot: TopologySnapshot, id: InstanceId, limit: number): PurgeGaps {
  const instance = snapshot.instances.get(id);
  const replica = instance?.observation ?? null;
  if (instance === undefined || replica === null) return { gaps: [], more: 0 };
  const all = membersOf(snapshot, instance.cluster).flatMap((target): readonly PurgeGap[] => {
    if (target.id === id || target.observation === null) return [];
    const fact = purgedOnTarget({
      replica,
      target: target.observation,
      channel: replica.channels[0]?.name ?? '',
      keepsRelayLog: false,
      targetPurgedState: null,
    });
    return fact.kind === 'purged' ? [{ server: target.id, missing: formatGtidDifference(fact.missing) }] : [];
  });
  return { gaps: all.slice(0, limit), more: Math.max(0, all.length - limit) };
}
