import { SandboxError } from '../shared/errors.ts';
import type { TreeDescription, TreeGroup, TreeNode } from './tree-description.ts';

/** Group Replication takes no more. */
const MAX_MEMBERS = 9;

/** Says no to groups that Group Replication would not form. @throws SandboxError `tree-meaning`. */
export function checkGroups({ gtid, groups, links, nodes }: TreeDescription): void {
  const seen = new Set<string>();
  for (const group of groups) {
    const [founder = ''] = group.members;
    if (!gtid) throw impossible(`The group of ${founder} needs GTID: leave “gtid off” out.`);
    if (group.members.length > MAX_MEMBERS) throw impossible(`A group may have at most ${MAX_MEMBERS} members.`);
    for (const name of group.members) {
      if (seen.has(name)) throw impossible(`${name} is named as a member of a group twice.`);
      seen.add(name);
      const node = nodes.find((candidate) => candidate.name === name);
      if (node !== undefined) checkMember(node);
    }
    checkLinks(group, links);
  }
}

function checkMember({ name, server, logsUpdates }: TreeNode): void {
  if (server.family !== 'mysql') throw impossible(`${name} cannot be in a group: MariaDB has no Group Replication.`);
  if (!logsUpdates) throw impossible(`${name} cannot be in a group with updates=off: members log what they apply.`);
}

/** In single-primary mode only the primary runs channels of its own. */
function checkLinks({ members, mode }: TreeGroup, links: TreeDescription['links']): void {
  const secondaries = mode === 'single-primary' ? members.slice(1) : [];
  const link = links.find(({ replica }) => secondaries.includes(replica));
  if (link !== undefined)
    throw impossible(
      `${link.replica} gets its data from the group: only ${members[0] ?? ''} can be under ${link.source}.`,
    );
  const inside = links.find(({ replica, source }) => members.includes(replica) && members.includes(source));
  if (inside !== undefined)
    throw impossible(`${inside.replica} and ${inside.source} are of one group: they need no link besides.`);
}

function impossible(sentence: string): SandboxError {
  return new SandboxError('tree-meaning', sentence);
}
