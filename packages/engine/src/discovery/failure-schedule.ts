/**
 * When a server that fails is asked again. Its return should be seen soon, also where healthy servers are asked rarely;
 * but a server that answers nothing holds a probe slot for a whole deadline, and in a fleet of 10,000 a thousand may be
 * gone for hours. So:
 *
 *   1. A first failure is confirmed after `CONFIRM_DELAY_MS`.
 *   2. Then it is asked every `RETURN_PAUSE_MS`, as servers that restart are back within a minute or two.
 *   3. Later the pause is `BACK_OFF_SHARE` of the time it has been failing: what was away for two hours is seen within a
 *      minute of its return.
 *   4. The pause is never longer than the poll interval, except after a probe that took long: then it may grow to
 *      `REST_PER_SLOT_TIME` times as long as the probe held its slot. And never longer than `LONGEST_PAUSE_MS`.
 *   5. A server that answers, but will not have us, waits for a person: it is asked at the poll interval. Asking it more
 *      often fills its error log, and many servers lock an account that fails to log in again and again.
 *
 * Beside this, servers that fail take a bounded share of the slots (`Prober`).
 */
import type { ProbeFailureKind } from '@topiary/domain';

/**
 * After a first failure, when one more answer decides. A refused connect needs no second one; a connection that was lost
 * does: of a process that dies the last one closes some 10 to 70 ms before its port does.
 */
export const CONFIRM_DELAY_MS = 100;
/** While the return of a server is expected. */
export const RETURN_PAUSE_MS = 1_000;
/** Of the time that a server has been failing: the pause begins to grow after two minutes. */
export const BACK_OFF_SHARE = 1 / 120;
/** A server that holds a slot for 2 s at each probe then holds 3 % of one in the long run. */
export const REST_PER_SLOT_TIME = 30;
export const LONGEST_PAUSE_MS = 60_000;

/** What only a person changes, at the server or in the configuration. */
const REFUSALS: ReadonlySet<ProbeFailureKind> = new Set([
  'access-denied',
  'not-mysql',
  'tls',
  'missing-grant',
  'unsupported',
]);

export interface FailedProbe {
  readonly kind: ProbeFailureKind;
  /** Failed probes without a success between them, this one included. */
  readonly failures: number;
  /** Since the first of them. */
  readonly failingForMs: number;
  /** How long this probe held its slot. */
  readonly tookMs: number;
  readonly pollIntervalMs: number;
}

/** In milliseconds. */
export function pauseAfterFailure({ kind, failures, failingForMs, tookMs, pollIntervalMs }: FailedProbe): number {
  if (REFUSALS.has(kind)) return pollIntervalMs;
  if (failures === 1) return CONFIRM_DELAY_MS;
  const patient = Math.max(RETURN_PAUSE_MS, failingForMs * BACK_OFF_SHARE);
  return Math.min(patient, LONGEST_PAUSE_MS, Math.max(pollIntervalMs, tookMs * REST_PER_SLOT_TIME));
}
