/** What is known of one server between probes; the engine keeps one per address and hands them to `buildSnapshot`. */
import type { ClassificationAnswers } from '../classification/answers.ts';
import type { Instant } from '../shared/time.ts';
import { instanceIdOf } from './address.ts';
import type { Address, InstanceId } from './address.ts';
import type { Observation, ProbeFailure } from './observation.ts';
import type { Silence } from './silence.ts';
import type { ClusterId } from './snapshot.ts';

export interface ServerRecord {
  readonly id: InstanceId;
  readonly address: Address;
  /** The last successful observation, however old. */
  readonly observation: Observation | null;
  /** When it answered last, also to an earlier run of Topiary, of which no observation is kept. */
  readonly observedAt: Instant | null;
  /** When the observation was taken; absent where nobody measured it. */
  readonly sampled?: SampleTime;
  /** Of the last probe, when it failed. */
  readonly failure: ProbeFailure | null;
  /** The first of the unbroken run of failures, over restarts of Topiary. */
  readonly failingSince: Instant | null;
  /** Failed probes without a success between them. */
  readonly failures: number;
  /** Where it was a member when last known; how a cluster keeps its id over restarts of Topiary and deaths of masters. */
  readonly lastCluster: ClusterId | null;
  /** What it replicated from when an earlier run of Topiary observed it last; believed until there is an observation. */
  readonly lastSources: readonly NamedSource[];
  /** What the configured queries told last, also by an earlier run of Topiary. */
  readonly answers: ClassificationAnswers;
  /** Channels that are known to hear nothing; absent: of none it is known. */
  readonly silences?: readonly Silence[];
}

/** What an earlier run knew of a server. */
export interface Remembered {
  readonly cluster: ClusterId | null;
  readonly sources: readonly NamedSource[];
  readonly answers: ClassificationAnswers;
  readonly lastSeenAt: Instant | null;
  readonly failingSince: Instant | null;
}

/** Of one that was not asked yet. */
export function unaskedRecord(address: Address, known: Remembered): ServerRecord {
  return {
    id: instanceIdOf(address),
    address,
    observation: null,
    observedAt: known.lastSeenAt,
    failure: null,
    failingSince: known.failingSince,
    failures: 0,
    lastCluster: known.cluster,
    lastSources: known.sources,
    answers: known.answers,
  };
}

/** In milliseconds of one monotonic clock: everything that was read was read in between. */
export interface SampleTime {
  readonly beganMs: number;
  readonly endedMs: number;
}

/** A source as the replica itself names it. */
export interface NamedSource {
  readonly channel: string;
  readonly source: Address;
}

/** Two failed probes in a row make a suspect unreachable; failures that are sure by themselves (`health.ts`) need one. */
export const FAILURES_UNTIL_UNREACHABLE = 2;
