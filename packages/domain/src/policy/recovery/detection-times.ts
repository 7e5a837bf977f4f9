/**
 * How long it takes at worst until a failure of a server is sure enough to be repaired, by how it fails, and what would
 * make that shorter. Of what the settings and the channels below it tell now; a promise of the network is not among it.
 */
import { message } from '../../planning/message.ts';
import type { Message } from '../../planning/message.ts';
import { channelNamed } from '../../analysis/replica-facts.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import {
  GREETING_MS,
  HEARTBEAT_LATE_MS,
  HEARTBEAT_LATE_SHARE,
  LET_IN_MS,
  LONG_SILENCE_MS,
} from '../../topology/silence.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import type { DetectionProfile, PulseSettings } from '../detection-rules.ts';
import { longestUnfeltMs } from '../pulse-interval.ts';

/** `dies`: its connections close. `stands-still`: none does. `cut-off`: nothing comes back from its host. */
export const FAILURE_MANNERS = ['dies', 'stands-still', 'cut-off'] as const;
export type FailureManner = (typeof FAILURE_MANNERS)[number];

export interface DetectionTime {
  readonly manner: FailureManner;
  /** `null`: not known, or without end. */
  readonly ms: number | null;
  /** What would make it shorter; `null`: nothing worth while. */
  readonly shorter: Message | null;
}

export interface DetectionSettings {
  readonly pollIntervalMs: number;
  readonly probeDeadlineMs: number;
  /** `null`: servers are not felt between probes. */
  readonly pulse: PulseSettings | null;
}

export interface DetectionQuestion {
  readonly snapshot: TopologySnapshot;
  readonly instance: InstanceId;
  readonly profile: DetectionProfile;
  readonly settings: DetectionSettings;
  /** Of one receiver, to see whether the server stands still. `nobody`: it may be, and none below it is fit for that. */
  readonly restart: 'off' | 'possible' | 'nobody';
}

/** From the last close of a connection to the probe after it, and the looks at those below. */
const DIES_MS = 500;
/** Two greetings that do not come, a plan that restarts a receiver, and what that is given to be let in. */
const RESTART_MS = 2 * GREETING_MS + 500 + LET_IN_MS;
/** A period that is worth no shortening. */
const SHORT_HEARTBEAT_MS = 2_000;

/** In the order of `FAILURE_MANNERS`. */
export function detectionTimes(question: DetectionQuestion): readonly DetectionTime[] {
  const { profile, settings } = question;
  if (profile.kind === 'by-hand')
    return FAILURE_MANNERS.map((manner) => ({ manner, ms: null, shorter: message('shorter-by-filter') }));
  const graceMs = profile.kind === 'grace' ? profile.graceMs : 0;
  const byGrace = profile.kind === 'grace' ? message('shorter-by-grace', { seconds: graceMs / 1000 }) : null;
  const slowest = slowestHearer(question);
  const silence = silenceTime(question, slowest);
  const still = standingTime(question, silence);
  const probesMs = 2 * settings.probeDeadlineMs + (settings.pulse === null ? settings.pollIntervalMs : 0);
  const cutMs = silence.ms === null ? null : Math.max(silence.ms, probesMs);
  const byDeadline = message('shorter-by-deadline', { seconds: settings.probeDeadlineMs / 1000 });
  return [
    { manner: 'dies', ms: DIES_MS + graceMs, shorter: byGrace },
    { manner: 'stands-still', ms: plus(still.ms, graceMs), shorter: still.shorter ?? byGrace },
    {
      manner: 'cut-off',
      ms: plus(cutMs, graceMs),
      shorter: cutMs !== null && cutMs > (silence.ms ?? 0) ? byDeadline : (silence.shorter ?? byGrace),
    },
  ];
}

interface Hearer {
  readonly replica: InstanceId;
  /** `null`: not readable, or it has none. */
  readonly heartbeatMs: number | null;
}

/** The one below it that notices its silence last. */
function slowestHearer({ snapshot, instance }: DetectionQuestion): Hearer | null {
  const all = edgesTo(snapshot, instance).flatMap(({ replica, channel }): readonly Hearer[] =>
    channelNamed(snapshot.instances.get(replica)?.observation ?? null, channel).map(({ settings }) => ({
      replica,
      heartbeatMs: settings.heartbeatPeriodSeconds === null ? null : settings.heartbeatPeriodSeconds * 1000,
    })),
  );
  const weightOf = ({ heartbeatMs }: Hearer): number =>
    heartbeatMs === null || heartbeatMs === 0 ? Infinity : heartbeatMs;
  return all.toSorted((left, right) => (weightOf(left) < weightOf(right) ? 1 : -1))[0] ?? null;
}

type Time = Pick<DetectionTime, 'ms' | 'shorter'>;

function silenceTime(question: DetectionQuestion, slowest: Hearer | null): Time {
  if (question.settings.pulse === null) return { ms: null, shorter: message('shorter-by-pulse') };
  if (slowest === null) return { ms: null, shorter: null };
  const { replica, heartbeatMs } = slowest;
  if (heartbeatMs === null || heartbeatMs === 0)
    return { ms: null, shorter: message('shorter-by-readable-heartbeat', { replica }) };
  const ms = Math.round(noticedMs(question) + dueAfterMs(heartbeatMs));
  const isShort = heartbeatMs <= SHORT_HEARTBEAT_MS;
  return { ms, shorter: isShort ? null : message('shorter-by-heartbeat', { replica, seconds: heartbeatMs / 1000 }) };
}

/** Of a server whose kernel takes connections and that greets nobody: also by a receiver that is restarted, where that is sooner. */
function standingTime(question: DetectionQuestion, silence: Time): Time {
  const { restart } = question;
  if (silence.ms === null || silence.shorter === null || restart === 'off') return silence;
  if (restart === 'nobody')
    return { ...silence, shorter: message('shorter-by-heartbeat-alone', silence.shorter.params) };
  const ms = Math.round(noticedMs(question) + RESTART_MS);
  return silence.ms - noticedMs(question) <= LONG_SILENCE_MS || ms >= silence.ms ? silence : { ms, shorter: null };
}

/** Until it is looked into. */
function noticedMs({ snapshot, settings: { pulse, pollIntervalMs } }: DetectionQuestion): number {
  if (pulse === null) return Infinity;
  const [servers, sources] = [snapshot.instances.size, snapshot.edgesBySource.size];
  return longestUnfeltMs({ pulse, pollIntervalMs, servers, sources }) + pulse.deadlineMs;
}

function dueAfterMs(heartbeatMs: number): number {
  return heartbeatMs + Math.max(HEARTBEAT_LATE_MS, heartbeatMs * HEARTBEAT_LATE_SHARE);
}

function plus(ms: number | null, more: number): number | null {
  return ms === null ? null : ms + more;
}
