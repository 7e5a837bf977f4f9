/** What is wrong with a member of a replication group, or with the group as a whole. */
import type { InstanceId } from './address.ts';
import { isOnlineMember } from './groups.ts';
import type { Group } from './groups.ts';
import type { Problem } from './snapshot.ts';

/** The state that is named where neither the group nor the member itself tells one. */
const NOT_IN_GROUP = 'EXPELLED';

/** Of a member of which nothing is known nothing is said; why nothing is known is a problem of its own. */
export function groupProblems(id: InstanceId, group: Group | null): readonly Pick<Problem, 'code' | 'params'>[] {
  const standing = group?.members.get(id);
  if (group === null || standing === undefined) return [];
  const { members, name, quorum } = group;
  const problems: Pick<Problem, 'code' | 'params'>[] = [];
  const state = standing.state ?? (quorum === 'unknown' ? null : NOT_IN_GROUP);
  if (state !== null && !isOnlineMember(standing))
    problems.push({ code: 'group-member-not-online', params: { group: name, state } });
  if (quorum === 'no') {
    const online = [...members.values()].filter(isOnlineMember).length;
    problems.push({ code: 'group-without-quorum', params: { group: name, online, members: members.size } });
  }
  return problems;
}
