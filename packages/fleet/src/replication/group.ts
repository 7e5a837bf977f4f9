/**
 * Group Replication, kept simple: groups whose members see each other by their links. Who is out of reach of the majority
 * is expelled after a while; a group without its primary elects the member with the highest weight, then the smallest
 * uuid. In multi-primary mode, which is that of the founder, everybody is a primary. Transactions travel from the primary
 * to every online member; a member that comes late copies what it lacks from another. A part without a majority admits
 * nobody, and nobody is admitted with transactions that the group lacks. Conflicts between several primaries are not
 * modelled.
 */
import { MysqlGtidSet } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { isUp } from '../model/link.ts';
import type { GroupMemberState, GroupMemberView } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import type { Transaction } from '../model/transaction.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { commit } from './commit.ts';

export interface Group {
  readonly name: string;
  /** In order of joining. */
  readonly members: Map<InstanceId, { state: GroupMemberState }>;
  primary: InstanceId | null;
  readonly isMultiPrimary: boolean;
}

/** Members are suspected after this long without a word; `group_replication_member_expel_timeout` comes on top. */
const SUSPICION_MS = 5000;
/** How long a member that joins copies what it lacks, however little. */
const RECOVERY_MS = 50;

export type JoinProblem = 'not-configured' | 'already-running' | 'no-group' | null;

export function joinGroup(world: World, server: Server, bootstrap: boolean): JoinProblem {
  const name = String(setting(server, 'group_replication_group_name'));
  if (!server.plugins.has('group_replication') || name === '' || setting(server, 'gtid_mode') !== 'ON')
    return 'not-configured';
  const known = world.groups.get(name);
  if (known !== undefined && isPresent(known, server)) return 'already-running';
  if (bootstrap) {
    const isMultiPrimary = !isOn(server, 'group_replication_single_primary_mode');
    const members = new Map([[server.id, { state: 'ONLINE' as const }]]);
    const group: Group = { name, members, primary: server.id, isMultiPrimary };
    world.groups.set(name, group);
    enter(group, server);
    setRoles(world, group);
    refreshViews(world, group);
    return null;
  }
  const donor = known === undefined ? null : donorFor(world, known, server);
  if (known === undefined || donor === null) return 'no-group';
  // Who died unnoticed and is back is another member than the one that is still listed.
  known.members.delete(server.id);
  if (known.primary === server.id) elect(world, known);
  known.members.set(server.id, { state: 'RECOVERING' });
  enter(known, server);
  refreshViews(world, known);
  setReadOnly(server, true);
  // What the donor has received counts as the group's, so that it is applied before the two are compared.
  const waitMs = Math.max(RECOVERY_MS, donor.groupAppliedAtMs - world.nowMs);
  // What the group commits meanwhile waits for what is copied.
  server.groupAppliedAtMs = Math.max(server.groupAppliedAtMs, world.nowMs + waitMs);
  after(world, server, waitMs, () => finishJoining(world, server, known));
  return null;
}

function enter({ name }: Group, server: Server): void {
  server.group = { name, hasQuorum: false, members: [] };
}

export interface SeenGroup {
  readonly name: string;
  readonly isMultiPrimary: boolean;
  readonly members: readonly {
    readonly id: InstanceId;
    readonly state: GroupMemberState;
    readonly isPrimary: boolean;
  }[];
}

/** A group as somebody saw it. A member that was out of reach is one still, and is seen to be out of reach where it is. */
export function restoreGroup(world: World, { name, isMultiPrimary, members }: SeenGroup): void {
  const inside = members.filter(({ state }) => state !== 'OFFLINE' && state !== 'ERROR');
  const group: Group = {
    name,
    members: new Map(
      inside.map(({ id, state }) => [id, { state: state === 'UNREACHABLE' ? ('ONLINE' as const) : state }]),
    ),
    primary: inside.find(({ isPrimary }) => isPrimary)?.id ?? null,
    isMultiPrimary,
  };
  world.groups.set(name, group);
  for (const id of group.members.keys()) {
    const server = world.servers.get(id);
    if (server?.power !== undefined && server.power !== 'down') enter(group, server);
  }
  refreshViews(world, group);
}

function finishJoining(world: World, server: Server, group: Group): void {
  const member = group.members.get(server.id);
  if (member === undefined || !isPresent(group, server)) return;
  const donor = donorFor(world, group, server);
  if (donor === null) {
    leaveGroup(world, server);
    return;
  }
  if (hasMoreThan(server, donor)) {
    leaveGroup(world, server);
    putOut(group, server);
    return;
  }
  for (const transaction of missingFrom(server, donor)) applyFromGroup(world, server, transaction);
  member.state = 'ONLINE';
  if (group.isMultiPrimary) setRoles(world, group);
  refreshViews(world, group);
}

function hasMoreThan({ gtid: history }: Server, { gtid: other }: Server): boolean {
  return history.kind === 'mysql' && other.kind === 'mysql' && !history.executed.isSubsetOf(other.executed);
}

/** It is left to itself, readable; what somebody writes there waits for nobody. */
function putOut({ name }: Group, server: Server): void {
  server.group = { name, hasQuorum: true, members: [viewOf(server, 'ERROR', '')] };
  setReadOnly(server, true);
}

function missingFrom(server: Server, donor: Server): readonly Transaction[] {
  const history = server.gtid;
  if (history.kind !== 'mysql') return [];
  return (donor.binlog?.files ?? []).flatMap(({ entries }) =>
    entries.flatMap(({ transaction }) => {
      const { gtid } = transaction;
      return gtid?.family === 'mysql' && !MysqlGtidSet.range(gtid).isSubsetOf(history.executed) ? [transaction] : [];
    }),
  );
}

/** A member in reach that belongs to the majority; `null`: there is nobody who could admit this server. */
function donorFor(world: World, group: Group, server: Server): Server | null {
  for (const [id, { state }] of group.members) {
    const donor = world.servers.get(id);
    if (id === server.id || state !== 'ONLINE' || donor === undefined) continue;
    if (isPresent(group, donor) && reach(world, server, donor) && hasMajority(world, group, id)) return donor;
  }
  return null;
}

/** By its own will: it goes on to show itself, as one that is in no group. */
export function quitGroup(world: World, server: Server): void {
  const name = server.group?.name ?? null;
  leaveGroup(world, server);
  if (name !== null) server.group = { name, hasQuorum: true, members: [viewOf(server, 'OFFLINE', '')] };
}

export function leaveGroup(world: World, server: Server): void {
  const group = groupOf(world, server);
  if (group === null) return;
  group.members.delete(server.id);
  server.group = null;
  if (group.primary === server.id) elect(world, group);
  refreshViews(world, group);
}

export function groupOf(world: World, server: Server): Group | null {
  if (server.group === null) return null;
  const group = world.groups.get(server.group.name);
  return group?.members.has(server.id) === true ? group : null;
}

export type PrimaryProblem = 'not-a-member' | null;

export function setPrimary(world: World, server: Server, uuid: string): PrimaryProblem {
  const group = groupOf(world, server);
  if (group === null) return 'not-a-member';
  for (const [id, { state }] of group.members) {
    if (state !== 'ONLINE' || world.servers.get(id)?.uuid !== uuid) continue;
    group.primary = id;
    setRoles(world, group);
    refreshViews(world, group);
    return null;
  }
  return 'not-a-member';
}

/** One that joins gets what comes from the moment on that the others know it. */
const RECEIVING: ReadonlySet<GroupMemberState> = new Set(['ONLINE', 'RECOVERING']);

/** After a commit on one member: the others get it. */
export function spreadToGroup(world: World, server: Server, transaction: Transaction): void {
  const group = groupOf(world, server);
  if (group === null) return;
  for (const [id, { state }] of group.members) {
    const other = world.servers.get(id);
    if (id === server.id || !RECEIVING.has(state) || other === undefined) continue;
    if (!isPresent(group, other) || !reach(world, server, other)) continue;
    // In the order of the group, also when the member applies faster than it did a moment ago.
    const arrivesMs = world.nowMs + world.options.linkDelayMs;
    other.groupAppliedAtMs = Math.max(arrivesMs, other.groupAppliedAtMs) + other.applyMsPerTransaction;
    after(world, other, other.groupAppliedAtMs - world.nowMs, () => {
      // One that was not admitted has nothing to apply it to.
      if (state === 'ONLINE' || group.members.get(id)?.state === 'ONLINE') applyFromGroup(world, other, transaction);
    });
  }
}

function applyFromGroup(world: World, server: Server, transaction: Transaction): void {
  commit(world, server, { transaction, isLogged: true, isReplicated: true, isFromGroup: true, done: () => undefined });
}

/** A member's server or links changed: the others notice now, and act when it lasts. */
export function reviewGroup(world: World, server: Server): void {
  const group = [...world.groups.values()].find(({ members }) => members.has(server.id));
  if (group === undefined) return;
  refreshViews(world, group);
  catchUp(world, group);
  const waitMs = SUSPICION_MS + numberSetting(server, 'group_replication_member_expel_timeout') * 1000;
  world.agenda.schedule(world.nowMs + waitMs, null, () => expelUnreachable(world, group));
}

/** What was sent while a member was out of reach, but still one, waits for it with all the others. */
function catchUp(world: World, group: Group): void {
  const online = [...group.members].flatMap(([id, { state }]) => {
    const server = world.servers.get(id);
    return state === 'ONLINE' && server !== undefined && isPresent(group, server) ? [server] : [];
  });
  for (const server of online) {
    for (const other of online) {
      if (server === other || !reach(world, server, other)) continue;
      after(world, server, world.options.linkDelayMs, () => {
        if (!reach(world, server, other)) return;
        for (const transaction of missingFrom(server, other)) applyFromGroup(world, server, transaction);
      });
    }
  }
}

/** The largest part that reaches each other stays, if it is a majority. */
function expelUnreachable(world: World, group: Group): void {
  const ids = [...group.members.keys()];
  const majority = ids.find((id) => hasMajority(world, group, id));
  if (majority === undefined) return;
  const part = new Set(partOf(world, group, majority));
  for (const id of ids) {
    if (part.has(id)) continue;
    group.members.delete(id);
    const expelled = world.servers.get(id);
    if (expelled !== undefined && expelled.group !== null) putOut(group, expelled);
  }
  if (group.primary !== null && !part.has(group.primary)) elect(world, group);
  refreshViews(world, group);
}

function elect(world: World, group: Group): void {
  const online = [...group.members].flatMap(([id, { state }]) => {
    const server = world.servers.get(id);
    return state === 'ONLINE' && server?.power === 'up' && isPresent(group, server) ? [server] : [];
  });
  const best = online.toSorted(
    (left, right) =>
      numberSetting(right, 'group_replication_member_weight') -
        numberSetting(left, 'group_replication_member_weight') || (left.uuid < right.uuid ? -1 : 1),
  )[0];
  group.primary = best?.id ?? null;
  setRoles(world, group);
}

function setRoles(world: World, group: Group): void {
  for (const id of group.members.keys()) {
    const server = world.servers.get(id);
    if (server !== undefined && isPresent(group, server)) setReadOnly(server, !isPrimary(group, id));
  }
}

function setReadOnly(server: Server, on: boolean): void {
  const value = on ? 'ON' : 'OFF';
  server.settings.set('read_only', value);
  server.settings.set('super_read_only', value);
}

function isPrimary({ isMultiPrimary, members, primary }: Group, id: InstanceId): boolean {
  return isMultiPrimary ? members.get(id)?.state === 'ONLINE' : id === primary;
}

function refreshViews(world: World, group: Group): void {
  for (const id of group.members.keys()) {
    const server = world.servers.get(id);
    if (server === undefined || server.power === 'down' || !isPresent(group, server)) continue;
    const members = [...group.members].flatMap(([other, { state }]) => {
      const member = world.servers.get(other);
      if (member === undefined) return [];
      const isSeen = other === id || (isPresent(group, member) && reach(world, server, member));
      const seen = isSeen ? state : 'UNREACHABLE';
      const role = isPrimary(group, other) ? 'PRIMARY' : 'SECONDARY';
      return [viewOf(member, seen, seen === 'ONLINE' || seen === 'UNREACHABLE' ? role : '')];
    });
    server.group = {
      name: group.name,
      members,
      hasQuorum: hasMajority(world, group, id),
    };
    if (server.group.hasQuorum && !server.diskFull) for (const resume of server.stuck.splice(0)) resume();
  }
}

function viewOf(
  { id, uuid, address }: Server,
  state: GroupMemberState,
  role: GroupMemberView['role'],
): GroupMemberView {
  return { id, uuid, address, state, role };
}

/** Whether the member and the others that it reaches are more than half of the group. */
function hasMajority(world: World, group: Group, id: InstanceId): boolean {
  return partOf(world, group, id).length * 2 > group.members.size;
}

/** Itself and whom it reaches. */
function partOf(world: World, group: Group, id: InstanceId): readonly InstanceId[] {
  const server = world.servers.get(id);
  if (server?.power !== 'up' || !isPresent(group, server)) return [];
  return [...group.members.keys()].filter((other) => {
    const member = world.servers.get(other);
    return member !== undefined && (other === id || (isPresent(group, member) && reach(world, server, member)));
  });
}

/** A process that was started after the member went down is not that member, until it joins. */
function isPresent({ name, members }: Group, { id, group }: Server): boolean {
  return members.has(id) && group?.name === name;
}

function reach(world: World, one: Server, other: Server): boolean {
  return one.power === 'up' && other.power === 'up' && isUp(world, one, other) && isUp(world, other, one);
}

/** A member that was started comes back by itself, if there is a group that can admit it. */
export function rejoinOnBoot(world: World, server: Server): void {
  const wasMember = server.group !== null;
  server.group = null;
  if (!wasMember || !isOn(server, 'group_replication_start_on_boot')) return;
  joinGroup(world, server, false);
}
