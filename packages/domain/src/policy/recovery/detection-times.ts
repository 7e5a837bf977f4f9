/**
 * How long it takes at worst until a failure of a server is sure enough to be repaired, by how it fails, and what would
 * make that shorter. Of what the settings and the channels below it tell now; a promise of the network is not among it.
 */
import { message } from '../../planning/message.ts';
import type { Message } from '../../planning/message.ts';
import { channelNamed } from '../../analysis/replica-facts.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import { HEARTBEAT_LATE_MS, HEARTBEAT_LATE_SHARE } from '../../topology/silence.ts';
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
}

/** From the last close of a connection to the probe after it, and the looks at those below. */
const DIES_MS = 500;
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
  const probesMs = 2 * settings.probeDeadlineMs + (settings.pulse === null ? settings.pollIntervalMs : 0);
  const cutMs = silence.ms === null ? null : Math.max(silence.ms, probesMs);
  const byDeadline = message('shorter-by-deadline', { seconds: settings.probeDeadlineMs / 1000 });
  return [
    { manner: 'dies', ms: DIES_MS + graceMs, shorter: byGrace },
    { manner: 'stands-still', ms: plus(silence.ms, graceMs), shorter: silence.shorter ?? byGrace },
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

function silenceTime(
  { snapshot, settings: { pulse, pollIntervalMs } }: DetectionQuestion,
  slowest: Hearer | null,
): Pick<DetectionTime, 'ms' | 'shorter'> {
  if (pulse === null) return { ms: null, shorter: message('shorter-by-pulse') };
  if (slowest === null) return { ms: null, shorter: null };
  const { replica, heartbeatMs } = slowest;
  if (heartbeatMs === null || heartbeatMs === 0)
    return { ms: null, shorter: message('shorter-by-readable-heartbeat', { replica }) };
  const dueMs = heartbeatMs + Math.max(HEARTBEAT_LATE_MS, heartbeatMs * HEARTBEAT_LATE_SHARE);
  const [servers, sources] = [snapshot.instances.size, snapshot.edgesBySource.size];
  const ms = Math.round(longestUnfeltMs({ pulse, pollIntervalMs, servers, sources }) + pulse.deadlineMs + dueMs);
  const isShort = heartbeatMs <= SHORT_HEARTBEAT_MS;
  return { ms, shorter: isShort ? null : message('shorter-by-heartbeat', { replica, seconds: heartbeatMs / 1000 }) };
}

function plus(ms: number | null, more: number): number | null {
  return ms === null ? null : ms + more;
}
