/** What the engine is told at start, as values. The configuration is turned into this by the composition root. */
import type { Address, InstanceId } from '@topiary/domain';
import type { ConfiguredQuery } from './ports/servers.ts';
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
  readonly classification: ClassificationSettings;
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

export interface ClassificationSettings {
  /** The `Detect…Query` settings that are not empty. */
  readonly queries: readonly ConfiguredQuery[];
  /** What was answered is asked again after so long; sooner when a server restarted or has another role. */
  readonly intervalMs: number;
}

export const NO_QUERIES: ClassificationSettings = { queries: [], intervalMs: Infinity };

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
