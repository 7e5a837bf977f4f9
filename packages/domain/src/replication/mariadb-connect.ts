/**
 * Would a MariaDB server accept a replica that asks for a GTID position? The rules of the server's
 * `check_slave_start_position` and `gtid_find_binlog_file` (sql/sql_repl.cc), on data that a probe can read.
 * Every refusal reaches the replica as Last_IO_Errno 1236; the server's own number for it is in `serverError`.
 *
 * For each domain of the replica's position:
 *  1. The log has that server's sequence or a later one: accepted.
 *  2. Else, it is exactly what the server itself applied last as a replica (it need not log its updates): accepted.
 *  3. Else, the server knows nothing of the domain: accepted for now. It belongs to another source; should the domain turn
 *     up later without that transaction, the connection breaks then.
 *  4. Else, the replica ignores duplicates and is simply ahead: accepted.
 *  5. Else refused: 1955 when the server's domain has gone as far or further (the replica diverged), 1945 when not (the
 *     replica is ahead).
 * Then some log must hold all that follows the position: a domain that the replica lacks is sent from its very beginning.
 * Strict mode on the replica adds: a position that falls into a hole of the log is refused (1951), and an applier whose own
 * binary log, where it logs what it applies, is already further in the domain stops with Last_SQL_Errno 1950.
 */
import type { MariadbBinlogState } from './mariadb-binlog-state.ts';
import { sameMariadbGtid } from './mariadb-gtid.ts';
import type { MariadbGtid } from './mariadb-gtid.ts';
import type { MariadbGtidPosition } from './mariadb-gtid-position.ts';

export interface MariadbReplicaSide {
  /** `gtid_slave_pos`, or `gtid_current_pos` when the channel uses Current_Pos. */
  readonly position: MariadbGtidPosition;
  readonly strict: boolean;
  readonly ignoresDuplicates: boolean;
  /** Its own `gtid_binlog_state`; `null` when it does not log what it applies (`log_slave_updates`), or it is not known. */
  readonly binlogState: MariadbBinlogState | null;
}

export interface MariadbServerSide {
  readonly serverId: number;
  readonly binlogState: MariadbBinlogState;
  readonly slavePosition: MariadbGtidPosition;
  /** The Gtid_list at the head of the oldest log: what is gone from disk. In any order. `null`: not read. */
  readonly purgedState: MariadbBinlogState | null;
}

export const MARIADB_REFUSAL_CODES = ['diverged', 'ahead-of-server', 'log-purged'] as const;
export type MariadbRefusalCode = (typeof MARIADB_REFUSAL_CODES)[number];

export interface MariadbRefusal {
  readonly code: MariadbRefusalCode;
  readonly domain: number;
  /** What the replica asks for; `null` when it lacks the domain and asks for all of it. */
  readonly requested: MariadbGtid | null;
  /** What the server names it: 1945, 1955, or 1236 itself for purged logs. The replica shows 1236 in every case. */
  readonly serverError: 1945 | 1955 | 1236;
}

export const MARIADB_DOUBT_CODES = [
  'domain-not-on-server',
  'log-may-be-purged',
  'position-may-be-a-hole',
  'applier-may-be-out-of-order',
] as const;
export type MariadbDoubtCode = (typeof MARIADB_DOUBT_CODES)[number];

/** What may still fail, and cannot be told from positions and states. */
export interface MariadbDoubt {
  readonly code: MariadbDoubtCode;
  readonly domain: number;
}

export type MariadbConnectVerdict =
  | { readonly kind: 'accepted'; readonly doubts: readonly MariadbDoubt[] }
  | { readonly kind: 'refused'; readonly refusals: readonly MariadbRefusal[] };

export function wouldAccept(replica: MariadbReplicaSide, server: MariadbServerSide): MariadbConnectVerdict {
  const domains = [...new Set([...replica.position.domains(), ...server.binlogState.domains()])].toSorted(
    (a, b) => a - b,
  );
  const findings = domains.map((domain) => judgeDomain(domain, replica, server));
  const refusals = findings.flatMap(({ refusal }) => refusal ?? []);
  if (refusals.length > 0) return { kind: 'refused', refusals };
  return { kind: 'accepted', doubts: findings.flatMap(({ doubts }) => doubts) };
}

interface DomainFinding {
  readonly refusal: MariadbRefusal | null;
  readonly doubts: readonly MariadbDoubt[];
}

/** Where sending begins: after a transaction, at the domain's beginning, or there is nothing to send yet. */
type Start =
  | { readonly kind: 'after'; readonly gtid: MariadbGtid; readonly mustExist: boolean }
  | { readonly kind: 'beginning' }
  | { readonly kind: 'nothing-yet' }
  | { readonly kind: 'domain-unknown' };

function judgeDomain(domain: number, replica: MariadbReplicaSide, server: MariadbServerSide): DomainFinding {
  const requested = replica.position.at(domain);
  const start = startOf(domain, replica, server);
  if (start === 'refused') return refused({ domain, requested, ...positionRefusal(domain, replica, server) });
  if (start.kind === 'domain-unknown') return { refusal: null, doubts: [{ code: 'domain-not-on-server', domain }] };
  if (start.kind === 'nothing-yet') return { refusal: null, doubts: [] };
  const purged = isPurged(domain, start, server);
  if (purged === true) return refused({ code: 'log-purged', domain, requested, serverError: 1236 });
  const doubts: MariadbDoubt[] = [];
  if (purged === 'unknown') doubts.push({ code: 'log-may-be-purged', domain });
  if (replica.strict && mayBeHole(start, server)) doubts.push({ code: 'position-may-be-a-hole', domain });
  if (replica.strict && mayBeOutOfOrder(domain, replica, server))
    doubts.push({ code: 'applier-may-be-out-of-order', domain });
  return { refusal: null, doubts };
}

function startOf(domain: number, replica: MariadbReplicaSide, server: MariadbServerSide): Start | 'refused' {
  const requested = replica.position.at(domain);
  const latest = server.binlogState.latest(domain);
  if (requested === null) return latest === null ? { kind: 'nothing-yet' } : { kind: 'beginning' };
  const appliedHere = sameMariadbGtid(requested, server.slavePosition.at(domain));
  if (server.binlogState.covers(requested)) return { kind: 'after', gtid: requested, mustExist: !appliedHere };
  if (appliedHere) return startAfterOwnApplied(requested, server);
  if (latest === null) return { kind: 'domain-unknown' };
  const isAhead = replica.ignoresDuplicates && latest.sequence < requested.sequence;
  return isAhead ? { kind: 'nothing-yet' } : 'refused';
}

/** The server applied the position without logging it: what it wrote itself since then follows, else its log's end. */
function startAfterOwnApplied(requested: MariadbGtid, server: MariadbServerSide): Start {
  const own = server.binlogState.find(requested.domain, server.serverId);
  if (own !== null && own.sequence > requested.sequence) {
    return { kind: 'after', gtid: { ...requested, server: server.serverId }, mustExist: false };
  }
  const latest = server.binlogState.latest(requested.domain);
  return latest === null ? { kind: 'nothing-yet' } : { kind: 'after', gtid: latest, mustExist: true };
}

function positionRefusal(
  domain: number,
  replica: MariadbReplicaSide,
  server: MariadbServerSide,
): Pick<MariadbRefusal, 'code' | 'serverError'> {
  const requested = replica.position.at(domain)?.sequence ?? 0n;
  const latest = server.binlogState.latest(domain)?.sequence ?? 0n;
  return latest >= requested ? { code: 'diverged', serverError: 1955 } : { code: 'ahead-of-server', serverError: 1945 };
}

function isPurged(
  domain: number,
  start: Extract<Start, { kind: 'after' | 'beginning' }>,
  server: MariadbServerSide,
): boolean | 'unknown' {
  const latest = server.binlogState.latest(domain);
  // The end of the log is always on disk.
  if (start.kind === 'after' && sameMariadbGtid(start.gtid, latest)) return false;
  if (server.purgedState === null) return 'unknown';
  const gone = server.purgedState.ofDomain(domain);
  if (start.kind === 'beginning') return gone.length > 0;
  const last = gone.find(({ server: id }) => id === start.gtid.server);
  if (last === undefined || last.sequence < start.gtid.sequence) return false;
  if (last.sequence > start.gtid.sequence || gone.some((other) => other.sequence > last.sequence)) return true;
  // Asking for what follows the very last purged transaction of the domain is fine. With several servers in the list that
  // cannot be told for sure: SHOW BINLOG EVENTS sorts it, and only the order in the file says which was logged last.
  return gone.length === 1 ? false : 'unknown';
}

/** A hole needs a later transaction of the same server; only the log itself shows whether there is one. */
function mayBeHole(start: Start, server: MariadbServerSide): boolean {
  if (start.kind !== 'after' || !start.mustExist) return false;
  const logged = server.binlogState.find(start.gtid.domain, start.gtid.server);
  return logged !== null && logged.sequence > start.gtid.sequence;
}

function mayBeOutOfOrder(domain: number, replica: MariadbReplicaSide, server: MariadbServerSide): boolean {
  const from = replica.position.at(domain)?.sequence ?? 0n;
  const own = replica.binlogState?.latest(domain)?.sequence ?? 0n;
  const toCome = server.binlogState.latest(domain)?.sequence ?? 0n;
  return own > from && toCome > from;
}

function refused(refusal: MariadbRefusal): DomainFinding {
  return { refusal, doubts: [] };
}
