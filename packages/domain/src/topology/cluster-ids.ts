/**
 * Which cluster id each part of the graph goes on with. People, aliases and audit trails hang on these ids, so an id must
 * stay with what people would call the same cluster, also while a failover takes it apart one replica at a time.
 *
 * Every server claims the id of the cluster it was last in. A part may go on with an id that one of its members claims;
 * where several parts may, the first of these rules that tells them apart decides which one keeps it:
 *
 *   1. A stray (see below) comes last: nobody knows yet what it is.
 *   2. The part with the previous master, if that master answers and takes writes. (A planned split.)
 *   3. The part with more answering members that come from this cluster, also those that left it within
 *      `SPLIT_MEMORY_MS` under another id. (A failover: the dead master is left behind by and by.)
 *   4. The part whose own master answers and takes writes.
 *   5. The part with more members that claim the id, answering or not.
 *   6. The part with a previous master.
 *   7. The part with the smallest member id.
 *
 * A part that may keep several ids takes the one that the others split from lately; else the one that most of its members
 * claim, then the one whose previous master it has, then the id of the larger cluster, then the smaller id. What no part
 * takes is free again for the parts that have none. Claims from the previous snapshot go before those that only a record
 * remembers (after a restart). A part without an id in the end gets a new one.
 *
 * After a restart servers answer in any order, and a dead one never. A stray is a part whose top has not been observed but
 * is still being asked, or a single server that was asked and did not answer. Where all its members claim one id, it is added
 * to the part that keeps that id. (Once the top of a larger part has failed to answer, that part is a cluster of its own.)
 */
import { assert } from '../shared/assert.ts';
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from './address.ts';
import { compareText } from './edges.ts';
import type { Cluster, ClusterId, ClusterSplit } from './snapshot.ts';

/** For so long, servers that left a cluster count as coming from it. Longer than any failover, shorter than a week's work. */
export const SPLIT_MEMORY_MS = 60 * 60 * 1000;
/** Splits of splits that are followed back. */
const MAX_SPLITS_FOLLOWED = 8;

/** One weakly connected part of the graph. */
export interface Part {
  /** Sorted; parts are in the order of their first member. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly id: InstanceId;
  /** The cluster it was in by the previous snapshot, else by its record. */
  readonly claim: ClusterId | null;
  readonly claimedIn: 'snapshot' | 'record';
  readonly knowledge: Knowledge;
  readonly answers: boolean;
  readonly writable: boolean;
  /** Replicates from nobody, or stands in the circle at the top. */
  readonly isMaster: boolean;
}

/**
 * `awaited`: no observation yet, and not given up. `missing`: no observation, and it does not answer. `name-only`: nobody
 * asks it; another server names it.
 */
export type Knowledge = 'observed' | 'awaited' | 'missing' | 'name-only';

export interface Assignment {
  readonly cluster: ClusterId;
  readonly splitFrom: ClusterSplit | null;
  /** One, or several where strays were added. */
  readonly parts: readonly Part[];
}

export interface AssignmentContext {
  readonly asOf: Instant;
  readonly previous: ReadonlyMap<ClusterId, Cluster>;
  /** Ids that clusters outside of these parts have. */
  readonly isTaken: (id: ClusterId) => boolean;
  readonly mint: () => ClusterId;
}

/** In the order of the first member of each cluster's first part. */
export function assignClusterIds(parts: readonly Part[], context: AssignmentContext): readonly Assignment[] {
  const work: Work = { context, owners: new Map(), homes: new Map(), lineages: new Map() };
  for (const claimedIn of ['snapshot', 'record'] as const) {
    let progress = true;
    while (progress) progress = settleRound(parts, claimedIn, work);
  }
  attachStrays(parts, work);
  for (const part of parts) if (!work.homes.has(part)) give(part, mintedId(work), work);
  const byCluster = Map.groupBy(parts, (part) => homeOf(part, work));
  return [...byCluster].map(([cluster, of]) => ({ cluster, splitFrom: splitOf(cluster, of, context), parts: of }));
}

interface Work {
  readonly context: AssignmentContext;
  readonly owners: Map<ClusterId, Part>;
  readonly homes: Map<Part, ClusterId>;
  readonly lineages: Map<ClusterId, readonly ClusterId[]>;
}

/** Every free id goes to its heir unless the heir prefers another one. Answers whether anything was given. */
function settleRound(parts: readonly Part[], claimedIn: Member['claimedIn'], work: Work): boolean {
  attachStrays(parts, work);
  const contenders = new Map<ClusterId, Part[]>();
  for (const part of parts) {
    if (work.homes.has(part)) continue;
    for (const id of claimsOf(part, claimedIn)) {
      if (work.owners.has(id) || work.context.isTaken(id)) continue;
      const among = contenders.get(id);
      if (among === undefined) contenders.set(id, [part]);
      else among.push(part);
    }
  }
  const won = new Map<Part, ClusterId[]>();
  for (const [id, among] of contenders) {
    const heir = among.reduce((best, part) => (compareHeirs(part, best, { id, work }) < 0 ? part : best));
    won.set(heir, [...(won.get(heir) ?? []), id]);
  }
  for (const [part, ids] of won) give(part, preferred(part, ids, work), work);
  return won.size > 0;
}

function attachStrays(parts: readonly Part[], work: Work): void {
  for (const part of parts) {
    const id = work.homes.has(part) ? null : onlyClaimOf(part);
    if (id !== null && work.owners.has(id) && isStray(part)) work.homes.set(part, id);
  }
}

interface Inheritance {
  readonly id: ClusterId;
  readonly work: Work;
}

/** Below 0: `left` is the better heir. */
function compareHeirs(left: Part, right: Part, { id, work }: Inheritance): number {
  const better = (count: (part: Part) => number): number => count(right) - count(left);
  const isPreviousMaster = previousMasters(id, work);
  return (
    better((part) => Number(!isStray(part))) ||
    better((part) =>
      Number(part.members.some((member) => isPreviousMaster(member) && member.answers && member.writable)),
    ) ||
    better((part) => countMembers(part, (member) => member.answers && comesFrom(member, id, work))) ||
    better((part) => Number(part.members.some((member) => member.isMaster && member.answers && member.writable))) ||
    better((part) => countMembers(part, ({ claim }) => claim === id)) ||
    better((part) => Number(part.members.some(isPreviousMaster))) ||
    compareText(left.members[0]?.id ?? '', right.members[0]?.id ?? '')
  );
}

function preferred(part: Part, ids: readonly ClusterId[], work: Work): ClusterId {
  const compare = (left: ClusterId, right: ClusterId): number => {
    const better = (count: (id: ClusterId) => number): number => count(right) - count(left);
    return (
      Number(lineageOf(right, work).includes(left)) * -1 ||
      Number(lineageOf(left, work).includes(right)) ||
      better((id) => countMembers(part, ({ claim }) => claim === id)) ||
      better((id) => Number(part.members.some(previousMasters(id, work)))) ||
      better((id) => work.context.previous.get(id)?.members.length ?? 0) ||
      compareText(left, right)
    );
  };
  const best = ids.toSorted(compare)[0];
  assert(best !== undefined, 'a part is asked for its preference among at least one id');
  return best;
}

function give(part: Part, id: ClusterId, work: Work): void {
  assert(!work.owners.has(id) && !work.context.isTaken(id), 'no two parts of the graph have one cluster id', id);
  work.owners.set(id, part);
  work.homes.set(part, id);
}

function mintedId({ context }: Work): ClusterId {
  const id = context.mint();
  assert(!context.previous.has(id), 'a minted cluster id is new', id);
  return id;
}

function homeOf(part: Part, { homes }: Work): ClusterId {
  const home = homes.get(part);
  assert(home !== undefined, 'every part has an id in the end');
  return home;
}

/** A cluster that is new but whose members are not has come apart from the one that most of them were in. */
function splitOf(
  cluster: ClusterId,
  parts: readonly Part[],
  { asOf, previous }: AssignmentContext,
): ClusterSplit | null {
  const known = previous.get(cluster);
  if (known !== undefined) return known.splitFrom;
  const claims = parts.flatMap((part) => part.members.flatMap(({ claim }) => claim ?? []));
  const counted = [...Map.groupBy(claims, (claim) => claim)];
  const [origin] = counted.toSorted(
    ([left, of], [right, others]) => others.length - of.length || compareText(left, right),
  );
  return origin === undefined || origin[0] === cluster ? null : { cluster: origin[0], at: asOf };
}

function claimsOf({ members }: Part, claimedIn: Member['claimedIn']): ReadonlySet<ClusterId> {
  return new Set(
    members.flatMap((member) => (member.claim !== null && member.claimedIn === claimedIn ? [member.claim] : [])),
  );
}

function onlyClaimOf({ members }: Part): ClusterId | null {
  const first = members[0]?.claim ?? null;
  return members.every(({ claim }) => claim === first) ? first : null;
}

function isStray({ members }: Part): boolean {
  const tops = members.filter(({ isMaster }) => isMaster);
  return (
    tops.length > 0 &&
    tops.every(({ knowledge }) => knowledge === 'awaited' || (knowledge === 'missing' && members.length === 1))
  );
}

function previousMasters(id: ClusterId, { context }: Work): (member: Member) => boolean {
  const masters = context.previous.get(id)?.masters ?? [];
  return (member) => masters.includes(member.id);
}

function comesFrom({ claim }: Member, id: ClusterId, work: Work): boolean {
  return claim !== null && (claim === id || lineageOf(claim, work).includes(id));
}

/** The clusters that one split from lately, the nearest first. */
function lineageOf(id: ClusterId, { context, lineages }: Work): readonly ClusterId[] {
  const known = lineages.get(id);
  if (known !== undefined) return known;
  const lineage: ClusterId[] = [];
  let split = context.previous.get(id)?.splitFrom ?? null;
  while (split !== null && context.asOf - split.at <= SPLIT_MEMORY_MS && lineage.length < MAX_SPLITS_FOLLOWED) {
    lineage.push(split.cluster);
    split = context.previous.get(split.cluster)?.splitFrom ?? null;
  }
  lineages.set(id, lineage);
  return lineage;
}

function countMembers({ members }: Part, holds: (member: Member) => boolean): number {
  let count = 0;
  for (const member of members) if (holds(member)) count += 1;
  return count;
}
