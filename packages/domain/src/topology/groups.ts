/** Replication groups, from the views that their members have of them. */
import type { InstanceId } from './address.ts';
import { canonicalId, compareText } from './edges.ts';
import type { Aliases } from './edges.ts';
import { healthOf } from './health.ts';
import type { GroupMember, GroupMembership } from './observation.ts';
import type { ServerRecord } from './server-record.ts';

export interface Group {
  readonly name: string;
  readonly members: ReadonlySet<InstanceId>;
  /** One in single-primary mode, several in multi-primary mode, none while the group has no majority. */
  readonly primaries: ReadonlySet<InstanceId>;
}

/** A member that left the group on purpose; its row may linger in its own view. */
const LEFT = 'OFFLINE';
const ONLINE = 'ONLINE';
const PRIMARY = 'PRIMARY';

/** `records` must hold every known member of each group that it holds one member of. */
export function groupsOf(records: Iterable<ServerRecord>, aliases: Aliases): readonly Group[] {
  const viewers = new Map<string, Viewer[]>();
  for (const record of records) {
    const view = record.observation?.group;
    if (view === null || view === undefined) continue;
    const known = viewers.get(view.groupName);
    if (known === undefined) viewers.set(view.groupName, [{ record, view }]);
    else known.push({ record, view });
  }
  return [...viewers].map(([name, of]) => groupOf(name, of, aliases));
}

interface Viewer {
  readonly record: ServerRecord;
  readonly view: GroupMembership;
}

function groupOf(name: string, viewers: readonly Viewer[], aliases: Aliases): Group {
  const idOf = memberNamer(viewers, aliases);
  const present = viewers.flatMap(({ view }) => presentIn(view));
  const primaries = freshest(viewers).flatMap(({ view }) => presentIn(view).filter(isActingPrimary));
  return {
    name,
    members: new Set([...viewers.map(({ record }) => record.id), ...present.map(idOf)]),
    primaries: new Set(primaries.map(idOf)),
  };
}

function presentIn({ members }: GroupMembership): readonly GroupMember[] {
  return members.filter(({ state, address }) => state !== LEFT && address.host !== '');
}

/**
 * A member knows the others by the name that they give of themselves, which need not be the address we reach them at; then
 * the UUID tells, which within a group is nobody else's.
 */
function memberNamer(viewers: readonly Viewer[], aliases: Aliases): (member: GroupMember) => InstanceId {
  const ids = new Set(viewers.map(({ record }) => record.id));
  const byUuid = new Map<string, InstanceId>();
  for (const { record } of viewers.toSorted((left, right) => compareText(right.record.id, left.record.id))) {
    const uuid = record.observation?.identity.serverUuid ?? null;
    if (uuid !== null) byUuid.set(uuid.toLowerCase(), record.id);
  }
  return ({ uuid, address }) => {
    const named = canonicalId(address, aliases);
    return ids.has(named) ? named : (byUuid.get(uuid.toLowerCase()) ?? named);
  };
}

/** The last view of a member that died is of a time when it may still have been the primary. */
function freshest(viewers: readonly Viewer[]): readonly Viewer[] {
  const answering = viewers.filter(({ record }) => healthOf(record) === 'ok');
  return answering.length > 0 ? answering : viewers;
}

function isActingPrimary({ role, state }: GroupMember): boolean {
  return role === PRIMARY && state === ONLINE;
}
