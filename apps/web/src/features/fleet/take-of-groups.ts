import type { FleetGroup } from './group-clusters.ts';

export interface TakenGroups {
  /** The last of them may have lost its end; the counts of a group are those of all of it. */
  readonly taken: readonly FleetGroup[];
  /** How many places of clusters were left out. */
  readonly left: number;
}

/** The first `count` clusters of groups, in their order. */
export function takeOfGroups(groups: readonly FleetGroup[], count: number): TakenGroups {
  const all = groups.reduce((sum, { clusters }) => sum + clusters.length, 0);
  if (all <= count) return { taken: groups, left: 0 };
  const taken: FleetGroup[] = [];
  let room = count;
  for (const group of groups) {
    if (room <= 0) break;
    taken.push(group.clusters.length <= room ? group : { ...group, clusters: group.clusters.slice(0, room) });
    room -= group.clusters.length;
  }
  return { taken, left: all - count };
}
