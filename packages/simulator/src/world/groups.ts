/** What somebody does for a replication group once its servers run and reach each other again. */
import type { InstanceId } from '@topiary/domain';
import type { Command, Fleet } from '@topiary/fleet';
import { idNamed, tryAtPrompt } from './build-fleet.ts';
import type { PlannedServer } from '../scenario/scenario.ts';
import type { World } from './world.ts';

/** Members that did not answer have been expelled by then (5 s of suspicion, 5 s of patience). */
const FIRST_LOOK_MS = 15_000;
/** A member that joins copies first; another one may be found broken only then. */
const LOOKS = 3;
const STOP: Command = { kind: 'group-stop' };
const JOIN: Command = { kind: 'group-start', bootstrap: false };
const FOUND: Command = { kind: 'group-start', bootstrap: true };
const HAND = 'hand';

export function mendGroups(world: World): void {
  for (const name of groupsOf(world.scenario))
    for (let look = 1; look <= LOOKS; look += 1) world.time.schedule(FIRST_LOOK_MS * look, () => mend(world, name));
}

/** Whether all planned members see each other online. */
export function isWhole(world: World, members: readonly InstanceId[]): boolean {
  return members.every((id) => onlineAt(world, id).size === members.length);
}

interface Planned {
  readonly servers: readonly PlannedServer[];
}

/** By name. */
export function groupsOf({ servers }: Planned): ReadonlySet<string> {
  return new Set(servers.flatMap(({ group }) => group ?? []));
}

/** The founder first. */
export function membersOf({ servers }: Planned, group: string): readonly InstanceId[] {
  return servers.filter((server) => server.group === group).map(({ name }) => idNamed(name));
}

/** As this member sees it; `null`: it is in no group, or sees none. */
export function primaryOf(fleet: Fleet, member: InstanceId): InstanceId | null {
  return fleet.server(member).group?.members.find(({ role }) => role === 'PRIMARY')?.id ?? null;
}

function mend(world: World, group: string): void {
  const members = membersOf(world.scenario, group);
  if (isWhole(world, members) || members.some((id) => world.fleet.state(id) !== 'up')) return;
  const alive = members.find((id) => onlineAt(world, id).size * 2 > members.length);
  const stay = alive === undefined ? new Set<InstanceId>() : onlineAt(world, alive);
  const out = members.filter((id) => !stay.has(id));
  world.narration.say(HAND, `brings ${out.join(', ')} back into the group`);
  for (const id of out) tryAtPrompt(world.fleet, id, [STOP]);
  const founder = alive === undefined ? richest(world, members) : null;
  if (founder !== null) tryAtPrompt(world.fleet, founder, [FOUND]);
  for (const id of out) if (id !== founder) tryAtPrompt(world.fleet, id, [JOIN]);
}

function onlineAt({ fleet }: World, id: InstanceId): ReadonlySet<InstanceId> {
  const group = fleet.state(id) === 'up' ? fleet.server(id).group : null;
  if (group === null || !group.hasQuorum) return new Set();
  return new Set(group.members.flatMap((member) => (member.state === 'ONLINE' ? [member.id] : [])));
}

/** The one with the most transactions founds a group that nobody is left of. */
function richest({ fleet }: World, members: readonly InstanceId[]): InstanceId | null {
  const counted = members.map((id) => ({
    id,
    count: fleet
      .transactionsOf(id)
      .flatMap(({ runs }) => runs)
      .reduce((sum, [from, to]) => sum + to - from + 1, 0),
  }));
  return counted.toSorted((left, right) => right.count - left.count)[0]?.id ?? null;
}
