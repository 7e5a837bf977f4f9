/** What the engine is told at start, as values. The configuration is turned into this by the composition root. */
import type {
  Address,
  AnalysisSettings,
  InstanceId,
  NamingRules,
  PseudoGtidSettings,
  PulseSettings,
  RecoveryRules,
  WriteProbeSettings,
} from '@topiary/domain';
import type { LookUpMethod } from './ports/names.ts';
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
  /** Of so many regular probes of a server one asks everything (`TopiaryFullProbeEvery`). */
  readonly fullProbeEvery: number;
  readonly filters: DiscoveryFilters;
  /** Absent: addresses are left as they are. */
  readonly names?: NameSettings;
  readonly classification: ClassificationSettings;
  /** Absent: no markers are written, and none are known. */
  readonly pseudoGtid?: PseudoGtidSettings;
  /** `TopiarySetAsideSchemas`: of errant transactions in these alone nobody misses anything; missing: none are configured. */
  readonly setAsideSchemas?: readonly string[];
  /** How servers that others replicate from are felt between probes. Absent: they are not. */
  readonly pulse?: PulseSettings;
  /** Absent: nothing is written to see whether a master takes writes. */
  readonly writeProbe?: WriteProbeSettings;
  /** Absent: nobody's accounts are looked at before a plan needs them. */
  readonly accountWatch?: AccountWatchSettings;
  /** What counts as a failure. Absent: as orchestrator has it by default. */
  readonly analysis?: AnalysisSettings;
  /** Absent: nothing is recovered by itself. */
  readonly recovery?: RecoveryRules;
  /** From one picture of all topologies to the next (`SnapshotTopologiesIntervalHours`). Absent: none is taken by itself. */
  readonly pictureIntervalMs?: number;
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

/** Accounts of those who may have to take the place of a master. */
export interface AccountWatchSettings {
  /** From one look at a server to the next. */
  readonly intervalMs: number;
}

export interface ClassificationSettings {
  /** The `Detect…Query` settings that are not empty. */
  readonly queries: readonly ConfiguredQuery[];
  /** What was answered is asked again after so long; sooner when a server restarted or has another role. */
  readonly intervalMs: number;
}

export const NO_QUERIES: ClassificationSettings = { queries: [], intervalMs: Infinity };

/** Each answers with the expression that says to leave it alone; `null`: none does. */
export interface DiscoveryFilters {
  /** `DiscoveryIgnoreHostnameFilters`. */
  readonly ignores: (id: InstanceId) => string | null;
  /** `DiscoveryIgnoreReplicaHostnameFilters`. */
  readonly ignoresAsReplica: (id: InstanceId) => string | null;
  /** `DiscoveryIgnoreMasterHostnameFilters`. */
  readonly ignoresAsMaster: (id: InstanceId) => string | null;
  /** `DiscoveryIgnoreReplicationUsernameFilters`. */
  readonly ignoresUser: (user: string) => string | null;
  /** Whether there is such a filter on users: then a replica is asked before it is known. */
  readonly judgesUsers: boolean;
  /** `EnableDiscoveryFiltersLogs`: what a filter on users leaves out is logged. */
  readonly logsUsers: boolean;
}

export interface NameSettings {
  /** `HostnameResolveMethod`; `null`: `none` or `default`, names are left as they are. */
  readonly lookUp: LookUpMethod | null;
  /** `MySQLHostnameResolveMethod`, and `RejectHostnameResolvePattern`. */
  readonly told: NamingRules;
  /** `ExpiryHostnameResolvesMinutes`. */
  readonly expiryMs: number;
}

export const NO_NAMING: NameSettings = {
  lookUp: null,
  told: { method: 'none', isRejected: () => false },
  expiryMs: 3_600_000,
};

export const NO_FILTERS: DiscoveryFilters = {
  ignores: () => null,
  ignoresAsReplica: () => null,
  ignoresAsMaster: () => null,
  ignoresUser: () => null,
  judgesUsers: false,
  logsUsers: false,
};
