/**
 * What GTIDs say about a pair of servers, for both families: what is purged that a replica needs, what a replica has that
 * another lacks, and which transactions on it are errant, that is, came from nowhere upstream.
 *
 * Observations are samples taken at different moments, so a transaction on the replica that its source's sample lacks may
 * simply be newer. Facts keep the two apart: `errant` is what no flow of data explains, `undecided` is what only a second
 * sample in the right order (replica first, then its upstream) can tell.
 */
import type { Observation } from '../topology/observation.ts';
import type {
  AheadFact,
  AheadQuestion,
  ErrantFact,
  ErrantQuestion,
  GtidDifference,
  NotComparable,
  PurgedFact,
  PurgedQuestion,
} from './gtid-questions.ts';
import { formatMariadbGtidRange } from './mariadb-gtid.ts';
import type { MariadbGtidRange } from './mariadb-gtid.ts';
import { mariadbAhead, mariadbErrant, mariadbPurged } from './mariadb-gtid-facts.ts';
import { mysqlAhead, mysqlErrant, mysqlPurged } from './mysql-gtid-facts.ts';

/** Which transactions the replica needs and the target no longer has in its logs. */
export function purgedOnTarget(question: PurgedQuestion): PurgedFact {
  const mismatch = mismatchOf([question.replica, question.target]);
  if (mismatch !== null) return mismatch;
  return question.replica.gtid.kind === 'mysql' ? mysqlPurged(question) : mariadbPurged(question);
}

/** Which transactions the replica has applied that the target has neither applied nor received. */
export function aheadOf(question: AheadQuestion): AheadFact {
  const mismatch = mismatchOf([question.replica, question.target]);
  if (mismatch !== null) return mismatch;
  return question.replica.gtid.kind === 'mysql' ? mysqlAhead(question) : mariadbAhead(question);
}

/** Which transactions on the replica did not come from upstream. */
export function errantAgainst(question: ErrantQuestion): ErrantFact {
  const mismatch = mismatchOf([question.replica, ...question.upstream.servers]);
  if (mismatch !== null) return mismatch;
  return question.replica.gtid.kind === 'mysql' ? mysqlErrant(question) : mariadbErrant(question);
}

export function isNoDifference(difference: GtidDifference): boolean {
  return difference.family === 'mysql' ? difference.set.isEmpty() : difference.ranges.length === 0;
}

/** Of one family each, as everything that one server is compared with. */
export function bothDifferences(left: GtidDifference, right: GtidDifference): GtidDifference {
  if (left.family === 'mysql' && right.family === 'mysql') return { family: 'mysql', set: left.set.union(right.set) };
  const ranges = [left, right].flatMap((each) => (each.family === 'mariadb' ? each.ranges : []));
  return { family: 'mariadb', ranges: uniqueRanges(ranges) };
}

/** What of `known` is still in `now`; for MariaDB, which names only the last of a server, what of `now` is of its servers. */
export function commonDifference(known: GtidDifference, now: GtidDifference): GtidDifference {
  if (known.family === 'mysql' && now.family === 'mysql')
    return { family: 'mysql', set: known.set.intersection(now.set) };
  const writers = new Set(known.family === 'mariadb' ? known.ranges.map(writerOf) : []);
  const ranges = now.family === 'mariadb' ? now.ranges.filter((range) => writers.has(writerOf(range))) : [];
  return { family: 'mariadb', ranges };
}

function writerOf({ domain, upTo }: MariadbGtidRange): string {
  return `${domain}-${upTo.server}`;
}

function uniqueRanges(ranges: readonly MariadbGtidRange[]): readonly MariadbGtidRange[] {
  return [...new Map(ranges.map((range) => [formatMariadbGtidRange(range), range])).values()];
}

/** A GTID set for MySQL; for MariaDB, intervals whose start is excluded. '' when there is no difference. */
export function formatGtidDifference(difference: GtidDifference): string {
  if (difference.family === 'mysql') return difference.set.toText();
  return difference.ranges.map(formatMariadbGtidRange).join(', ');
}

function mismatchOf(servers: readonly Observation[]): NotComparable | null {
  const kinds = new Set(servers.map(({ gtid }) => gtid.kind));
  if (kinds.has('none')) return { kind: 'not-comparable', why: 'no-gtid' };
  return kinds.size > 1 ? { kind: 'not-comparable', why: 'different-families' } : null;
}
