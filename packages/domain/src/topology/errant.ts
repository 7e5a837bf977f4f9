/**
 * Transactions on a replica that came from nowhere upstream. The arithmetic is `errantAgainst`; this file gathers what is
 * upstream and keeps the arithmetic from being done for every probe of every server: nearly always all that changed is
 * what flows down from the masters, and that can be seen on the texts alone.
 *
 * Servers are looked at one after the other, so what a replica has and its sources "lack" may only be newer than what was
 * read of them. Hence nothing new is said before every server upstream was looked at once more, from a moment after the
 * replica's sample: what it had then, they must have by then. Until that is so the question is pending, and what was found
 * before is believed as long as the replica still has it and they have not. The sample that raised the question is kept until
 * it is settled: newer ones of the replica, which may always come just after those of its source, do not put it off.
 */
import {
  bothDifferences,
  commonDifference,
  errantAgainst,
  formatGtidDifference,
  isNoDifference,
} from '../replication/gtid-facts.ts';
import type { ErrantFact, GtidDifference } from '../replication/gtid-questions.ts';
import { UUID_LENGTH } from '../replication/mysql-gtid-text.ts';
import type { InstanceId } from './address.ts';
import type { GtidState, Observation } from './observation.ts';
import type { SampleTime } from './server-record.ts';
import type { DoubtedSample, Edge, ErrantState } from './snapshot.ts';

export interface Replication {
  readonly observationOf: (id: InstanceId) => Observation | null;
  readonly edgesOf: (id: InstanceId) => readonly Edge[];
  /** Absent, or `null` of a server: nobody measured it, and samples are taken to be of an order in which lag proves nothing. */
  readonly sampledAt?: (id: InstanceId) => SampleTime | null;
}

export const NOTHING_ERRANT: ErrantState = { found: null, pending: false, doubted: null };

/** `before`: what was said of this server last. */
export function errantOn(id: InstanceId, replication: Replication, before: ErrantState = NOTHING_ERRANT): ErrantState {
  const replica = replication.observationOf(id);
  if (replica === null || replica.gtid.kind === 'none' || replication.edgesOf(id).length === 0) return NOTHING_ERRANT;
  if (replica.gtid.kind === 'mysql' && replica.gtid.executed === '') return NOTHING_ERRANT;
  const ancestors = ancestorsIn(id, replication);
  const servers = ancestors.flatMap((ancestor) => replication.observationOf(ancestor) ?? []);
  const order = orderOf(id, ancestors, replication);
  if (everythingCame(replica, servers, order)) return NOTHING_ERRANT;
  const question: Question = {
    replica,
    servers,
    complete:
      servers.length === ancestors.length && [id, ...ancestors].every((each) => namesAllSources(each, replication)),
  };
  if (order === 'replica-first') return stateOf(factOf(question, 'replica-first'), order, before);
  if (order === 'not-measured') return stateOf(factOf(question, 'upstream-first'), order, before);
  const upstream = ancestors.join(' ');
  const now: DoubtedSample = { observation: replica, endedMs: endOf(id, replication), upstream };
  const doubted = before.doubted?.upstream === upstream ? before.doubted : now;
  return looksFollow(id, ancestors, doubted.endedMs, replication)
    ? settledState(question, { doubted, now, before })
    : pendingState(question, doubted, before);
}

interface Question {
  readonly replica: Observation;
  readonly servers: readonly Observation[];
  readonly complete: boolean;
}

function factOf({ replica, servers, complete }: Question, sampled: 'replica-first' | 'upstream-first'): ErrantFact {
  return errantAgainst({ replica, upstream: { servers, uuids: sourceUuidsOf(replica), complete }, sampled });
}

/** Not everybody upstream was looked at since the doubted sample: only what was found before is still said. */
function pendingState(question: Question, doubted: DoubtedSample, before: ErrantState): ErrantState {
  if (before.found === null) return { found: null, pending: true, doubted };
  return stateOf(factOf(question, 'upstream-first'), 'upstream-first', { ...before, doubted });
}

/** Everybody upstream was: what the server had in the doubted sample, has still, and they have not, is errant. */
function settledState(
  question: Question,
  {
    doubted,
    now,
    before,
  }: { readonly doubted: DoubtedSample; readonly now: DoubtedSample; readonly before: ErrantState },
): ErrantState {
  if (before.found === null && everythingCame(doubted.observation, question.servers, 'replica-first'))
    return { found: null, pending: true, doubted: now };
  const then = factOf({ ...question, replica: doubted.observation }, 'replica-first');
  const present = stateOf(factOf(question, 'upstream-first'), 'upstream-first', {
    ...before,
    found: then.kind === 'compared' ? bothDifferences(then.errant, before.found ?? then.errant) : before.found,
  });
  return { ...present, doubted: present.pending ? now : null };
}

/** '' when there is none. */
export function errantText({ found }: ErrantState): string {
  return found === null ? '' : formatGtidDifference(found);
}

export function sameErrant(left: ErrantState, right: ErrantState): boolean {
  return (
    left === right ||
    (left.pending === right.pending &&
      left.doubted?.observation === right.doubted?.observation &&
      errantText(left) === errantText(right))
  );
}

type MariadbState = Extract<GtidState, { kind: 'mariadb' }>;
type SampleOrder = 'replica-first' | 'upstream-first' | 'not-measured';

function orderOf(id: InstanceId, ancestors: readonly InstanceId[], replication: Replication): SampleOrder {
  if (replication.sampledAt === undefined || replication.sampledAt(id) === null) return 'not-measured';
  return looksFollow(id, ancestors, endOf(id, replication), replication) ? 'replica-first' : 'upstream-first';
}

/** Whether each of them was looked at from that moment on. */
function looksFollow(
  id: InstanceId,
  ancestors: readonly InstanceId[],
  sinceMs: number,
  { sampledAt }: Replication,
): boolean {
  const isAfter = (ancestor: InstanceId): boolean => (sampledAt?.(ancestor)?.beganMs ?? -Infinity) >= sinceMs;
  return ancestors.every((ancestor) => ancestor === id || isAfter(ancestor));
}

function endOf(id: InstanceId, { sampledAt }: Replication): number {
  return sampledAt?.(id)?.endedMs ?? Infinity;
}

function stateOf(fact: ErrantFact, order: SampleOrder, before: ErrantState): ErrantState {
  if (fact.kind !== 'compared') return NOTHING_ERRANT;
  if (order === 'not-measured') return { found: orNull(fact.errant), pending: false, doubted: null };
  const { errant, undecided } = fact;
  if (order === 'replica-first') {
    const kept = before.found === null ? errant : bothDifferences(errant, commonDifference(before.found, undecided));
    return { found: orNull(kept), pending: false, doubted: null };
  }
  const candidates = bothDifferences(errant, undecided);
  const kept = before.found === null ? null : orNull(commonDifference(before.found, candidates));
  const pending = !isNoDifference(candidates);
  return { found: kept, pending, doubted: pending ? before.doubted : null };
}

function orNull(difference: GtidDifference): GtidDifference | null {
  return isNoDifference(difference) ? null : difference;
}

/** Whether a change of one server's observation may make or unmake errant transactions on the servers below it. */
export function changesErrantBelow(id: InstanceId, before: Observation | null, replication: Replication): boolean {
  const after = replication.observationOf(id);
  if (before === null || after === null) return before !== after;
  if (before.gtid.kind === 'mariadb' && after.gtid.kind === 'mariadb')
    return before.gtid.binlogState !== after.gtid.binlogState || before.gtid.slavePosition !== after.gtid.slavePosition;
  if (before.gtid.kind !== 'mysql' || after.gtid.kind !== 'mysql') return before.gtid.kind !== after.gtid.kind;
  const texts = gtidTextsOf(before);
  const newTexts = gtidTextsOf(after);
  if (texts.length === newTexts.length && texts.every((text, index) => text === newTexts[index])) return false;
  const upstream = ancestorsIn(id, replication).flatMap((ancestor) => replication.observationOf(ancestor) ?? []);
  const flowing = flowingUuids([after, ...upstream]);
  const old = chunksOf(texts);
  const now = chunksOf(newTexts);
  return [...new Set([...old.keys(), ...now.keys()])].some(
    (uuid) => !flowing.has(uuid) && old.get(uuid) !== now.get(uuid),
  );
}

/** Everybody that a server replicates from, directly or not; itself among them when it stands in a circle. */
function ancestorsIn(id: InstanceId, { edgesOf }: Replication): readonly InstanceId[] {
  const found = new Set<InstanceId>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { source } of edgesOf(next)) {
      if (found.has(source)) continue;
      found.add(source);
      open.push(source);
    }
  }
  return [...found];
}

/** By the servers' own words, without reading the sets that they stand for: so it is with almost every server, each time. */
function everythingCame(replica: Observation, upstream: readonly Observation[], order: SampleOrder): boolean {
  switch (replica.gtid.kind) {
    case 'mysql':
      return everyChunkCame(replica.gtid.executed, { replica, upstream, order });
    case 'mariadb':
      return everyGtidCame(replica.gtid, upstream);
    case 'none':
      return false;
  }
}

interface Came {
  readonly replica: Observation;
  readonly upstream: readonly Observation[];
  readonly order: SampleOrder;
}

/**
 * What does not flow down from a master stands in the same words on one of the upstream servers: nothing can be errant.
 * Where samples have an order, what flows down has to have come too.
 */
function everyChunkCame(executed: string, { replica, upstream, order }: Came): boolean {
  const sets = upstream.flatMap(executedOf);
  if (sets.includes(executed)) return true;
  const texts = sets.map((text) => `,${text},`);
  let flowing: Set<string> | null = null;
  return executed.split(',').every((chunk) => {
    if (texts.some((text) => text.includes(`,${chunk},`))) return true;
    flowing ??= flowingTo(replica, upstream);
    if (!flowing.has(chunk.slice(0, UUID_LENGTH).toLowerCase())) return false;
    return order === 'not-measured' || (isWhole(chunk) && texts.some((text) => goesAsFar(chunk, text)));
  });
}

/** Each of its last transactions, of each server in each domain, was seen upstream, or a later one of the same. */
function everyGtidCame({ binlogState, slavePosition }: MariadbState, upstream: readonly Observation[]): boolean {
  const states = upstream.flatMap(({ gtid }) => (gtid.kind === 'mariadb' ? gtid : []));
  if (states.some((state) => state.binlogState === binlogState && state.slavePosition === slavePosition)) return true;
  const texts = states.flatMap((state) => [`,${state.binlogState},`, `,${state.slavePosition},`]);
  return [binlogState, slavePosition].every(
    (own) => own === '' || own.split(',').every((gtid) => texts.some((text) => isReached(gtid, text))),
  );
}

/** Whether a list, in commas, names that transaction, or a later one of its server in its domain. */
function isReached(gtid: string, text: string): boolean {
  const upTo = gtid.lastIndexOf('-') + 1;
  const at = text.indexOf(`,${gtid.slice(0, upTo)}`);
  if (upTo === 0 || at === -1) return false;
  const from = at + 1 + upTo;
  const [own, theirs] = [gtid.slice(upTo), text.slice(from, text.indexOf(',', from))];
  return theirs.length === own.length ? theirs >= own : theirs.length > own.length;
}

/** `uuid:1-N` and nothing more. */
function isWhole(chunk: string): boolean {
  return /^:1(?:-\d+)?$/.test(chunk.slice(UUID_LENGTH));
}

/** Whether an executed set, in commas, begins its part of that UUID with 1 to at least as many. */
function goesAsFar(chunk: string, text: string): boolean {
  const at = text.indexOf(`,${chunk.slice(0, UUID_LENGTH)}:1-`);
  if (at === -1) return false;
  const theirs = parseInt(text.slice(at + UUID_LENGTH + ',:1-'.length), 10);
  return theirs >= Number(chunk.slice(UUID_LENGTH + ':1-'.length) || '1');
}

function flowingTo(replica: Observation, upstream: readonly Observation[]): Set<string> {
  const uuids = flowingUuids(upstream);
  for (const uuid of sourceUuidsOf(replica)) uuids.add(uuid.toLowerCase());
  return uuids;
}

/** Under which UUIDs new transactions surely come down from these servers. */
function flowingUuids(upstream: readonly Observation[]): Set<string> {
  const uuids = new Set<string>();
  for (const server of upstream) {
    const { serverUuid } = server.identity;
    if (serverUuid !== null) uuids.add(serverUuid.toLowerCase());
    if (server.group !== null) uuids.add(server.group.groupName.toLowerCase());
    for (const uuid of sourceUuidsOf(server)) uuids.add(uuid.toLowerCase());
  }
  return uuids;
}

/** A source that a channel names but that is no server of ours (a detached one) is missing from what is upstream. */
function namesAllSources(id: InstanceId, { observationOf, edgesOf }: Replication): boolean {
  const named = (observationOf(id)?.channels ?? []).filter(({ source }) => source.host !== '');
  return named.length === edgesOf(id).length;
}

function sourceUuidsOf({ channels }: Observation): readonly string[] {
  return channels.flatMap(({ sourceUuid }) => sourceUuid ?? []);
}

function executedOf({ gtid }: Observation): readonly string[] {
  return gtid.kind === 'mysql' ? [gtid.executed] : [];
}

function gtidTextsOf(observation: Observation): readonly string[] {
  return [...executedOf(observation), ...observation.channels.map(({ retrieved }) => retrieved)];
}

/** What each text says of each UUID, in the server's own words. */
function chunksOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const chunks = new Map<string, string>();
  texts.forEach((text, index) => {
    for (const part of text.split(',')) {
      const uuid = part.slice(0, UUID_LENGTH).toLowerCase();
      chunks.set(uuid, `${chunks.get(uuid) ?? ''}|${index}:${part.slice(UUID_LENGTH)}`);
    }
  });
  return chunks;
}
