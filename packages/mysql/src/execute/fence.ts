/**
 * Makes sure that nothing we gave up still happens. A packet whose answer never came may yet be run: it waits in the
 * buffers of a frozen server, or in our own kernel, which sends it again when a cut is mended, long after its step was
 * taken back, and also when the process that sent it is dead. So before anything else is looked at or sent there, the
 * connections that were given up are killed, until the server knows them no more: a packet that arrives for them then is
 * refused. Those of a dead process are known by the lock that every connection for acts holds. One may always kill
 * connections of its own account, on both families.
 */
import type { ProbeFailure } from '@topiary/domain';
import { numberOf } from '../dialects/result-set.ts';
import { failure } from '../errors.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { BatchEnd, Session } from '../wire/session.ts';

/** A connection on which a packet was sent and never answered. */
export interface GivenUp {
  /** As the server numbers it. */
  readonly connectionId: number;
  /** Monotonic. */
  readonly openedAtMs: number;
}

export interface FenceParts {
  readonly untilMs: number;
  readonly monotonicMs: () => number;
}

/** Held by every connection for acts, one per server. */
export const ACTS_LOCK = 'topiary-acts';
/** Between two attempts to kill what is still ending. */
const KILL_RETRY_MS = 20;
/** The server counts its uptime in whole seconds. */
const UPTIME_STEP_MS = 1_000;

/** `null` when none of them can do anything any more. */
export async function fence(
  session: Session,
  givenUp: readonly GivenUp[],
  parts: FenceParts,
): Promise<ProbeFailure | null> {
  const sinceMs = await startedAtMs(session, parts);
  for (const { connectionId, openedAtMs } of givenUp) {
    // A server that was started since has none of them, and may have given their numbers to others.
    if (sinceMs !== null && sinceMs > openedAtMs) continue;
    const left = await killUntilGone(session, connectionId, parts);
    if (left !== null && left !== 'not-ours') return left;
  }
  return null;
}

/** The earliest moment, on our clock, at which the server can have been started; `null` when it does not say. */
async function startedAtMs(session: Session, parts: FenceParts): Promise<number | null> {
  const { batch, end } = await ask(session, "SHOW GLOBAL STATUS LIKE 'Uptime'", parts);
  if (end === LATE || end.kind !== 'complete') return null;
  const seconds = numberOf(batch.results[0]?.rows[0]?.[1]);
  return seconds === null ? null : parts.monotonicMs() - seconds * 1_000 - UPTIME_STEP_MS;
}

/** `null` when there is no such connection any more; 1094 says so, 1095 that it is another account's. */
async function killUntilGone(
  session: Session,
  connectionId: number,
  parts: FenceParts,
): Promise<ProbeFailure | 'not-ours' | null> {
  for (;;) {
    const { end } = await ask(session, `KILL ${connectionId}`, parts);
    if (end === LATE) return stillThere(`KILL ${connectionId}`);
    if (end.kind === 'lost') return end.failure;
    if (end.kind === 'error') return end.fault.errorNumber === 1094 ? null : 'not-ours';
    if (parts.monotonicMs() + KILL_RETRY_MS >= parts.untilMs) return stillThere(`KILL ${connectionId}`);
    await new Promise((resolve) => setTimeout(resolve, KILL_RETRY_MS));
  }
}

/**
 * Takes the lock of those who act here from whoever has it. Only the process that holds the lease acts, so that whoever
 * else has it is the past. `null` when it is taken, or when this server keeps no such locks.
 */
export async function takeOver(
  session: Session,
  isOurs: (connectionId: number) => boolean,
  parts: FenceParts,
): Promise<ProbeFailure | null> {
  while (parts.monotonicMs() < parts.untilMs) {
    const { batch, end } = await ask(
      session,
      `SELECT GET_LOCK('${ACTS_LOCK}', 0), IS_USED_LOCK('${ACTS_LOCK}')`,
      parts,
    );
    if (end === LATE) return stillThere(ACTS_LOCK);
    if (end.kind === 'lost') return end.failure;
    if (end.kind === 'error') return null;
    const [taken, holder] = batch.results[0]?.rows[0] ?? [];
    const connectionId = numberOf(holder);
    if (numberOf(taken) === 1 || (connectionId !== null && isOurs(connectionId))) return null;
    const left = connectionId === null ? null : await killUntilGone(session, connectionId, parts);
    if (left === 'not-ours') return null;
    if (left !== null) return left;
  }
  return stillThere(ACTS_LOCK);
}

async function ask(
  session: Session,
  sql: string,
  { untilMs, monotonicMs }: FenceParts,
): Promise<{ readonly batch: ReturnType<Session['run']>; readonly end: BatchEnd | typeof LATE }> {
  const batch = session.run([sql]);
  return { batch, end: await within(batch.end, Math.max(1, untilMs - monotonicMs())) };
}

function stillThere(waitingFor: string): ProbeFailure {
  return failure({
    kind: 'timeout',
    code: 'STILL_RUNNING',
    detail: 'an earlier statement of Topiary has not ended there',
    waitingFor,
  });
}
