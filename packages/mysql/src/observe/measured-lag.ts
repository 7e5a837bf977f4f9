/** What `ReplicationLagQuery` gave, and what an error of a configured query means. */
import type { MeasuredLag, Observation, QueryProblem } from '@topiary/domain';
import { numberOf, type ResultSet } from '../dialects/result-set.ts';
import { codeOf, isPrivilegeError, type Fault } from '../errors.ts';
import { grantToRead } from './grant-to-read.ts';

/** Clocks that differ make a heartbeat look as if it came from the future: that is no lag. */
export function lagFrom(result: ResultSet): MeasuredLag {
  const seconds = numberOf(result.rows[0]?.[0]);
  return { kind: 'value', seconds: seconds === null ? null : Math.max(0, seconds) };
}

/** The query hangs, on this connection or on an earlier one. */
export function lagNotAnswered(): MeasuredLag {
  return { kind: 'unknown', problem: { code: 'NO_ANSWER', detail: 'the query has not ended', grant: null } };
}

export function problemOfQuery(fault: Fault, sql: string, account: string): QueryProblem {
  return {
    code: codeOf(fault),
    detail: fault.text,
    grant: isPrivilegeError(fault.errorNumber) ? grantToRead(sql, account) : null,
  };
}

/** A missing privilege is shown beside the others that the account lacks. */
export function withMeasuredLag(observation: Observation, measuredLag: MeasuredLag): Observation {
  const problem = measuredLag.kind === 'unknown' ? measuredLag.problem : null;
  if (problem === null || problem.grant === null) return { ...observation, measuredLag };
  const fact = { fact: 'replication-lag', errorNumber: Number(problem.code), grant: problem.grant } as const;
  return { ...observation, measuredLag, unreadable: [...observation.unreadable, fact] };
}
