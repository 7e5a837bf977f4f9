/**
 * Makes sure that nothing we gave up still happens. A packet whose answer never came may yet be run: it waits in the
 * buffers of a frozen server, or in our own kernel, which sends it again when a cut is mended, long after its step was
 * taken back. So before anything else is looked at or sent there, the connections that were given up are killed, until the
 * server knows them no more: a packet that arrives for them then is refused. One may always kill connections of its own
 * account, on both families.
 */
import type { ProbeFailure } from '@topiary/domain';
import { numberOf } from '../dialects/result-set.ts';
import { failure, type Fault } from '../errors.ts';
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
    if (left !== null) return left;
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

/** Every answer but success says that there is no such connection of ours. */
async function killUntilGone(session: Session, connectionId: number, parts: FenceParts): Promise<ProbeFailure | null> {
  for (;;) {
    const { end } = await ask(session, `KILL ${connectionId}`, parts);
    if (end === LATE) return stillThere(connectionId);
    if (end.kind === 'lost') return end.failure;
    if (end.kind === 'error') return isGone(end.fault) ? null : stillThere(connectionId);
    if (parts.monotonicMs() + KILL_RETRY_MS >= parts.untilMs) return stillThere(connectionId);
    await new Promise((resolve) => setTimeout(resolve, KILL_RETRY_MS));
  }
}

/** 1094: no such connection; 1095: somebody else's, so that ours is gone. */
function isGone({ errorNumber }: Fault): boolean {
  return errorNumber === 1094 || errorNumber === 1095;
}

async function ask(
  session: Session,
  sql: string,
  { untilMs, monotonicMs }: FenceParts,
): Promise<{ readonly batch: ReturnType<Session['run']>; readonly end: BatchEnd | typeof LATE }> {
  const batch = session.run([sql]);
  return { batch, end: await within(batch.end, Math.max(1, untilMs - monotonicMs())) };
}

function stillThere(connectionId: number): ProbeFailure {
  return failure({
    kind: 'timeout',
    code: 'STILL_RUNNING',
    detail: `an earlier statement of Topiary on connection ${connectionId} has not ended`,
    waitingFor: `KILL ${connectionId}`,
  });
}
