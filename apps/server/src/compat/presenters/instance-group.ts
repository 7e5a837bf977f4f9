/** Keys 96 to 101: membership of a replication group. */
import type { Observation } from '@topiary/domain';
import { key } from './shapes.ts';

export function groupFields({ group, identity }: Observation) {
  const members = group?.members ?? [];
  const self = members.find(({ uuid }) => uuid === identity.serverUuid);
  const primaries = members.filter(({ role }) => role === 'PRIMARY');
  const isSinglePrimary = primaries.length === 1 && members.length > 1;
  return {
    ReplicationGroupName: group?.groupName ?? '',
    ReplicationGroupIsSinglePrimary: isSinglePrimary,
    ReplicationGroupMemberState: self?.state ?? '',
    ReplicationGroupMemberRole: self?.role ?? '',
    ReplicationGroupMembers: members.map(({ address }) => key(address)),
    ReplicationGroupPrimaryInstanceKey: key(isSinglePrimary ? (primaries[0]?.address ?? null) : null),
  };
}
