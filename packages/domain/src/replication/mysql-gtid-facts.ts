import type { Observation } from '../topology/observation.ts';
import type {
  AheadFact,
  AheadQuestion,
  ErrantFact,
  ErrantQuestion,
  NotComparable,
  PurgedFact,
  PurgedQuestion,
  Upstream,
} from './gtid-questions.ts';
import { MysqlGtidSet } from './mysql-gtid-set.ts';

const UNREADABLE: NotComparable = { kind: 'not-comparable', why: 'unreadable-gtid' };

/** A source refuses a replica whose executed and retrieved transactions do not cover what it purged (error 1236). */
export function mysqlPurged(question: PurgedQuestion): PurgedFact {
  const { replica, target, channel, keepsRelayLog } = question;
  const kept = keepsRelayLog ? replica.channels.filter(({ name }) => name === channel) : [];
  const has = unionOf([executedText(replica), ...kept.map(({ retrieved }) => retrieved)]);
  const purged = unionOf([target.gtid.kind === 'mysql' ? target.gtid.purged : '']);
  if (has === null || purged === null) return UNREADABLE;
  const missing = purged.subtract(has);
  return missing.isEmpty()
    ? { kind: 'nothing-purged' }
    : { kind: 'purged', missing: { family: 'mysql', set: missing } };
}

/** A source refuses a replica that has transactions under the source's own UUID which it lacks itself (error 1236). */
export function mysqlAhead({ replica, target }: AheadQuestion): AheadFact {
  const applied = unionOf([executedText(replica)]);
  const known = knownTo([target]);
  const executedThere = unionOf([executedText(target)]);
  if (applied === null || known === null || executedThere === null) return UNREADABLE;
  const set = applied.subtract(known);
  if (set.isEmpty()) return { kind: 'not-ahead' };
  const targetUuid = target.identity.serverUuid;
  const refusedByTarget = targetUuid !== null && !applied.subtract(executedThere).restrictTo([targetUuid]).isEmpty();
  return { kind: 'ahead', by: { family: 'mysql', set }, refusedByTarget };
}

/**
 * Candidates are what no upstream server has executed or received. What the replica wrote under its own UUID is errant
 * whatever the samples' order, unless it is upstream of itself (a ring) or shares its UUID. The rest is errant only if it
 * cannot be in flight.
 */
export function mysqlErrant({ replica, upstream, sampled }: ErrantQuestion): ErrantFact {
  const applied = unionOf([executedText(replica)]);
  const known = knownTo(upstream.servers);
  if (applied === null || known === null) return UNREADABLE;
  const candidates = applied.subtract(known);
  const flowing = flowingUuids(upstream);
  const ownUuid = replica.identity.serverUuid?.toLowerCase();
  const own = ownUuid === undefined ? MysqlGtidSet.empty() : candidates.restrictTo([ownUuid]);
  const foreign = candidates.subtract(own);
  const ownIsErrant = ownUuid === undefined || !flowing.has(ownUuid);
  const inFlight = sampled === 'replica-first' ? unacknowledged(foreign, known, upstream) : foreign.restrictTo(flowing);
  const foreignUndecided = upstream.complete ? inFlight : foreign;
  const undecided = ownIsErrant ? foreignUndecided : foreignUndecided.union(own);
  return {
    kind: 'compared',
    errant: { family: 'mysql', set: candidates.subtract(undecided) },
    undecided: { family: 'mysql', set: undecided },
  };
}

/**
 * With semi-sync, a source commits only after a replica has acknowledged, so the replica may have executed what even a later
 * sample of the source does not show yet: only its newest transactions, though.
 */
function unacknowledged(foreign: MysqlGtidSet, known: MysqlGtidSet, upstream: Upstream): MysqlGtidSet {
  const waiting = upstream.servers.filter(({ semiSync }) => semiSync.sourceActive === true);
  return foreign.restrictTo(waiting.flatMap(({ identity }) => identity.serverUuid ?? [])).beyond(known);
}

/** Under which UUIDs new transactions may be on their way down to the replica. */
function flowingUuids({ servers, uuids }: Upstream): ReadonlySet<string> {
  const named = servers.flatMap(({ identity, channels, group }) => [
    ...(identity.serverUuid === null ? [] : [identity.serverUuid]),
    ...channels.flatMap(({ sourceUuid }) => sourceUuid ?? []),
    ...(group === null ? [] : [group.groupName, ...group.members.map(({ uuid }) => uuid)]),
  ]);
  return new Set([...named, ...uuids].map((uuid) => uuid.toLowerCase()));
}

function knownTo(servers: readonly Observation[]): MysqlGtidSet | null {
  return unionOf(
    servers.flatMap((server) => [executedText(server), ...server.channels.map(({ retrieved }) => retrieved)]),
  );
}

function executedText({ gtid }: Observation): string {
  return gtid.kind === 'mysql' ? gtid.executed : '';
}

/** `null`: one of the texts is no GTID set. */
function unionOf(texts: readonly string[]): MysqlGtidSet | null {
  let union = MysqlGtidSet.empty();
  for (const text of texts) {
    const parsed = MysqlGtidSet.parse(text);
    if (!parsed.ok) return null;
    union = union.union(parsed.set);
  }
  return union;
}
