/** What the engine is told at start, as values. The configuration is turned into this by the composition root. */
import type { Address, InstanceId } from '@topiary/domain';
import type { LeaseHolder } from './ports/store.ts';

export interface EngineSettings {
  readonly seeds: readonly Address[];
  /** Between two probes of a healthy server (`InstancePollSeconds`). */
  readonly pollIntervalMs: number;
  /** For one whole probe, connection included. */
  readonly probeDeadlineMs: number;
  /** `DiscoveryMaxConcurrency`. */
  readonly maxConcurrentProbes: number;
  readonly filters: DiscoveryFilters;
  /** A proposed plan that nobody confirms is forgotten after so long. */
  readonly proposalLifetimeMs: number;
  /** Steps of one stage that run at the same time. */
  readonly maxParallelSteps: number;
  /** A server that failed for so long is forgotten (`UnseenInstanceForgetHours`). */
  readonly forgetUnseenMs: number;
  /** Why this process may never act, or `null`. */
  readonly observeOnlyReason: string | null;
  /** What others are told about the process that acts. */
  readonly holder: LeaseHolder;
}

/** True means: leave it alone. */
export interface DiscoveryFilters {
  /** `DiscoveryIgnoreHostnameFilters`. */
  readonly ignores: (id: InstanceId) => boolean;
  /** `DiscoveryIgnoreReplicaHostnameFilters`. */
  readonly ignoresAsReplica: (id: InstanceId) => boolean;
  /** `DiscoveryIgnoreMasterHostnameFilters`. */
  readonly ignoresAsMaster: (id: InstanceId) => boolean;
}

export const NO_FILTERS: DiscoveryFilters = {
  ignores: () => false,
  ignoresAsReplica: () => false,
  ignoresAsMaster: () => false,
};
