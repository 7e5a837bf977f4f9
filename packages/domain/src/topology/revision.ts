/** A cluster's revision counts its structure; it advances by one whenever any of that is not what it was. */
import type { InstanceId } from './address.ts';
import { sameStructure } from './structure.ts';
import type { Cluster, Edge, Instance, TopologySnapshot } from './snapshot.ts';
import type { KnownClusterFacts } from './snapshot-input.ts';

/** The parts of a snapshot that a comparison reads. */
export type Structure = Pick<TopologySnapshot, 'instances' | 'edgesByReplica'>;

export interface RevisionQuestion {
  readonly before: { readonly cluster: Cluster; readonly structure: Structure } | null;
  readonly now: { readonly members: readonly InstanceId[]; readonly structure: Structure };
  /** For a cluster that the previous snapshot has not: after a restart, or when it comes back. */
  readonly known: KnownClusterFacts | null;
}

export function revisionOf({ before, now, known }: RevisionQuestion): number {
  // Nobody can tell what a remembered cluster looked like, so its revision advances once.
  if (before === null) return (known?.revision ?? 0) + 1;
  const { cluster, structure } = before;
  return sameCluster({ members: cluster.members, structure }, now) ? cluster.revision : cluster.revision + 1;
}

function sameCluster(before: RevisionQuestion['now'], now: RevisionQuestion['now']): boolean {
  if (before.members.length !== now.members.length) return false;
  return now.members.every(
    (id, index) =>
      before.members[index] === id &&
      sameMember(before.structure.instances.get(id), now.structure.instances.get(id)) &&
      sameEdges(before.structure.edgesByReplica.get(id) ?? [], now.structure.edgesByReplica.get(id) ?? []),
  );
}

/** Roles and depths follow from edges, groups and health, so they need no look of their own. */
function sameMember(before: Instance | undefined, now: Instance | undefined): boolean {
  if (before === now) return true;
  return (
    before !== undefined &&
    now !== undefined &&
    before.health === now.health &&
    sameStructure(before.observation, now.observation)
  );
}

function sameEdges(before: readonly Edge[], now: readonly Edge[]): boolean {
  if (before === now) return true;
  return (
    before.length === now.length &&
    before.every(({ id, source }, index) => now[index]?.id === id && now[index]?.source === source)
  );
}
