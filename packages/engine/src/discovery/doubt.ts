/**
 * Looks into one server that did not answer a pulse, without waiting for any probe: does it greet on new connections, and do
 * those that replicate from it hear anything? One that is only slow costs two connections. A server counts as frozen where
 * its kernel takes two new connections and no greeting comes on either, and where no replica that answers has heard from it
 * though an event or a heartbeat was due. Where nothing is due for long, policy may let one receiver be restarted: a server
 * that does not greet that one either stands still. Nothing else here touches a server's state.
 */
import type { HeardSample, InstanceId, Instant, ProbeFailure, RestartedReceiver, Silence } from '@topiary/domain';
import { addressOf, asInstant, GREETING_MS, judgeHearing, LET_IN_MS, LONG_SILENCE_MS } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Servers } from '../ports/servers.ts';

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
  /** One of those below it, to see whether it is let in; `null`: none was. */
  readonly restartReceiver: (source: InstanceId) => Promise<RestartedReceiver | null>;
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
  let mayRestart = failure.kind === 'frozen';
  while (isWanted() && clock.monotonicMs() - startedMs < MAX_DOUBT_MS) {
    const now = await listenTo(id, parts);
    const looked = compare(first, now, clock.now());
    if (looked.silent.size > 0 && looked.waitMs === null) return { kind: 'missed', failure, silent: looked.silent };
    first = looked.next;
    if (mayRestart && looked.silentInMs > LONG_SILENCE_MS) {
      mayRestart = false;
      const silent = await turnedAway(id, first, parts);
      if (silent !== null) return { kind: 'missed', failure, silent };
    }
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

/** `null`: nobody was restarted, or what came of it proves nothing. */
async function turnedAway(id: InstanceId, first: Heard, parts: DoubtParts): Promise<SilentReplicas | null> {
  const { clock } = parts;
  const restarted = await parts.restartReceiver(id);
  if (restarted === null) return null;
  const [met] = await Promise.all([greetedTwice(id, parts), clock.sleep(LET_IN_MS)]);
  if (met?.kind !== 'frozen') return null;
  const now = await listenTo(id, parts);
  const own = channelOf(now.get(restarted.replica), restarted.channel);
  if (own?.hearing.receiver !== 'connecting') return null;
  const at = clock.now();
  const silent = new Map<InstanceId, readonly Silence[]>();
  for (const [replica, samples] of now) {
    const silences = samples.map((sample) => unheardIn(sample, { first: first.get(replica), restarted, replica, at }));
    // Somebody heard of it, or does not tell.
    if (silences.includes('heard')) return null;
    silent.set(
      replica,
      silences.filter((one) => one !== 'heard' && one !== 'reads-not'),
    );
  }
  return silent;
}

interface Compared {
  readonly replica: InstanceId;
  readonly first: readonly HeardSample[] | undefined;
  readonly restarted: RestartedReceiver;
  readonly at: Instant;
}

function unheardIn(sample: HeardSample, { replica, first, restarted, at }: Compared): Silence | 'heard' | 'reads-not' {
  const { channel } = sample.hearing;
  if (replica === restarted.replica && channel === restarted.channel) return silenceOf(sample, LET_IN_MS, at);
  const was = channelOf(first, channel);
  const verdict = was === undefined ? null : judgeHearing(was, sample);
  if (was === undefined || verdict === null) return 'heard';
  if (verdict.kind === 'not-reading') return 'reads-not';
  if (verdict.kind !== 'silent' && verdict.kind !== 'not-due') return 'heard';
  return silenceOf(sample, sample.beganMs - was.endedMs, at);
}

interface Looked {
  readonly silent: SilentReplicas;
  /** Until all that can be told is told, at the earliest; 0 where one does not tell. */
  readonly silentInMs: number;
  /** Until something is due, of a replica of which nothing is sure yet; `null`: all of them hear nothing. */
  readonly waitMs: number | null;
  /** What to compare the next look with. */
  readonly next: Heard;
}

function compare(first: Heard, now: Heard, at: Instant): Looked {
  const silent = new Map<InstanceId, readonly Silence[]>();
  const next = new Map(first);
  let waitMs: number | null = null;
  let silentInMs = 0;
  let tellAll = true;
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
        if (verdict?.kind === 'not-due') {
          wait(verdict.dueInMs);
          silentInMs = Math.max(silentInMs, verdict.dueInMs);
        }
        if (verdict === null || verdict.kind === 'heard' || verdict.kind === 'cannot-tell') {
          wait(LONGEST_LOOK_MS);
          tellAll = false;
        }
        if (verdict?.kind === 'silent')
          silent.set(replica, [...(silent.get(replica) ?? []), silenceOf(sample, verdict.forMs, at)]);
        return was === undefined || verdict?.kind === 'heard' ? sample : was;
      }),
    );
  }
  return { silent, waitMs, silentInMs: tellAll ? silentInMs : 0, next };
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
