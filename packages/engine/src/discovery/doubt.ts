/**
 * Looks into one server that did not answer a pulse, without waiting for any probe: does it greet on new connections, and do
 * those that replicate from it hear anything? Nothing here touches a server's state, and one that is only slow costs two
 * connections. A server counts as frozen where its kernel takes two new connections and no greeting comes on either,
 * and where no replica that answers has heard from it though an event or a heartbeat was due.
 */
import type { HeardSample, InstanceId, Instant, ProbeFailure, Silence } from '@topiary/domain';
import { addressOf, asInstant, judgeHearing } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Servers } from '../ports/servers.ts';

/** For one greeting: a server that lives sends it in a millisecond, one that is starved of processors in tens of them. */
export const GREETING_MS = 400;
/** For one look at what a replica heard, connection included. */
export const LISTEN_MS = 1_000;
/** Between two looks, whenever something is due. */
export const SHORTEST_LOOK_MS = 50;
export const LONGEST_LOOK_MS = 1_000;
/** Then the ordinary probes are left to tell; longer than the heartbeat period that MySQL has by default. */
export const MAX_DOUBT_MS = 90_000;

export interface DoubtParts {
  readonly clock: Clock;
  readonly servers: Pick<Servers, 'greets' | 'listen' | 'pulse'>;
  /** Those that answered their last probe, of all that replicate from it. */
  readonly replicas: () => readonly InstanceId[];
  /** The id that a source is known under. */
  readonly isSource: (named: InstanceId, source: InstanceId) => boolean;
  readonly isWanted: () => boolean;
  /** Has it probed in the ordinary way, and does not wait for that. */
  readonly probe: (id: InstanceId) => void;
}

export type Heard = ReadonlyMap<InstanceId, readonly HeardSample[]>;
export type SilentReplicas = ReadonlyMap<InstanceId, readonly Silence[]>;

export type DoubtEnd =
  | { readonly kind: 'answers' }
  /** `failure`: how it met two new connections. Every replica that answers is among the silent ones. */
  | { readonly kind: 'missed'; readonly failure: ProbeFailure; readonly silent: SilentReplicas }
  | { readonly kind: 'not-known'; readonly failure: ProbeFailure | null };

export async function lookInto(id: InstanceId, parts: DoubtParts): Promise<DoubtEnd> {
  const { clock, isWanted } = parts;
  const startedMs = clock.monotonicMs();
  const [failure, begun] = await Promise.all([greetedTwice(id, parts), listenTo(id, parts)]);
  if (failure === null) return { kind: 'answers' };
  // Nobody listens there, or it will not have us: the next probe tells as much, and sooner.
  if (!isSilence(failure)) return { kind: 'not-known', failure };
  // The network may be what is silent: that is for the probes, which take longer.
  if (failure.kind === 'timeout') parts.probe(id);
  let first = begun;
  while (isWanted() && clock.monotonicMs() - startedMs < MAX_DOUBT_MS) {
    const now = await listenTo(id, parts);
    const looked = compare(first, now, clock.now());
    if (looked.silent.size > 0 && looked.waitMs === null) return { kind: 'missed', failure, silent: looked.silent };
    first = looked.next;
    const waitMs = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, looked.waitMs ?? LONGEST_LOOK_MS));
    const [pulse] = await Promise.all([
      parts.servers.pulse(addressOf(id), { deadlineMs: waitMs }),
      clock.sleep(waitMs),
    ]);
    if (pulse === 'answers') return { kind: 'answers' };
    if (pulse === 'silent') continue;
    const met = await greeted(id, parts);
    if (met === null) return { kind: 'answers' };
    if (!isSilence(met)) return { kind: 'not-known', failure: met };
  }
  return { kind: 'not-known', failure };
}

/** Which of the silent replicas hear something again, or read no more; `now`: a look at all of them. */
export function stillSilent(before: SilentReplicas, first: Heard, now: Heard): SilentReplicas {
  return new Map(
    [...before].flatMap(([replica, silences]): readonly (readonly [InstanceId, readonly Silence[]])[] => {
      const left = silences.filter(({ channel }) => {
        const [was, is] = [first, now].map((heard) => channelOf(heard.get(replica), channel));
        // One that could not be asked just now is as it was.
        if (was === undefined || !now.has(replica)) return true;
        return is !== undefined && is.hearing.receiver === 'running' && is.hearing.mark === was.hearing.mark;
      });
      return left.length === 0 ? [] : [[replica, left]];
    }),
  );
}

export async function listenTo(id: InstanceId, parts: DoubtParts): Promise<Heard> {
  const { clock, servers, replicas, isSource } = parts;
  const heard = await Promise.all(
    replicas().map(async (replica) => {
      const beganMs = clock.monotonicMs();
      const result = await servers.listen(addressOf(replica), { deadlineMs: LISTEN_MS });
      const endedMs = clock.monotonicMs();
      if (result.kind === 'failed') return null;
      const own = result.channels.filter(({ source }) => isSource(source, id));
      return [
        replica,
        own.map((hearing): HeardSample => ({ hearing: { ...hearing, source: id }, beganMs, endedMs })),
      ] as const;
    }),
  );
  return new Map(heard.filter((one) => one !== null));
}

interface Looked {
  readonly silent: SilentReplicas;
  /** Until something is due, of a replica of which nothing is sure yet; `null`: all of them hear nothing. */
  readonly waitMs: number | null;
  /** What to compare the next look with. */
  readonly next: Heard;
}

function compare(first: Heard, now: Heard, at: Instant): Looked {
  const silent = new Map<InstanceId, readonly Silence[]>();
  const next = new Map(first);
  let waitMs: number | null = null;
  const wait = (ms: number): void => {
    waitMs = Math.min(waitMs ?? Infinity, ms);
  };
  for (const [replica, samples] of now) {
    const before = first.get(replica);
    next.set(
      replica,
      samples.map((sample) => {
        const was = channelOf(before, sample.hearing.channel);
        const verdict = was === undefined ? null : judgeHearing(was, sample);
        if (verdict?.kind === 'not-due') wait(verdict.dueInMs);
        if (verdict === null || verdict.kind === 'heard' || verdict.kind === 'cannot-tell') wait(LONGEST_LOOK_MS);
        if (verdict?.kind === 'silent')
          silent.set(replica, [...(silent.get(replica) ?? []), silenceOf(sample, verdict.forMs, at)]);
        return was === undefined || verdict?.kind === 'heard' ? sample : was;
      }),
    );
  }
  return { silent, waitMs, next };
}

function silenceOf({ hearing: { channel, source, heartbeatMs } }: HeardSample, forMs: number, at: Instant): Silence {
  return { channel, source, since: asInstant(at - forMs), until: at, heartbeatMs: heartbeatMs ?? 0 };
}

function channelOf(samples: readonly HeardSample[] | undefined, channel: string): HeardSample | undefined {
  return samples?.find(({ hearing }) => hearing.channel === channel);
}

function isSilence({ kind }: ProbeFailure): boolean {
  return kind === 'frozen' || kind === 'timeout';
}

/** `null`: it greeted. */
async function greetedTwice(id: InstanceId, parts: DoubtParts): Promise<ProbeFailure | null> {
  const first = await greeted(id, parts);
  if (first === null || first.kind !== 'frozen') return first;
  return greeted(id, parts);
}

function greeted(id: InstanceId, { servers }: DoubtParts): Promise<ProbeFailure | null> {
  return servers.greets(addressOf(id), { deadlineMs: GREETING_MS });
}
