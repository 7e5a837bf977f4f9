import { randomUUID } from 'node:crypto';
import type { GroupFlags } from '../server/server-flags.ts';
import type { TreeGroup } from '../tree/tree-description.ts';

/** By node name: each group gets a name of its own, each member one of `ports`, which are taken away from the list. */
export function groupPlaces(groups: readonly TreeGroup[], ports: number[]): ReadonlyMap<string, GroupFlags> {
  return new Map(groups.flatMap(({ members, mode }) => placesIn({ members, mode, seeds: seedsFor(members, ports) })));
}

function seedsFor(members: readonly string[], ports: number[]): readonly string[] {
  return ports.splice(0, members.length).map((port) => `127.0.0.1:${port}`);
}

function placesIn({
  members,
  mode,
  seeds,
}: TreeGroup & { readonly seeds: readonly string[] }): readonly (readonly [string, GroupFlags])[] {
  const name = randomUUID();
  return members.map((member, index) => [member, { name, mode, localAddress: seeds[index] ?? '', seeds }]);
}
