/** What is said of replication groups and their members, on cards, in tables and in boxes alike. */
import type { GroupMemberView, GroupView, InstanceId, NodeView } from '@topiary/contract';
import type { Translate } from '../i18n/text-key.ts';

const ONLINE = 'ONLINE';

export function membersById(groups: readonly GroupView[]): ReadonlyMap<InstanceId, GroupMemberView> {
  return new Map(groups.flatMap(({ members }) => members.map((member) => [member.id, member] as const)));
}

export function onlineCount({ members }: GroupView): number {
  return members.filter(({ state }) => state === ONLINE).length;
}

/** `2 of 3 ONLINE, quorum, single primary`. */
export function groupText(group: GroupView, t: Translate): string {
  return [briefly(group, t), t(`group.mode.${group.mode}`)].join(', ');
}

/** What fits on the box around a group; that a group has one primary is the usual thing, and seen. */
export function groupTitle(group: GroupView, t: Translate): string {
  return group.mode === 'single-primary' ? briefly(group, t) : groupText(group, t);
}

function briefly(group: GroupView, t: Translate): string {
  const counts = t('group.online', { online: onlineCount(group), members: group.members.length });
  return [counts, t(`group.quorum.${group.quorum}`)].join(', ');
}

/** For those who know no more of the group than what the server is in it. */
export function memberOf(groupRole: string | null): Pick<GroupMemberView, 'role'> | undefined {
  return groupRole === null ? undefined : { role: groupRole };
}

/**
 * In a group the primary is what elsewhere the master is; what it does outside comes after that. A binlog server is no
 * master whatever hangs below it, and a replica that was detached did not become one.
 */
export function roleText(
  node: Pick<NodeView, 'role' | 'flavor'> & Partial<Pick<NodeView, 'detached'>>,
  member: Pick<GroupMemberView, 'role'> | undefined,
  t: Translate,
): string {
  if (member?.role === 'PRIMARY') return t('group.primary');
  if (member?.role === 'SECONDARY') return t('group.secondary');
  if (member !== undefined) return t('group.member');
  if (node.role === 'master' && (node.detached ?? []).length > 0) return t('role.detached');
  return node.flavor === 'maxscale' ? t('role.binlogServer') : t(`role.${node.role}`);
}
