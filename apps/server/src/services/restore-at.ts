/**
 * "As it stood then": the plan that takes back every move that plans began since a moment. What others moved is not known
 * to the history. How far back that reaches is bounded, and where it does not reach, the answer says so.
 */
import { MAX_PLANS_BACK } from '@topiary/domain';
import type { Actor, ClusterId, Instant, Message, PlanId, Refusal } from '@topiary/domain';
import type { Engine, PlanRecord, ProposeResult } from '@topiary/engine';

const PAGE_SIZE = 50;
const DAY_MS = 86_400_000;

/** How far back plans are known. */
export interface History {
  readonly days: number;
  /** Where it is kept in memory: since when; else `null`. */
  readonly since: Instant | null;
}

export interface Moment {
  readonly cluster: ClusterId;
  readonly at: Instant;
}

export interface RestoringParts {
  readonly engine: Pick<Engine, 'plans' | 'restore'>;
  readonly now: Instant;
  readonly history: History;
}

/** Rejects with a failure of the store, as `Engine.plans` does. */
export async function restoreAt(moment: Moment, actor: Actor, parts: RestoringParts): Promise<ProposeResult> {
  const beyond = beyondHistory(moment.at, parts);
  if (beyond !== null) return refused(beyond);
  const first = await firstPlanSince(moment, parts.engine);
  if (first === 'too-many') return refused({ code: 'history-too-many-plans', params: { limit: MAX_PLANS_BACK } });
  if (first === null) return refused(AS_THEN);
  const result = await parts.engine.restore(first, actor);
  if (result.kind === 'not-undoable') return refused(AS_THEN);
  // Removed while it was looked for.
  return result.kind === 'unknown' ? refused(notKept(parts.history)) : result;
}

function notKept({ days }: History): Message {
  return { code: 'history-not-kept', params: { days } };
}

const AS_THEN: Message = { code: 'shape-as-then', params: {} };

function beyondHistory(at: Instant, { now, history }: RestoringParts): Message | null {
  if (at > now) return { code: 'moment-not-yet', params: {} };
  if (history.since !== null && at < history.since) return { code: 'history-begins-with-start', params: {} };
  return now - at > history.days * DAY_MS ? notKept(history) : null;
}

/** The oldest that began at that moment or later; `null`: none did. */
async function firstPlanSince(
  { cluster, at }: Moment,
  engine: Pick<Engine, 'plans'>,
): Promise<PlanId | 'too-many' | null> {
  let first: PlanRecord | null = null;
  for (let page = 0; page * PAGE_SIZE < MAX_PLANS_BACK; page += 1) {
    const { items } = await engine.plans({ cluster, page, pageSize: PAGE_SIZE });
    const since = items.filter(({ startedAt }) => startedAt >= at);
    first = since.at(-1) ?? first;
    if (since.length < PAGE_SIZE) return first?.id ?? null;
  }
  return 'too-many';
}

function refused(reason: Message): Refusal {
  return { kind: 'refusal', reasons: [reason], checks: [] };
}
