/**
 * From one picture of a cluster to the next, in words: what a timeline says of a revision, and what is marked in the
 * drawing. Two pictures without a difference are one.
 */
import type { InstanceId } from '../topology/address.ts';
import type { ProblemCode } from '../topology/snapshot.ts';
import type { ClusterPicture, PicturedServer } from './picture.ts';

/** The gravest for the tree first: in this order they are told, and the last ones are left out where there are many. */
export const PICTURE_CHANGES = [
  'server-joined',
  'server-left',
  'source-changed',
  'role-changed',
  'writes-changed',
  'health-changed',
  'member-changed',
  'version-changed',
  'data-center-changed',
  'name-changed',
  'edge-changed',
  'finding-began',
  'finding-ended',
  'problem-began',
  'problem-ended',
] as const;
export type PictureChangeCode = (typeof PICTURE_CHANGES)[number];

export interface PictureChange {
  readonly code: PictureChangeCode;
  /** `null`: the cluster itself. */
  readonly instance: InstanceId | null;
  /** `null`: it is about no channel. '' is the default one. */
  readonly channel: string | null;
  /** A role, a health class, a source, a code: what the change is of. `null`: there was none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What comes and goes with load and threads; the rest is the tree itself. */
const STATES: ReadonlySet<PictureChangeCode> = new Set([
  'edge-changed',
  'finding-began',
  'finding-ended',
  'problem-began',
  'problem-ended',
]);

export const REVISION_KINDS = ['structure', 'state'] as const;
/** `structure`: the tree itself changed. `state`: only how its servers and lines fare. */
export type RevisionKind = (typeof REVISION_KINDS)[number];

export function revisionKindOf(changes: readonly Pick<PictureChange, 'code'>[]): RevisionKind {
  return changes.every(({ code }) => STATES.has(code)) ? 'state' : 'structure';
}

/** Said by health, by the state of a line, or by that of a member. */
const SAID_OTHERWISE: ReadonlySet<ProblemCode> = new Set([
  'unreachable',
  'suspect',
  'never-reached',
  'replication-stopped',
  'replication-error',
  'replication-lagging',
  'group-member-not-online',
]);

/** In order of `PICTURE_CHANGES`, and within one code in order of the servers. */
export function pictureChanges(before: ClusterPicture, after: ClusterPicture): readonly PictureChange[] {
  const changes = [
    ...serverChanges(before, after),
    ...sourceChanges(before, after),
    ...memberChanges(before, after),
    ...codeChanges(findingsOf(before), findingsOf(after), 'finding'),
    ...codeChanges(problemsOf(before), problemsOf(after), 'problem'),
    ...changed('name-changed', null, shownName(before), shownName(after)),
  ];
  const rank = new Map(PICTURE_CHANGES.map((code, index) => [code, index]));
  return changes.toSorted((left, right) => (rank.get(left.code) ?? 0) - (rank.get(right.code) ?? 0));
}

function changed(
  code: PictureChangeCode,
  instance: InstanceId | null,
  from: string | null,
  to: string | null,
): readonly PictureChange[] {
  return from === to ? [] : [{ code, instance, channel: null, from, to }];
}

function shownName({ alias, name }: ClusterPicture): string {
  return alias ?? name;
}

function serverChanges(before: ClusterPicture, after: ClusterPicture): readonly PictureChange[] {
  const earlier = byId(before);
  const later = byId(after);
  return [
    ...after.servers
      .filter(({ id }) => !earlier.has(id))
      .flatMap(({ id, role }) => changed('server-joined', id, null, role)),
    ...before.servers
      .filter(({ id }) => !later.has(id))
      .flatMap(({ id, role }) => changed('server-left', id, role, null)),
    ...after.servers.flatMap((server) => {
      const was = earlier.get(server.id);
      return was === undefined ? [] : factChanges(was, server);
    }),
  ];
}

function byId({ servers }: ClusterPicture): ReadonlyMap<InstanceId, PicturedServer> {
  return new Map(servers.map((server) => [server.id, server]));
}

/** What was not known is not what it changed from: a server that is asked for the first time becomes nothing. */
function factChanges(was: PicturedServer, is: PicturedServer): readonly PictureChange[] {
  const known = (code: PictureChangeCode, from: string | null, to: string | null) =>
    from === null || to === null ? [] : changed(code, is.id, from, to);
  return [
    ...changed('role-changed', is.id, was.role, is.role),
    ...changed('health-changed', is.id, was.health, is.health),
    ...known('writes-changed', was.writes, is.writes),
    ...known('version-changed', was.version, is.version),
    ...known('data-center-changed', was.dataCenter, is.dataCenter),
  ];
}

/** A server that came or went says so itself; its lines would only repeat it. */
function sourceChanges(before: ClusterPicture, after: ClusterPicture): readonly PictureChange[] {
  const earlier = linesOf(before);
  const later = linesOf(after);
  const isInBoth = both(before, after);
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((key) => {
    const was = earlier.get(key);
    const is = later.get(key);
    const line = is ?? was;
    if (line === undefined || !isInBoth(line.replica)) return [];
    const { replica, channel } = line;
    const moved = changed('source-changed', replica, was?.source ?? null, is?.source ?? null);
    const fares = changed('edge-changed', replica, was?.state ?? null, is?.state ?? null);
    return (moved.length > 0 ? moved : fares).map((change) => ({ ...change, channel }));
  });
}

function linesOf({ edges }: ClusterPicture) {
  return new Map(edges.map((edge) => [`${edge.replica}/${edge.channel}`, edge]));
}

function both(before: ClusterPicture, after: ClusterPicture): (id: InstanceId) => boolean {
  const earlier = byId(before);
  const later = byId(after);
  return (id) => earlier.has(id) && later.has(id);
}

function memberChanges(before: ClusterPicture, after: ClusterPicture): readonly PictureChange[] {
  const earlier = membersOf(before);
  const later = membersOf(after);
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((id) =>
    changed('member-changed', id, earlier.get(id) ?? null, later.get(id) ?? null),
  );
}

/** `ONLINE PRIMARY`, in the words of the server. */
function membersOf({ groups }: ClusterPicture): ReadonlyMap<InstanceId, string> {
  return new Map(
    groups.flatMap(({ members }) =>
      members.map(({ id, state, role }) => [
        id,
        [state, role].filter((word) => word !== null && word !== '').join(' '),
      ]),
    ),
  );
}

interface Coded {
  readonly instance: InstanceId;
  readonly code: string;
}

function findingsOf({ findings }: ClusterPicture): readonly Coded[] {
  return findings;
}

function problemsOf({ servers }: ClusterPicture): readonly Coded[] {
  return servers.flatMap(({ id, problems }) =>
    problems.filter(({ code }) => !SAID_OTHERWISE.has(code)).map(({ code }) => ({ instance: id, code })),
  );
}

function codeChanges(
  before: readonly Coded[],
  after: readonly Coded[],
  what: 'finding' | 'problem',
): readonly PictureChange[] {
  const keys = (all: readonly Coded[]) => new Map(all.map((one) => [`${one.instance} ${one.code}`, one]));
  const earlier = keys(before);
  const later = keys(after);
  return [
    ...[...later]
      .filter(([key]) => !earlier.has(key))
      .flatMap(([, one]) => changed(`${what}-began`, one.instance, null, one.code)),
    ...[...earlier]
      .filter(([key]) => !later.has(key))
      .flatMap(([, one]) => changed(`${what}-ended`, one.instance, one.code, null)),
  ];
}
