import type { GtidState, Observation } from '../topology/observation.ts';
import type {
  AheadFact,
  AheadQuestion,
  ErrantFact,
  ErrantQuestion,
  NotComparable,
  PurgedFact,
  PurgedQuestion,
} from './gtid-questions.ts';
import { MariadbBinlogState } from './mariadb-binlog-state.ts';
import { wouldAccept } from './mariadb-connect.ts';
import type { MariadbConnectVerdict } from './mariadb-connect.ts';
import type { MariadbGtid, MariadbGtidRange } from './mariadb-gtid.ts';
import { MariadbGtidPosition } from './mariadb-gtid-position.ts';

const UNREADABLE: NotComparable = { kind: 'not-comparable', why: 'unreadable-gtid' };

/** A MariaDB server's GTID texts, read. */
interface History {
  readonly serverId: number;
  readonly strict: boolean;
  readonly binlogState: MariadbBinlogState;
  readonly slavePosition: MariadbGtidPosition;
  readonly currentPosition: MariadbGtidPosition;
  /** `Gtid_IO_Pos` of every channel, by name. */
  readonly received: ReadonlyMap<string, MariadbGtidPosition>;
  readonly sourceServerIds: readonly number[];
  readonly waitsForAcknowledgement: boolean;
}

export function mariadbPurged(question: PurgedQuestion): PurgedFact {
  const replica = historyOf(question.replica);
  const target = historyOf(question.target);
  const purgedState = question.targetPurgedState === null ? null : MariadbBinlogState.parse(question.targetPurgedState);
  if (replica === null || target === null || purgedState?.ok === false) return UNREADABLE;
  const from = startingPoint(question, replica);
  const verdict = wouldAccept(
    { position: from, strict: replica.strict, ignoresDuplicates: false, binlogState: replica.binlogState },
    { ...target, purgedState: purgedState?.state ?? null },
  );
  return purgedFactOf(verdict, { from, gone: purgedState?.state ?? MariadbBinlogState.empty() });
}

/** A replica that keeps its relay log goes on from what it received; else from what it applied. */
function startingPoint({ replica, channel, keepsRelayLog }: PurgedQuestion, history: History): MariadbGtidPosition {
  const moved = replica.channels.find(({ name }) => name === channel);
  const applied = moved?.positioning === 'current-pos' ? history.currentPosition : history.slavePosition;
  return keepsRelayLog ? applied.union(history.received.get(channel) ?? applied) : applied;
}

function purgedFactOf(
  verdict: MariadbConnectVerdict,
  { from, gone }: { readonly from: MariadbGtidPosition; readonly gone: MariadbBinlogState },
): PurgedFact {
  if (verdict.kind === 'refused') {
    const domains = verdict.refusals.filter(({ code }) => code === 'log-purged').map(({ domain }) => domain);
    const ranges = domains.flatMap((domain): readonly MariadbGtidRange[] => {
      const upTo = MariadbGtidPosition.latestOf(gone.ofDomain(domain)).at(domain);
      return upTo === null ? [] : [{ domain, after: from.at(domain), upTo }];
    });
    return ranges.length === 0
      ? { kind: 'nothing-purged' }
      : { kind: 'purged', missing: { family: 'mariadb', ranges } };
  }
  const domains = verdict.doubts.filter(({ code }) => code === 'log-may-be-purged').map(({ domain }) => domain);
  return domains.length === 0 ? { kind: 'nothing-purged' } : { kind: 'not-known', domains };
}

export function mariadbAhead(question: AheadQuestion): AheadFact {
  const replica = historyOf(question.replica);
  const target = historyOf(question.target);
  if (replica === null || target === null) return UNREADABLE;
  const proved = uncovered(replica, [target]).filter(
    ({ why, range }) => why !== 'no-trace' || range.upTo.server === replica.serverId,
  );
  if (proved.length === 0) return { kind: 'not-ahead' };
  const verdict = wouldAccept(
    { position: replica.slavePosition, strict: replica.strict, ignoresDuplicates: false, binlogState: null },
    { ...target, purgedState: MariadbBinlogState.empty() },
  );
  return {
    kind: 'ahead',
    by: { family: 'mariadb', ranges: proved.map(({ range }) => range) },
    refusedByTarget: verdict.kind === 'refused',
  };
}

/**
 * As for MySQL, with less to go by: a binlog state names only the last transaction of each server, and a server that was
 * built from a backup knows nothing of what was written before. So a transaction of another server that left no trace
 * upstream, at a number which upstream has passed, stays undecided; the replica's own writes do not. (A former master below servers that were all built
 * anew without its history is therefore reported, and rightly cannot be told from one that wrote by mistake.)
 */
export function mariadbErrant({ replica: observed, upstream, sampled }: ErrantQuestion): ErrantFact {
  const replica = historyOf(observed);
  const read = upstream.servers.map(historyOf);
  const servers = read.flatMap((history) => history ?? []);
  if (replica === null || servers.length < read.length) return UNREADABLE;
  const isOwnUpstream = servers.some(
    ({ serverId, sourceServerIds }) => serverId === replica.serverId || sourceServerIds.includes(replica.serverId),
  );
  const isErrant = ({ range, why }: Uncovered): boolean => {
    const { server } = range.upTo;
    if (server === replica.serverId) return !isOwnUpstream;
    if (!upstream.complete || why === 'no-trace') return false;
    if (why === 'passed-by') return true;
    const mayWait = servers.some(
      ({ serverId, waitsForAcknowledgement }) => serverId === server && waitsForAcknowledgement,
    );
    return sampled === 'replica-first' && !mayWait;
  };
  const found = uncovered(replica, servers);
  return {
    kind: 'compared',
    errant: { family: 'mariadb', ranges: rangesOf(found.filter(isErrant)) },
    undecided: { family: 'mariadb', ranges: rangesOf(found.filter((one) => !isErrant(one))) },
  };
}

/**
 * `beyond`: later than everything of its domain upstream, so it may be in flight. `passed-by`: upstream has earlier
 * transactions of that server, and has gone on without this one. `no-trace`: upstream has gone further in the domain and
 * knows nothing of that server.
 */
interface Uncovered {
  readonly range: MariadbGtidRange;
  readonly why: 'beyond' | 'passed-by' | 'no-trace';
}

function uncovered(replica: History, upstream: readonly History[]): readonly Uncovered[] {
  const known = upstream.flatMap(tracesOf);
  const reached = MariadbGtidPosition.latestOf(known);
  return lastOfEachServer([...replica.binlogState.gtids(), ...replica.slavePosition.gtids()]).flatMap(
    (upTo): readonly Uncovered[] => {
      const { domain } = upTo;
      const ofServer = known.filter((gtid) => gtid.domain === domain && gtid.server === upTo.server);
      const after = MariadbGtidPosition.latestOf(ofServer).at(domain);
      if (after !== null && after.sequence >= upTo.sequence) return [];
      const range = { domain, after, upTo };
      if ((reached.at(domain)?.sequence ?? 0n) < upTo.sequence) return [{ range, why: 'beyond' }];
      return [{ range, why: after === null ? 'no-trace' : 'passed-by' }];
    },
  );
}

/** Everything that names a transaction which the server has or has received. */
function tracesOf({ binlogState, slavePosition, received }: History): readonly MariadbGtid[] {
  return [
    ...binlogState.gtids(),
    ...slavePosition.gtids(),
    ...[...received.values()].flatMap((position) => position.gtids()),
  ];
}

function lastOfEachServer(gtids: readonly MariadbGtid[]): readonly MariadbGtid[] {
  const servers = new Set(gtids.map(({ server }) => server));
  return [...servers].flatMap((server) =>
    MariadbGtidPosition.latestOf(gtids.filter((gtid) => gtid.server === server)).gtids(),
  );
}

function rangesOf(found: readonly Uncovered[]): readonly MariadbGtidRange[] {
  return found.map(({ range }) => range);
}

/** `null`: one of the texts is no GTID list. */
function historyOf({ gtid, channels, identity, semiSync }: Observation): History | null {
  if (gtid.kind !== 'mariadb') return null;
  const read = readTexts(gtid);
  const received = channels.map(({ name, retrieved }) => ({ name, parsed: MariadbGtidPosition.parse(retrieved) }));
  if (read === null || received.some(({ parsed }) => !parsed.ok)) return null;
  return {
    ...read,
    serverId: identity.serverId,
    strict: gtid.strict,
    received: new Map(received.flatMap(({ name, parsed }) => (parsed.ok ? [[name, parsed.position] as const] : []))),
    sourceServerIds: channels.flatMap(({ sourceServerId }) => sourceServerId ?? []),
    waitsForAcknowledgement: semiSync.sourceActive === true,
  };
}

function readTexts(
  gtid: Extract<GtidState, { kind: 'mariadb' }>,
): Pick<History, 'binlogState' | 'slavePosition' | 'currentPosition'> | null {
  const state = MariadbBinlogState.parse(gtid.binlogState);
  const slave = MariadbGtidPosition.parse(gtid.slavePosition);
  const current = MariadbGtidPosition.parse(gtid.currentPosition);
  if (!state.ok || !slave.ok || !current.ok) return null;
  return { binlogState: state.state, slavePosition: slave.position, currentPosition: current.position };
}
