/** Replication groups, from the views that their members have of them. */
import type { InstanceId } from './address.ts';
import { canonicalId, compareText } from './edges.ts';
import type { Aliases } from './edges.ts';
import type { GroupMember, GroupMembership, GroupMode, Observation } from './observation.ts';
import type { HealthClass } from './snapshot.ts';
import type { Tri } from '../shared/tri.ts';

export interface Group {
  readonly name: string;
  readonly mode: GroupMode;
  /** In order of id. */
  readonly members: ReadonlyMap<InstanceId, GroupStanding>;
  /** One in single-primary mode, several in multi-primary mode, none while no member that can be primary is known. */
  readonly primaries: ReadonlySet<InstanceId>;
  /** Whether the group can commit: a majority of those whom it counts are in touch. Unknown while nobody tells. */
  readonly quorum: Tri;
}

export interface GroupStanding {
  /**
   * `ONLINE`, `RECOVERING`, `UNREACHABLE` as the group says, `ERROR` or `OFFLINE` as one says of itself that is not in the
   * group any more. `null`: nobody says; it was expelled and does not answer, or no list could be read.
   */
  readonly state: string | null;
  /** `PRIMARY`, `SECONDARY`, or '' where its state leaves it none. */
  readonly role: string;
}

/** What is asked of a server here. */
export interface GroupViewer {
  readonly id: InstanceId;
  readonly observation: Pick<Observation, 'group' | 'identity'> | null;
  readonly health: HealthClass;
}

/** Members that are in no group at present, by their own word; the first left on purpose, the second was thrown out. */
const OUTSIDE: ReadonlySet<string> = new Set(['OFFLINE', 'ERROR']);
/** Members that take part in decisions. */
const IN_TOUCH: ReadonlySet<string> = new Set(['ONLINE', 'RECOVERING']);
const ONLINE = 'ONLINE';
const PRIMARY = 'PRIMARY';

/** `viewers` must hold every known member of each group that it holds one member of. */
export function groupsOf(viewers: Iterable<GroupViewer>, aliases: Aliases): readonly Group[] {
  const byName = new Map<string, View[]>();
  for (const { id, health, observation } of viewers) {
    const group = observation?.group ?? null;
    if (group === null) continue;
    const view: View = { id, health, group, uuid: observation?.identity.serverUuid ?? null };
    const known = byName.get(group.groupName);
    if (known === undefined) byName.set(group.groupName, [view]);
    else known.push(view);
  }
  return [...byName].map(([name, views]) => groupOf(name, views, aliases));
}

export function isOnlineMember({ state }: GroupStanding): boolean {
  return state === ONLINE;
}

interface View {
  readonly id: InstanceId;
  readonly uuid: string | null;
  readonly health: HealthClass;
  readonly group: GroupMembership;
}

/** A view with its members under the ids by which we know them. */
interface NamedView extends View {
  readonly listed: ReadonlyMap<InstanceId, GroupMember>;
}

function groupOf(name: string, views: readonly View[], aliases: Aliases): Group {
  const idOf = memberNamer(views, aliases);
  const named = views.map((view): NamedView => ({ ...view, listed: listedIn(view, idOf) }));
  const { view, quorum } = wordOf(named);
  const ids = new Set([...named.map(({ id }) => id), ...named.flatMap((each) => presentIn(each))]);
  const members = new Map([...ids].toSorted(compareText).map((id) => [id, standingOf(id, view, named)]));
  const primaries = [...members].filter(([, { role, state }]) => role === PRIMARY && state === ONLINE);
  return {
    name,
    mode: (view ?? named[0])?.group.mode ?? 'single-primary',
    members,
    primaries: new Set(primaries.map(([id]) => id)),
    quorum,
  };
}

function listedIn({ group }: View, idOf: (member: GroupMember) => InstanceId): NamedView['listed'] {
  return new Map(group.members.filter(({ address }) => address.host !== '').map((member) => [idOf(member), member]));
}

/** One that left lingers in its own view. */
function presentIn({ listed }: NamedView): readonly InstanceId[] {
  return [...listed].flatMap(([id, { state }]) => (state === 'OFFLINE' ? [] : [id]));
}

/**
 * A member knows the others by the name that they give of themselves, which need not be the address we reach them at; then
 * the UUID tells, which within a group is nobody else's.
 */
function memberNamer(views: readonly View[], aliases: Aliases): (member: GroupMember) => InstanceId {
  const ids = new Set(views.map(({ id }) => id));
  const byUuid = new Map<string, InstanceId>();
  for (const { id, uuid } of views.toSorted((left, right) => compareText(right.id, left.id)))
    if (uuid !== null) byUuid.set(uuid.toLowerCase(), id);
  return ({ uuid, address }) => {
    const named = canonicalId(address, aliases);
    return ids.has(named) ? named : (byUuid.get(uuid.toLowerCase()) ?? named);
  };
}

/**
 * Whose view counts. A part that was cut off goes on to show its old primary; the part that has a majority decides. Of a
 * member that died the last view is of a time when it may still have been the primary: it counts where nobody answers.
 */
function wordOf(views: readonly NamedView[]): { readonly view: NamedView | null; readonly quorum: Tri } {
  const telling = views.filter(({ listed }) => listed.size > 0);
  const answering = telling.filter(({ health }) => health === 'ok');
  const inside = (answering.length > 0 ? answering : telling).filter(isInside).toSorted(byReach);
  if (answering.length === 0) return { view: inside[0] ?? null, quorum: 'unknown' };
  const deciding = inside.find(hasMajority);
  if (deciding !== undefined) return { view: deciding, quorum: 'yes' };
  // Some that do not answer, or whose list is refused, may be in touch with each other.
  const isComplete = answering.length === views.length;
  return { view: inside[0] ?? null, quorum: inside.length > 0 || isComplete ? 'no' : 'unknown' };
}

function isInside({ id, listed }: NamedView): boolean {
  const own = listed.get(id);
  return own === undefined || !OUTSIDE.has(own.state);
}

function hasMajority(view: NamedView): boolean {
  return reachOf(view) * 2 > view.listed.size;
}

function reachOf({ listed }: NamedView): number {
  return [...listed.values()].filter(({ state }) => IN_TOUCH.has(state)).length;
}

function byReach(left: NamedView, right: NamedView): number {
  return reachOf(right) - reachOf(left) || compareText(left.id, right.id);
}

/** What the group says of it; else what it says of itself, but for a part that was cut off and thinks that it is online. */
function standingOf(id: InstanceId, view: NamedView | null, views: readonly NamedView[]): GroupStanding {
  const own = views.find((each) => each.id === id);
  const itself = own?.health === 'ok' ? own.listed.get(id) : undefined;
  const said = view?.listed.get(id) ?? (itself?.state === ONLINE ? undefined : itself);
  return said === undefined ? { state: null, role: '' } : { state: said.state, role: said.role };
}
