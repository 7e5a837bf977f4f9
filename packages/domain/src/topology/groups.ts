/** Replication groups, from the views that their members have of them. */
import type { InstanceId } from './address.ts';
import { canonicalId } from './edges.ts';
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
  const byUuid = new Map<string, InstanceId>();
  for (const { record } of viewers) {
    const uuid = record.observation?.identity.serverUuid;
    if (uuid !== null && uuid !== undefined) byUuid.set(uuid.toLowerCase(), record.id);
  }
  // A member knows the others by the name they give of themselves, which need not be the address that we reach them at.
  const idOf = ({ uuid, address }: GroupMember): InstanceId =>
    byUuid.get(uuid.toLowerCase()) ?? canonicalId(address, aliases);
  const present = viewers.flatMap(({ view }) =>
    view.members.filter(({ state, address }) => state !== LEFT && address.host !== ''),
  );
  const primaries = freshest(viewers).flatMap(({ view }) => view.members.filter(isActingPrimary));
  return {
    name,
    members: new Set([...viewers.map(({ record }) => record.id), ...present.map(idOf)]),
    primaries: new Set(primaries.map(idOf)),
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
