/** What requests are answered from. Made once in the composition root and passed on, never imported as a value. */
import type { Actor, Address, AnalysisSettings, InstanceId, NamingRules, RecoveryRules } from '@topiary/domain';
import type { Clock, Engine, Logger, Random } from '@topiary/engine';
import type { KeyValueSettings } from '../config/key-value.ts';
import type { RecoveryFilters } from '../config/recovery.ts';
import type { HttpSettings } from '../config/http-settings.ts';
import type { Lifetimes } from '../config/settings.ts';
import type { WebApp } from '../assets.ts';
import type { Past } from '../history/past.ts';
import type { ImportService } from '../import/import-service.ts';
import type { LiveHub } from '../live/live-hub.ts';
import type { AccessTokens } from '../http/access/access-tokens.ts';
import type { GroupsOf } from '../http/access/user-groups.ts';
import type { Identity } from '../http/request-context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { PresentedStatus } from '../presenters/status-view.ts';
import type { RehearsalService } from '../rehearsal/rehearsal-service.ts';
import type { SourceKeeper } from '../sources/source-keeper.ts';
import type { ReloadResult } from '../start/configuration-keeper.ts';
import type { History } from './restore-at.ts';
import type { TopologyViews } from './topology-views.ts';

export interface Services {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: HttpSettings;
  readonly access: Access;
  readonly about: About;
  readonly views: TopologyViews;
  /** For one user, now. */
  readonly status: (identity: Identity) => PresentedStatus;
  readonly past: Pick<Past, 'clusters' | 'samples' | 'keptDays'>;
  readonly live: LiveHub;
  readonly imports: ImportService;
  readonly sources: Pick<SourceKeeper, 'sources' | 'readNow'>;
  readonly rehearsals: Pick<RehearsalService, 'rehearse'>;
  readonly webApp: WebApp;
  /** Of its own work. */
  readonly metrics: Pick<
    Metrics,
    'probes' | 'writes' | 'queues' | 'flushes' | 'writeBehind' | 'writtenBehind' | 'lastProbeMs'
  >;
  /** Reads the configuration again. */
  readonly reload: (actor: Actor) => ReloadResult;
  /** What messages of the old API begin with; '': nothing more. */
  readonly messagePrefix: () => string;
  readonly lifecycle: Lifecycle;
  /** Parse every answer by the contract before it is sent; tests do. */
  readonly checkAnswers: boolean;
}

/** What tells who may change things, beside the settings. */
export interface Access {
  readonly groupsOf: GroupsOf;
  /** Where the method is `token`. */
  readonly tokens: AccessTokens | null;
}

export interface About {
  readonly version: string;
  readonly hostname: string;
  /** Made at start; tells two runs of one node apart. 64 hexadecimal digits, as orchestrator's. */
  readonly token: string;
  /** What the old API calls the backend. */
  readonly storeFile: string;
  /** How far back plans are known. */
  readonly history: History;
  readonly defaultPort: number;
  /** `DiscoverySeeds`. */
  readonly seeds: readonly Address[];
  readonly pollIntervalMs: number;
  readonly reasonableLagSeconds: number;
  /** `ReasonableMaintenanceReplicationLagSeconds`. */
  readonly reasonableMaintenanceLagSeconds: number;
  /** How long what people register holds where they do not say. */
  readonly lifetimes: Lifetimes;
  /** `MySQLHostnameResolveMethod`, `RejectHostnameResolvePattern`. */
  readonly naming: NamingRules;
  /** `ProblemIgnoreHostnameFilters`: the expression that leaves a server's problems out of lists and counts. */
  readonly problemFilter: (id: InstanceId) => string | null;
  /** `OSCIgnoreHostnameFilters`: the expression that keeps a server from being a control replica. */
  readonly controlReplicaFilter: (id: InstanceId) => string | null;
  readonly analysis: AnalysisSettings;
  readonly recoveryRules: RecoveryRules;
  readonly recoveryFilters: RecoveryFilters;
  readonly keyValue: KeyValueSettings;
  /** `SupportFuzzyPoolHostnames`: a part of a host name is enough when a pool is submitted. */
  readonly fuzzyPoolNames: boolean;
}

export interface Lifecycle {
  /** No new request is begun. */
  readonly isClosing: boolean;
}
