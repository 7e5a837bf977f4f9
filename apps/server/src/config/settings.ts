/** The configuration as the values that each part wants, made once at start. Nothing else reads configuration keys. */
import { addressOf, DEFAULT_POLICY, instanceIdOf, parseAddress } from '@topiary/domain';
import type {
  Address,
  InstanceId,
  Policy,
  PseudoGtidSettings,
  AnalysisSettings,
  RecoveryRules,
  ReplicationAccount,
} from '@topiary/domain';
import type { ClassificationSettings, DiscoveryFilters, NameSettings } from '@topiary/engine';
import { classificationOf, classificationRules, lagQueryOf } from './classification.ts';
import { matchOf, written, writtenForAddresses } from './expressions.ts';
import { graphiteOf } from './graphite.ts';
import type { GraphiteChoice } from './graphite.ts';
import { httpOf } from './http-settings.ts';
import type { HttpSettings } from './http-settings.ts';
import { raftNodesOf } from './raft-nodes.ts';
import type { NotificationTarget } from '../notifications/notification.ts';
import type { SourceSettings } from '../sources/source-settings.ts';
import { parseSources } from './server-sources.ts';
import { mastersPolicy } from './masters.ts';
import { namingOf } from './naming.ts';
import { watchingOf } from './detection.ts';
import type { WatchSettings } from './detection.ts';
import { keyValueOf } from './key-value.ts';
import type { KeyValueSettings } from './key-value.ts';
import { parseNotifications } from './notifications.ts';
import { analysisSettingsOf, hooksOf, recoveryFiltersOf, recoveryRulesOf } from './recovery.ts';
import type { RecoveryFilters } from './recovery.ts';
import type { HookSettings } from '../hooks/system-hooks.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';
import { storeOf } from './store.ts';
import type { StoreSettings } from './store.ts';

export interface Settings {
  readonly policy: Policy;
  readonly discovery: DiscoverySettings;
  readonly servers: ServerSettings;
  readonly http: HttpSettings;
  readonly registry: RegistrySettings;
  readonly sources: readonly SourceSettings[];
  readonly analysis: AnalysisSettings;
  readonly recovery: RecoveryRules;
  /** As they are written. */
  readonly recoveryFilters: RecoveryFilters;
  readonly hooks: HookSettings;
  readonly notifications: readonly NotificationTarget[];
  readonly keyValue: KeyValueSettings;
  readonly store: StoreSettings;
  readonly audit: AuditSettings;
  readonly log: LogSettings;
  readonly graphite: GraphiteChoice;
}

export interface LogSettings {
  /** `Debug`. */
  readonly details: boolean;
  /** `EnableSyslog`. */
  readonly toSyslog: boolean;
  /** `AuditToSyslog`. */
  readonly auditToSyslog: boolean;
}

export interface AuditSettings {
  /** To which the audit is written as well; `null`: none. */
  readonly file: string | null;
}

export interface Lifetimes {
  readonly candidateMs: number;
  readonly poolMs: number;
  readonly virtualNameMs: number;
}

export interface RegistrySettings {
  /**
   * Where people do not say how long (`CandidateInstanceExpireMinutes`, `InstancePoolExpiryMinutes`,
   * `ExpiryHostnameResolvesMinutes`).
   */
  readonly lifetimes: Lifetimes;
  /** `SupportFuzzyPoolHostnames`. */
  readonly fuzzyPoolNames: boolean;
  /** `ProblemIgnoreHostnameFilters`: problems of these are not listed and not counted; `null`: none is left out. */
  readonly problemFilter: (id: InstanceId) => string | null;
  /** `OSCIgnoreHostnameFilters`: never told as control replicas of a schema change; `null`: not left out. */
  readonly controlReplicaFilter: (id: InstanceId) => string | null;
}

export interface DiscoverySettings extends WatchSettings {
  readonly seeds: readonly Address[];
  readonly defaultPort: number;
  readonly pollIntervalMs: number;
  readonly maxConcurrentProbes: number;
  readonly fullProbeEvery: number;
  readonly forgetUnseenAfterMs: number;
  /** `null`: no picture of the topologies is taken by itself. */
  readonly pictureIntervalMs: number | null;
  /** For one probe, from its first packet to its last result. */
  readonly probeDeadlineMs: number;
  readonly maxConcurrentReplicaOperations: number;
  readonly filters: DiscoveryFilters;
  readonly names: NameSettings;
  readonly classification: ClassificationSettings;
  readonly pseudoGtid: PseudoGtidSettings;
  /** `TopiarySetAsideSchemas`. */
  readonly setAsideSchemas: readonly string[];
  /** Why this process must not act, whoever holds the lease; `null`: it may. */
  readonly observeOnly: string | null;
}

/** What a replica is given to replicate by. */
export type ReplicationAccountSettings =
  | { readonly origin: 'query'; readonly sql: string }
  | { readonly origin: 'configured' | 'topology-account'; readonly user: string; readonly password: string };

export interface ServerSettings {
  readonly user: string;
  readonly password: string;
  readonly connectTimeoutMs: number;
  readonly replicationAccount: ReplicationAccountSettings;
  /** '' where the server's own count of its lag is all there is. */
  readonly lagQuery: string;
  /**
   * `preferred`: TLS where the server offers it, plain otherwise. `required`: TLS or nothing. `verify-ca`: and the
   * certificate must come from the CA. No mode tries plain first: that would show credentials to whoever answers.
   */
  readonly tls: {
    readonly mode: 'preferred' | 'required' | 'verify-ca';
    readonly caFile: string | null;
    readonly certFile: string | null;
    readonly keyFile: string | null;
  };
}

export interface Places {
  readonly dataDirectory: string;
}

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

export interface SettingsInput {
  readonly configuration: Configuration;
  readonly stated: ReadonlySet<ConfigurationKey>;
  readonly places: Places;
}

export type Derived =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

export function deriveSettings(input: SettingsInput): Derived {
  const { configuration } = input;
  const seeds = parseSeeds(configuration);
  const sources = parseSources(configuration);
  const notifications = parseNotifications(configuration);
  if (!seeds.ok || !sources.ok || !notifications.ok) {
    const problems = [seeds, sources, notifications].flatMap((parsed) => (parsed.ok ? [] : parsed.problems));
    return { ok: false, problems };
  }
  const settings = {
    policy: policyOf(configuration),
    discovery: discoveryOf(configuration, seeds.addresses),
    servers: serversOf(configuration),
    http: httpOf(configuration, input.stated),
    registry: registryOf(configuration),
    sources: sources.sources,
    analysis: analysisSettingsOf(configuration),
    recovery: recoveryRulesOf(configuration),
    recoveryFilters: recoveryFiltersOf(configuration),
    hooks: hooksOf(configuration),
    notifications: notifications.targets,
    keyValue: keyValueOf(configuration),
    store: storeOf(input),
    graphite: graphiteOf(configuration),
    audit: { file: orNull(configuration.AuditLogFile) },
    log: {
      details: configuration.Debug,
      toSyslog: configuration.EnableSyslog,
      auditToSyslog: configuration.AuditToSyslog,
    },
  };
  return { ok: true, settings };
}

function parseSeeds(
  configuration: Configuration,
):
  | { readonly ok: true; readonly addresses: readonly Address[] }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const byId = new Map(
    configuration.DiscoverySeeds.flatMap((text) => {
      const parsed = parseAddress(text, configuration.DefaultInstancePort);
      if (parsed.ok) return [[instanceIdOf(parsed.address), parsed.address] as const];
      problems.push(`DiscoverySeeds: "${text}" is not an address of the form host or host:port (${parsed.problem}).`);
      return [];
    }),
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, addresses: [...byId.keys()].map(addressOf) };
}

/** Zero would end what is registered as it begins. */
function registryOf(configuration: Configuration): RegistrySettings {
  return {
    lifetimes: {
      candidateMs: Math.max(1, configuration.CandidateInstanceExpireMinutes) * MS_PER_MINUTE,
      poolMs: Math.max(1, configuration.InstancePoolExpiryMinutes) * MS_PER_MINUTE,
      virtualNameMs: Math.max(1, configuration.ExpiryHostnameResolvesMinutes) * MS_PER_MINUTE,
    },
    fuzzyPoolNames: configuration.SupportFuzzyPoolHostnames,
    problemFilter: matchOf(writtenForAddresses(configuration.ProblemIgnoreHostnameFilters)),
    controlReplicaFilter: matchOf(writtenForAddresses(configuration.OSCIgnoreHostnameFilters)),
  };
}

function policyOf(configuration: Configuration): Policy {
  return {
    ...DEFAULT_POLICY,
    reasonableLagSeconds: configuration.ReasonableReplicationLagSeconds,
    maintenanceLagSeconds: configuration.ReasonableMaintenanceReplicationLagSeconds,
    lowerReplicaVersionAllowed: configuration.LowerReplicaVersionAllowed,
    verifyReplicationFilters: configuration.VerifyReplicationFilters,
    ...pseudoGtidPolicy(configuration),
    assumedHeartbeatSeconds: configuration.TopiaryReplicationHeartbeatSeconds,
    replicationAccount: shownAccount(replicationAccountOf(configuration)),
    classification: classificationRules(configuration),
    readOnlyForAll: configuration.UseSuperReadOnly,
    ...mastersPolicy(configuration),
    binlogServerNamesUnchecked: configuration.SkipBinlogServerUnresolveCheck,
  };
}

function pseudoGtidPolicy({ AutoPseudoGTID, PseudoGTIDPattern }: Configuration): Pick<Policy, 'pseudoGtid'> {
  if (!AutoPseudoGTID && PseudoGTIDPattern === '') return {};
  return { pseudoGtid: { writtenByTopiary: AutoPseudoGTID, notWrittenIn: new Set() } };
}

function replicationAccountOf(configuration: Configuration): ReplicationAccountSettings {
  const sql = configuration.ReplicationCredentialsQuery.trim();
  if (sql !== '') return { origin: 'query', sql };
  const { TopiaryReplicationUser: user, TopiaryReplicationPassword: password } = configuration;
  if (user !== '') return { origin: 'configured', user, password };
  const { MySQLTopologyUser, MySQLTopologyPassword } = configuration;
  return { origin: 'topology-account', user: MySQLTopologyUser, password: MySQLTopologyPassword };
}

/** As plans hold it: without its password. */
function shownAccount(account: ReplicationAccountSettings): ReplicationAccount {
  return { origin: account.origin, user: account.origin === 'query' ? '' : account.user };
}

function discoveryOf(configuration: Configuration, seeds: readonly Address[]): DiscoverySettings {
  const nodes = raftNodesOf(configuration);
  const ownInterval = configuration.TopiaryPollIntervalMilliseconds;
  const pictureHours = configuration.SnapshotTopologiesIntervalHours;
  return {
    seeds,
    defaultPort: configuration.DefaultInstancePort,
    pollIntervalMs: ownInterval > 0 ? ownInterval : configuration.InstancePollSeconds * MS_PER_SECOND,
    maxConcurrentProbes: configuration.DiscoveryMaxConcurrency,
    fullProbeEvery: configuration.TopiaryFullProbeEvery,
    ...watchingOf(configuration),
    forgetUnseenAfterMs: configuration.UnseenInstanceForgetHours * MS_PER_HOUR,
    pictureIntervalMs: pictureHours > 0 ? pictureHours * MS_PER_HOUR : null,
    probeDeadlineMs: configuration.MySQLDiscoveryReadTimeoutSeconds * MS_PER_SECOND,
    maxConcurrentReplicaOperations: configuration.MaxConcurrentReplicaOperations,
    filters: filtersOf(configuration),
    names: namingOf(configuration),
    classification: classificationOf(configuration),
    pseudoGtid: {
      auto: configuration.AutoPseudoGTID,
      pattern: configuration.PseudoGTIDPattern,
      isFixedSubstring: configuration.PseudoGTIDPatternIsFixedSubstring,
      monotonicHint: configuration.PseudoGTIDMonotonicHint,
      skipsContaining: configuration.SkipBinlogEventsContaining,
      chunkEvents: configuration.BinlogEventsChunkSize,
    },
    setAsideSchemas: configuration.TopiarySetAsideSchemas,
    observeOnly:
      nodes.length > 1 ? `RaftEnabled with ${nodes.length} nodes; several nodes are not supported yet` : null,
  };
}

function filtersOf(configuration: Configuration): DiscoveryFilters {
  const addresses = (patterns: readonly string[]) => matchOf(writtenForAddresses(patterns));
  const users = written(configuration.DiscoveryIgnoreReplicationUsernameFilters);
  return {
    ignores: addresses(configuration.DiscoveryIgnoreHostnameFilters),
    ignoresAsReplica: addresses(configuration.DiscoveryIgnoreReplicaHostnameFilters),
    ignoresAsMaster: addresses(configuration.DiscoveryIgnoreMasterHostnameFilters),
    ignoresUser: matchOf(users),
    judgesUsers: users.length > 0,
    logsUsers: configuration.EnableDiscoveryFiltersLogs,
  };
}

function serversOf(configuration: Configuration): ServerSettings {
  return {
    replicationAccount: replicationAccountOf(configuration),
    user: configuration.MySQLTopologyUser,
    password: configuration.MySQLTopologyPassword,
    connectTimeoutMs: configuration.MySQLConnectTimeoutSeconds * MS_PER_SECOND,
    lagQuery: lagQueryOf(configuration),
    tls: {
      mode: tlsMode(configuration),
      caFile: orNull(configuration.MySQLTopologySSLCAFile),
      certFile: orNull(configuration.MySQLTopologySSLCertFile),
      keyFile: orNull(configuration.MySQLTopologySSLPrivateKeyFile),
    },
  };
}

function tlsMode(configuration: Configuration): ServerSettings['tls']['mode'] {
  if (!configuration.MySQLTopologyUseMutualTLS) return 'preferred';
  const canVerify = configuration.MySQLTopologySSLCAFile !== '' && !configuration.MySQLTopologySSLSkipVerify;
  return canVerify ? 'verify-ca' : 'required';
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
