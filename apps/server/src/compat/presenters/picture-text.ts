/**
 * How a cluster stood, as text, to the character as orchestrator draws it from its snapshots: names alone, every replica with
 * `-`, whether it replicated then is not kept. Unlike there, several servers that replicate from nobody are all drawn, and
 * rings, each from its first member in order of address.
 */
import { addressOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import type { PictureMember } from '@topiary/engine';
import { byHostAndPort } from '../resolve.ts';

/** Lines joined by newlines, none at the end; '' for nobody. */
export function pictureText(members: readonly PictureMember[]): string {
  const sorted = members.map((member) => ({ ...member, address: addressOf(member.instance) })).toSorted(byHostAndPort);
  const known = new Set(sorted.map(({ instance }) => instance));
  const below = Map.groupBy(sorted, ({ source }) => source);
  const drawn = new Set<InstanceId>();
  const branch = ({ instance }: PictureMember, depth: number): readonly string[] => {
    if (drawn.has(instance)) return [];
    drawn.add(instance);
    const { host, port } = addressOf(instance);
    const indent = depth === 0 ? '' : `${' '.repeat((depth - 1) * 2)}- `;
    const replicas = below.get(instance) ?? [];
    return [`${indent}${host}:${port}`, ...replicas.flatMap((replica) => branch(replica, depth + 1))];
  };
  const roots = sorted.filter(({ source }) => source === null || !known.has(source));
  const trees = roots.flatMap((root) => branch(root, 0));
  // Whoever is left is in a ring, or below one.
  return [...trees, ...sorted.flatMap((member) => branch(member, 1))].join('\n');
}
