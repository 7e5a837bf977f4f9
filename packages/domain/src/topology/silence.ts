/**
 * A receiver that claims to read and hears nothing. A source sends its replicas what is written, and a heartbeat when for the
 * channel's heartbeat period nothing was: a receiver that got neither for longer than that, and a little more, is cut off or
 * its source stands still. One that has no heartbeats, or of which they cannot be read, proves nothing by its silence.
 */
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from './address.ts';
import type { ReceiverState } from './observation.ts';
import type { Edge, Instance } from './snapshot.ts';

/** What a channel shows of what it heard, in one look. */
export interface Hearing {
  readonly channel: string;
  readonly source: InstanceId;
  readonly receiver: ReceiverState;
  /** Another text as soon as an event or a heartbeat came; `null`: heartbeats cannot be read. */
  readonly mark: string | null;
  /** `null` or 0: there are none. */
  readonly heartbeatMs: number | null;
  /** Since it heard anything, by the replica's own clock; `null`: it does not tell. */
  readonly silentForMs: number | null;
}

/** A look, in milliseconds of one monotonic clock: what it shows was so at some moment in between. */
export interface HeardSample {
  readonly hearing: Hearing;
  readonly beganMs: number;
  readonly endedMs: number;
}

/**
 * Proved of a channel: nothing came from `source` from `since` to `until`, though something was due, or though a receiver
 * that was restarted meanwhile to see was not greeted.
 */
export interface Silence {
  readonly channel: string;
  readonly source: InstanceId;
  readonly since: Instant;
  readonly until: Instant;
  readonly heartbeatMs: number;
}

/** What a heartbeat may be late by: the scheduling of three busy machines, and a share of the period itself. */
export const HEARTBEAT_LATE_MS = 200;
export const HEARTBEAT_LATE_SHARE = 0.1;

/** For one greeting: a server that lives sends it in a millisecond, one that is starved of processors in tens of them. */
export const GREETING_MS = 400;
/** What a receiver that was restarted is given to be let in; as long as the shortest heartbeat that is worth while. */
export const LET_IN_MS = 1_000;
/** A look at those below that would have to go on for longer is worth a restart. */
export const LONG_SILENCE_MS = 2_000;

export type HearingVerdict =
  /** Something came since the first look. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'silent'; readonly forMs: number }
  /** Nothing came, and nothing had to yet. */
  | { readonly kind: 'not-due'; readonly dueInMs: number }
  | { readonly kind: 'not-reading' }
  | { readonly kind: 'cannot-tell' };

export function judgeHearing(first: HeardSample, now: HeardSample): HearingVerdict {
  const { receiver, mark, heartbeatMs, silentForMs } = now.hearing;
  if (receiver !== 'running') return { kind: 'not-reading' };
  if (first.hearing.mark !== mark || first.hearing.source !== now.hearing.source) return { kind: 'heard' };
  if (mark === null || heartbeatMs === null || heartbeatMs <= 0) return { kind: 'cannot-tell' };
  const dueMs = heartbeatMs + Math.max(HEARTBEAT_LATE_MS, heartbeatMs * HEARTBEAT_LATE_SHARE);
  const forMs = Math.max(now.beganMs - first.endedMs, silentForMs ?? 0);
  return forMs >= dueMs ? { kind: 'silent', forMs } : { kind: 'not-due', dueInMs: dueMs - forMs };
}

/** Whether the channel is known to hear nothing, whatever its receiver says. */
export function hearsNothing(
  { silences = [] }: Pick<Instance, 'silences'>,
  edge: Pick<Edge, 'channel' | 'source'>,
): boolean {
  return silences.some(({ channel, source }) => channel === edge.channel && source === edge.source);
}
