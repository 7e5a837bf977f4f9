/** The one definition of the configuration: every key of orchestrator's, then our own. */
import { z } from 'zod';
import { agentsKeys } from './keys/agents.ts';
import { auditKeys } from './keys/audit.ts';
import { authenticationKeys } from './keys/authentication.ts';
import { backendKeys } from './keys/backend.ts';
import { classificationKeys } from './keys/classification.ts';
import { detectionKeys } from './keys/detection.ts';
import { discoveryKeys } from './keys/discovery.ts';
import { hooksKeys } from './keys/hooks.ts';
import { httpKeys } from './keys/http.ts';
import { keyValueKeys } from './keys/key-value.ts';
import { metricsKeys } from './keys/metrics.ts';
import { miscellaneousKeys } from './keys/miscellaneous.ts';
import { pseudoGtidKeys } from './keys/pseudo-gtid.ts';
import { raftKeys } from './keys/raft.ts';
import { recoveryKeys } from './keys/recovery.ts';
import { topiaryKeys } from './keys/topiary.ts';
import { topologyKeys } from './keys/topology.ts';
import { uiKeys } from './keys/ui.ts';

export const orchestratorKeys = {
  ...backendKeys,
  ...topologyKeys,
  ...discoveryKeys,
  ...classificationKeys,
  ...pseudoGtidKeys,
  ...detectionKeys,
  ...recoveryKeys,
  ...hooksKeys,
  ...authenticationKeys,
  ...httpKeys,
  ...raftKeys,
  ...keyValueKeys,
  ...agentsKeys,
  ...uiKeys,
  ...auditKeys,
  ...metricsKeys,
  ...miscellaneousKeys,
} as const;

export const configurationSchema = z.object({ ...orchestratorKeys, ...topiaryKeys });

export type Configuration = z.output<typeof configurationSchema>;
export type ConfigurationKey = keyof Configuration;
export const CONFIGURATION_KEYS = Object.keys(configurationSchema.shape) as readonly ConfigurationKey[];

/** Keys that something in Topiary reads today. The others are recognised and checked, and a start lists those that are stated. */
export const KEYS_IN_EFFECT: ReadonlySet<ConfigurationKey> = new Set([
  'BackendDB',
  'SQLite3DataFile',
  'MySQLTopologyUser',
  'MySQLTopologyPassword',
  'MySQLTopologyCredentialsConfigFile',
  'MySQLTopologyUseMutualTLS',
  'MySQLTopologyUseMixedTLS',
  'MySQLTopologySSLPrivateKeyFile',
  'MySQLTopologySSLCertFile',
  'MySQLTopologySSLCAFile',
  'MySQLTopologySSLSkipVerify',
  'MySQLConnectTimeoutSeconds',
  'MySQLDiscoveryReadTimeoutSeconds',
  'DefaultInstancePort',
  'ReplicationCredentialsQuery',
  'LowerReplicaVersionAllowed',
  'UseSuperReadOnly',
  'VerifyReplicationFilters',
  'MaxConcurrentReplicaOperations',
  'ReasonableMaintenanceReplicationLagSeconds',
  'InstancePollSeconds',
  'DiscoveryMaxConcurrency',
  'DiscoverySeeds',
  'DiscoveryIgnoreHostnameFilters',
  'DiscoveryIgnoreReplicaHostnameFilters',
  'DiscoveryIgnoreMasterHostnameFilters',
  'DiscoveryIgnoreReplicationUsernameFilters',
  'EnableDiscoveryFiltersLogs',
  'UnseenInstanceForgetHours',
  'HostnameResolveMethod',
  'MySQLHostnameResolveMethod',
  'SkipBinlogServerUnresolveCheck',
  'ExpiryHostnameResolvesMinutes',
  'RejectHostnameResolvePattern',
  'ProblemIgnoreHostnameFilters',
  'OSCIgnoreHostnameFilters',
  'ReplicationLagQuery',
  'SlaveLagQuery',
  'ClusterNameToAlias',
  'DetectClusterAliasQuery',
  'DetectClusterDomainQuery',
  'DetectInstanceAliasQuery',
  'DetectPromotionRuleQuery',
  'DataCenterPattern',
  'RegionPattern',
  'PhysicalEnvironmentPattern',
  'DetectDataCenterQuery',
  'DetectRegionQuery',
  'DetectPhysicalEnvironmentQuery',
  'DetectSemiSyncEnforcedQuery',
  'PromotionIgnoreHostnameFilters',
  'RecoverMasterClusterFilters',
  'RecoverIntermediateMasterClusterFilters',
  'RecoveryIgnoreHostnameFilters',
  'RecoveryPeriodBlockSeconds',
  'RecoveryPeriodBlockMinutes',
  'FailureDetectionPeriodBlockMinutes',
  'ProcessesShellCommand',
  'OnFailureDetectionProcesses',
  'PreGracefulTakeoverProcesses',
  'PreFailoverProcesses',
  'PostMasterFailoverProcesses',
  'PostIntermediateMasterFailoverProcesses',
  'PostFailoverProcesses',
  'PostUnsuccessfulFailoverProcesses',
  'PostGracefulTakeoverProcesses',
  'PostTakeMasterProcesses',
  'TopiaryHookDeadlineSeconds',
  'TopiaryNotifications',
  'TopiaryFencingProcesses',
  'TopiaryFencingRequired',
  'TopiaryRejoinOldMasters',
  'TopiaryLongTransactionSeconds',
  'TopiaryTakeoverWaitSeconds',
  'TopiaryPromotedVariables',
  'TopiaryDemotedVariables',
  'TopiaryPersistReadOnly',
  'TopiaryPromoteFilteredReplicas',
  'TopiarySetAsideSchemas',
  'RecoverNonWriteableMaster',
  'EnforceExactSemiSyncReplicas',
  'RecoverLockedSemiSyncMaster',
  'ReasonableLockedSemiSyncMasterSeconds',
  'CoMasterRecoveryMustPromoteOtherCoMaster',
  'MasterFailoverLostInstancesDowntimeMinutes',
  'PostponeReplicaRecoveryOnLagMinutes',
  'PostponeSlaveRecoveryOnLagMinutes',
  // What was received is always applied before a successor takes writes.
  'DelayMasterPromotionIfSQLThreadNotUpToDate',
  'MasterFailoverDetachReplicaMasterHost',
  'MasterFailoverDetachSlaveMasterHost',
  'DetachLostReplicasAfterMasterFailover',
  'DetachLostSlavesAfterMasterFailover',
  'ApplyMySQLPromotionAfterMasterFailover',
  'PreventCrossDataCenterMasterFailover',
  'PreventCrossRegionMasterFailover',
  'FailMasterPromotionOnLagMinutes',
  'FailMasterPromotionIfSQLThreadNotUpToDate',
  'ReasonableReplicationLagSeconds',
  'AutoPseudoGTID',
  'PseudoGTIDPattern',
  'PseudoGTIDPatternIsFixedSubstring',
  'PseudoGTIDMonotonicHint',
  'DetectPseudoGTIDQuery',
  'BinlogEventsChunkSize',
  'SkipBinlogEventsContaining',
  'AuthenticationMethod',
  'HTTPAuthUser',
  'HTTPAuthPassword',
  'AuthUserHeader',
  'PowerAuthUsers',
  'ReadOnly',
  'ListenAddress',
  'ListenSocket',
  'URLPrefix',
  'UseSSL',
  'UseMutualTLS',
  'RaftEnabled',
  'RaftNodes',
  'AuditPurgeDays',
  'TopiaryPlanPurgeDays',
  'TopiaryAuditMaxEntries',
  'TopiaryDataDirectory',
  'TopiaryPollIntervalMilliseconds',
  'TopiaryFullProbeEvery',
  'TopiaryPulseMilliseconds',
  'TopiaryPulseDeadlineMilliseconds',
  'TopiaryRecoverByHandClusterFilters',
  'TopiaryGraceClusterFilters',
  'TopiaryGraceSeconds',
  'TopiaryRestartReceiverClusterFilters',
  'TopiaryWriteProbeQuery',
  'TopiaryWriteProbeSeconds',
  'TopiaryWriteProbeDeadlineMilliseconds',
  'TopiaryStormMasters',
  'TopiaryStormPercent',
  'TopiaryStormWindowSeconds',
  'TopiaryReplicationHeartbeatSeconds',
  'TopiaryReplicationUser',
  'TopiaryReplicationPassword',
  'TopiaryHostNames',
  'TopiaryClassificationIntervalSeconds',
  'TopiarySources',
]);

/** Shell commands: `${…}` in them belongs to the shell that will run them. */
export const SHELL_KEYS: ReadonlySet<ConfigurationKey> = new Set([
  ...(Object.keys(hooksKeys) as (keyof typeof hooksKeys)[]),
  'TopiaryFencingProcesses',
]);

/** Values that must not appear in any message. */
export function isSecret(key: string): boolean {
  return key === 'TopiarySources' || /password|secret|token/i.test(key);
}
