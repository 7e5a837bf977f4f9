/**
 * Two addresses are one server when a lock that is taken through one is seen through the other. Works on both families
 * and needs no privilege. Both connections are made for this and closed after.
 */
import { randomUUID } from 'node:crypto';
import type { Address } from '@topiary/domain';
import { quoteText } from '../sql/quote.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Session } from '../wire/session.ts';
import type { ActingSessions } from './acting-sessions.ts';

export type Sameness = 'same' | 'different' | 'not-provable';

export interface ProveParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
}

export async function proveSame(first: Address, second: Address, parts: ProveParts): Promise<Sameness> {
  const [one, other] = await Promise.all([
    parts.sessions.open(first, parts.untilMs),
    parts.sessions.open(second, parts.untilMs),
  ]);
  try {
    if (one.kind === 'failed' || other.kind === 'failed') return 'not-provable';
    return await compare(one.acting.session, other.acting.session, parts);
  } finally {
    for (const result of [one, other]) if (result.kind === 'session') result.acting.session.close();
  }
}

/** The lock is looked at through the first connection again at the end: had it been lost, "not seen" would prove nothing. */
async function compare(one: Session, other: Session, parts: ProveParts): Promise<Sameness> {
  const lock = quoteText(`topiary-${randomUUID()}`);
  const taken = await valueOf(one, `SELECT GET_LOCK(${lock}, 0)`, parts);
  if (taken !== 1) return 'not-provable';
  const seen = await valueOf(other, `SELECT IS_USED_LOCK(${lock})`, parts);
  if (seen === 'no-answer') return 'not-provable';
  if (seen !== null) return 'same';
  const stillHeld = await valueOf(one, `SELECT IS_USED_LOCK(${lock})`, parts);
  return typeof stillHeld === 'number' ? 'different' : 'not-provable';
}

async function valueOf(session: Session, sql: string, parts: ProveParts): Promise<unknown> {
  const batch = session.run([sql]);
  const end = await within(batch.end, parts.untilMs - parts.monotonicMs());
  return end !== LATE && end.kind === 'complete' ? batch.results[0]?.rows[0]?.[0] : 'no-answer';
}
