/**
 * Where markers are written: on one writable master of each cluster in which somebody replicates by file and position. Nobody
 * else would look for them, and where transactions have GTIDs each marker would take one.
 */
import type { ClusterId, Instance, TopologySnapshot } from '../../topology/snapshot.ts';

export interface MarkerPlace {
  readonly cluster: ClusterId;
  readonly master: Instance;
  readonly serverId: number;
}

/** In order of cluster. */
export function markerPlaces({ clusters, instances }: TopologySnapshot): readonly MarkerPlace[] {
  return [...clusters.values()].flatMap(({ id, members }) => {
    const known = members.flatMap((member) => instances.get(member) ?? []);
    if (!known.some(replicatesByFile)) return [];
    const master = known
      .filter(isWritable)
      .toSorted((left, right) => left.depth - right.depth || order(left, right))[0];
    const serverId = master?.observation?.identity.serverId;
    return master === undefined || serverId === undefined ? [] : [{ cluster: id, master, serverId }];
  });
}

function replicatesByFile({ observation }: Instance): boolean {
  return observation?.channels.some(({ positioning }) => positioning === 'file') ?? false;
}

function isWritable({ role, depth, health, observation }: Instance): boolean {
  if (health !== 'ok' || observation === null) return false;
  if (role !== 'co-master' && (depth > 0 || observation.channels.length > 0)) return false;
  const { readOnly, superReadOnly, offlineMode, logBin } = observation.settings;
  return logBin && !readOnly && !superReadOnly && !offlineMode;
}

function order(left: Instance, right: Instance): number {
  return left.id < right.id ? -1 : 1;
}
