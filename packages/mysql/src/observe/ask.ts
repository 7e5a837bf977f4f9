/**
 * Configured queries on the probing session. Each is a packet of its own: one that fails keeps none from being asked, and
 * the text of one cannot reach into the next. A probe that comes meanwhile goes first, and one that does not get the
 * session within `QUERY_YIELD_MS` goes on without it.
 */
import type { ProbeFailure, QueriedFact, QueryAnswer } from '@topiary/domain';
import type { AskResult, ConfiguredQuery } from '@topiary/engine';
import { textOf } from '../dialects/result-set.ts';
import { failure } from '../errors.ts';
import { MAX_ANSWER_LENGTH, QUERY_YIELD_MS } from '../limits.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Batch, BatchEnd } from '../wire/session.ts';
import { problemOfQuery } from './measured-lag.ts';
import type { ProbeTime } from './probe.ts';
import type { ServerLink } from './server-link.ts';

export interface AskParts extends ProbeTime {
  readonly link: ServerLink;
  /** The probe under way, or `null`. */
  readonly probe: () => Promise<unknown> | null;
}

const NO_SESSION = failure({ kind: 'connection-lost', code: 'NO_SESSION', detail: 'there is no connection to ask on' });
const NO_TURN = failure({ kind: 'timeout', code: 'NO_TURN', detail: 'probes were under way until the deadline' });

export async function ask(parts: AskParts, queries: readonly ConfiguredQuery[]): Promise<AskResult> {
  // A server that takes one statement per packet runs no SQL: nothing is to be learned there.
  if (parts.link.lastAcquaintance?.dialect.packets === 'one-each') return { answers: {}, failure: null };
  const answers: Partial<Record<QueriedFact, QueryAnswer>> = {};
  for (const { fact, sql } of queries) {
    const asked = await askOne(parts, sql);
    if (asked.kind === 'failed') return { answers, failure: asked.failure };
    answers[fact] = asked;
  }
  return { answers, failure: null };
}

interface Failed {
  readonly kind: 'failed';
  readonly failure: ProbeFailure;
}

async function askOne(parts: AskParts, sql: string): Promise<QueryAnswer | Failed> {
  const { link, probe, untilMs, monotonicMs } = parts;
  if (link.queryHangs) return hanging('an earlier query has not ended');
  // Between this look and the query's start nothing else may run: a probe that began there would meet a busy connection.
  for (let running = probe(); running !== null; running = probe()) {
    if ((await within(running, untilMs - monotonicMs())) === LATE) return { kind: 'failed', failure: NO_TURN };
  }
  const batch = link.runQuery(withoutEnd(sql));
  if (batch === null) return { kind: 'failed', failure: NO_SESSION };
  const end = await within(batch.end, untilMs - monotonicMs());
  if (end !== LATE) return answerOf(batch, end, { sql, account: link.lastAcquaintance?.learned.account ?? '' });
  link.setQueryAside();
  return hanging(`no answer in time to: ${sql}`);
}

function answerOf(
  { results }: Batch,
  end: BatchEnd,
  { sql, account }: { readonly sql: string; readonly account: string },
): QueryAnswer | Failed {
  if (end.kind === 'lost') return { kind: 'failed', failure: end.failure };
  if (end.kind === 'error') return { kind: 'unknown', problem: problemOfQuery(end.fault, sql, account) };
  return { kind: 'value', text: textOf(results[0]?.rows[0]?.[0]).trim().slice(0, MAX_ANSWER_LENGTH) };
}

function hanging(detail: string): Failed {
  return { kind: 'failed', failure: failure({ kind: 'timeout', code: 'HANGING', detail }) };
}

/** For a probe that begins: a query on its connection is waited for, but not long. */
export async function yieldedBy(link: ServerLink): Promise<void> {
  const running = link.queryEnd;
  if (running === null) return;
  if ((await within(running, QUERY_YIELD_MS)) === LATE) link.setQueryAside();
}

/** A query as configurations have it, without the semicolon at its end: others may follow it in its packet. */
export function withoutEnd(sql: string): string {
  return sql.trim().replace(/(?:;\s*)+$/, '');
}
