/** Replication groups as their members showed them. */
import { instanceIdOf } from '@topiary/domain';
import type { InstanceId, Observation } from '@topiary/domain';
import { GROUP_MEMBER_STATES } from '../model/server-state.ts';
import type { GroupMemberState } from '../model/server-state.ts';
import type { World } from '../model/world.ts';
import { restoreGroup } from '../replication/group.ts';

type Membership = NonNullable<Observation['group']>;

export function restoreGroups(world: World, observations: ReadonlyMap<InstanceId, Observation>): void {
  const views = new Map<string, Membership>();
  for (const { group } of observations.values()) {
    if (group === null) continue;
    const known = views.get(group.groupName);
    // A part that was cut off shows fewer members online than the part that decides.
    if (known === undefined || onlineIn(group) > onlineIn(known)) views.set(group.groupName, group);
  }
  for (const [name, { members, mode }] of views)
    restoreGroup(world, {
      name,
      isMultiPrimary: mode === 'multi-primary',
      members: members.map(({ address, state, role }) => ({
        id: instanceIdOf(address),
        state: stateOf(state),
        isPrimary: role === 'PRIMARY',
      })),
    });
}

function onlineIn({ members }: Membership): number {
  return members.filter(({ state }) => state === 'ONLINE').length;
}

function stateOf(text: string): GroupMemberState {
  return GROUP_MEMBER_STATES.find((state) => state === text) ?? 'OFFLINE';
}
