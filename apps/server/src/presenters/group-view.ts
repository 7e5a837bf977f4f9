import type { GroupView } from '@topiary/contract';
import { groupsIn } from '@topiary/domain';
import type { Group, Instance, TopologySnapshot } from '@topiary/domain';
import type { DeepReadonly } from './readonly.ts';

export function presentGroup({ name, mode, quorum, members }: Group): DeepReadonly<GroupView> {
  return { name, mode, quorum, members: [...members].map(([id, { state, role }]) => ({ id, state, role })) };
}

/** `PRIMARY`, `SECONDARY` or '' within its replication group; `null` for a server of none. */
export function groupRoleOf({ id, cluster }: Instance, snapshot: TopologySnapshot): string | null {
  for (const { members } of groupsIn(snapshot, cluster)) {
    const standing = members.get(id);
    if (standing !== undefined) return standing.role;
  }
  return null;
}
