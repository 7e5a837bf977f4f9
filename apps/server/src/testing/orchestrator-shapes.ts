/** Objects of orchestrator's API as its users know them: keys in the order of the wire, with the shape of each value. */

/** `name shape`; the shape of an object is its own keys. Source: Percona orchestrator 3.2.6. */
export const INSTANCE_SHAPE: readonly string[] = [
  'Key {Hostname,Port}',
  'InstanceAlias string',
  'Uptime number',
  'ServerID number',
  'ServerUUID string',
  'Version string',
  'VersionComment string',
  'FlavorName string',
  'ReadOnly boolean',
  'Binlog_format string',
  'BinlogRowImage string',
  'LogBinEnabled boolean',
  'LogSlaveUpdatesEnabled boolean',
  'LogReplicationUpdatesEnabled boolean',
  'SelfBinlogCoordinates {LogFile,LogPos,Type}',
  'MasterKey {Hostname,Port}',
  'MasterUUID string',
  'AncestryUUID string',
  'IsDetachedMaster boolean',
  'Slave_SQL_Running boolean',
  'ReplicationSQLThreadRuning boolean',
  'Slave_IO_Running boolean',
  'ReplicationIOThreadRuning boolean',
  'ReplicationSQLThreadState number',
  'ReplicationIOThreadState number',
  'HasReplicationFilters boolean',
  'GTIDMode string',
  'SupportsOracleGTID boolean',
  'UsingOracleGTID boolean',
  'UsingMariaDBGTID boolean',
  'UsingPseudoGTID boolean',
  'ReadBinlogCoordinates {LogFile,LogPos,Type}',
  'ExecBinlogCoordinates {LogFile,LogPos,Type}',
  'IsDetached boolean',
  'RelaylogCoordinates {LogFile,LogPos,Type}',
  'LastSQLError string',
  'LastIOError string',
  'SecondsBehindMaster {Int64,Valid}',
  'SQLDelay number',
  'ExecutedGtidSet string',
  'GtidPurged string',
  'GtidErrant string',
  'SlaveLagSeconds {Int64,Valid}',
  'ReplicationLagSeconds {Int64,Valid}',
  'SlaveHosts list',
  'Replicas list',
  'ClusterName string',
  'SuggestedClusterAlias string',
  'DataCenter string',
  'Region string',
  'PhysicalEnvironment string',
  'ReplicationDepth number',
  'IsCoMaster boolean',
  'HasReplicationCredentials boolean',
  'ReplicationCredentialsAvailable boolean',
  'SemiSyncAvailable boolean',
  'SemiSyncPriority number',
  'SemiSyncMasterPluginNewVersion boolean',
  'SemiSyncReplicaPluginNewVersion boolean',
  'SemiSyncMasterEnabled boolean',
  'SemiSyncReplicaEnabled boolean',
  'SemiSyncMasterTimeout number',
  'SemiSyncMasterWaitForReplicaCount number',
  'SemiSyncMasterStatus boolean',
  'SemiSyncMasterClients number',
  'SemiSyncReplicaStatus boolean',
  'LastSeenTimestamp string',
  'IsLastCheckValid boolean',
  'IsUpToDate boolean',
  'IsRecentlyChecked boolean',
  'SecondsSinceLastSeen {Int64,Valid}',
  'CountMySQLSnapshots number',
  'IsCandidate boolean',
  'PromotionRule string',
  'IsDowntimed boolean',
  'DowntimeReason string',
  'DowntimeOwner string',
  'DowntimeEndTimestamp string',
  'ElapsedDowntime number',
  'UnresolvedHostname string',
  'AllowTLS boolean',
  'ReplicationSSLCAFile string',
  'ReplicationSSLCAPath string',
  'ReplicationSSLCert string',
  'ReplicationSSLCipher string',
  'ReplicationSSLCRLFile string',
  'ReplicationSSLCRLPath string',
  'ReplicationSSLKey string',
  'ReplicationSSLVerifyServerCert {Bool,Valid}',
  'ReplicationTLSVersion string',
  'ReplicationTLSCiphersuites string',
  'ReplicationSourcePublicKeyPath string',
  'ReplicationGetSourcePublicKey {Bool,Valid}',
  'Problems list',
  'LastDiscoveryLatency number',
  'ReplicationGroupName string',
  'ReplicationGroupIsSinglePrimary boolean',
  'ReplicationGroupMemberState string',
  'ReplicationGroupMemberRole string',
  'ReplicationGroupMembers list',
  'ReplicationGroupPrimaryInstanceKey {Hostname,Port}',
  'QSP {}',
];

export const CLUSTER_INFO_SHAPE: readonly string[] = [
  'ClusterName string',
  'ClusterAlias string',
  'ClusterDomain string',
  'CountInstances number',
  'HeuristicLag number',
  'HasAutomatedMasterRecovery boolean',
  'HasAutomatedIntermediateMasterRecovery boolean',
];

export const AUDIT_SHAPE: readonly string[] = [
  'AuditId number',
  'AuditTimestamp string',
  'AuditType string',
  'AuditInstanceKey {Hostname,Port}',
  'Message string',
];

const NODE = '{Hostname,Token,AppVersion,FirstSeenActive,LastSeenActive,ExtraInfo,Command,DBBackend,LastReported}';

export const HEALTH_SHAPE: readonly string[] = [
  'Healthy boolean',
  'Hostname string',
  'Token string',
  'IsActiveNode boolean',
  `ActiveNode ${NODE}`,
  'Error null',
  'AvailableNodes list',
  'RaftLeader string',
  'IsRaftLeader boolean',
  'RaftLeaderURI string',
  'RaftAdvertise string',
  'RaftHealthyMembers null',
];

export const ANALYSIS_SHAPE: readonly string[] = [
  'AnalyzedInstanceKey {Hostname,Port}',
  'AnalyzedInstanceMasterKey {Hostname,Port}',
  'ClusterDetails {ClusterName,ClusterAlias,ClusterDomain,CountInstances,HeuristicLag,HasAutomatedMasterRecovery,HasAutomatedIntermediateMasterRecovery}',
  'AnalyzedInstanceDataCenter string',
  'AnalyzedInstanceRegion string',
  'AnalyzedInstancePhysicalEnvironment string',
  'AnalyzedInstanceBinlogCoordinates {LogFile,LogPos,Type}',
  'IsMaster boolean',
  'IsReplicationGroupMember boolean',
  'IsCoMaster boolean',
  'LastCheckValid boolean',
  'LastCheckPartialSuccess boolean',
  'CountReplicas number',
  'CountValidReplicas number',
  'CountValidReplicatingReplicas number',
  'CountReplicasFailingToConnectToMaster number',
  'CountDowntimedReplicas number',
  'ReplicationDepth number',
  'Replicas list',
  'SlaveHosts list',
  'IsFailingToConnectToMaster boolean',
  'Analysis string',
  'Description string',
  'StructureAnalysis list|null',
  'IsDowntimed boolean',
  'IsReplicasDowntimed boolean',
  'DowntimeEndTimestamp string',
  'DowntimeRemainingSeconds number',
  'IsBinlogServer boolean',
  'PseudoGTIDImmediateTopology boolean',
  'OracleGTIDImmediateTopology boolean',
  'MariaDBGTIDImmediateTopology boolean',
  'BinlogServerImmediateTopology boolean',
  'SemiSyncMasterEnabled boolean',
  'SemiSyncMasterStatus boolean',
  'SemiSyncMasterWaitForReplicaCount number',
  'SemiSyncMasterClients number',
  'CountSemiSyncReplicasEnabled number',
  'CountLoggingReplicas number',
  'CountStatementBasedLoggingReplicas number',
  'CountMixedBasedLoggingReplicas number',
  'CountRowBasedLoggingReplicas number',
  'CountDistinctMajorVersionsLoggingReplicas number',
  'CountDelayedReplicas number',
  'CountLaggingReplicas number',
  'IsActionableRecovery boolean',
  'ProcessingNodeHostname string',
  'ProcessingNodeToken string',
  'CountAdditionalAgreeingNodes number',
  'StartActivePeriod string',
  'SkippableDueToDowntime boolean',
  'GTIDMode string',
  'MinReplicaGTIDMode string',
  'MaxReplicaGTIDMode string',
  'MaxReplicaGTIDErrant string',
  'CommandHint string',
  'IsReadOnly boolean',
];

const ANALYSIS = `{${ANALYSIS_SHAPE.map((line) => line.split(' ')[0]).join(',')}}`;

/** As it is stored. A detection knows of no successor and no errors. */
export const RECOVERY_SHAPE: readonly string[] = [
  'Id number',
  'UID string',
  `AnalysisEntry ${ANALYSIS}`,
  'SuccessorKey {Hostname,Port}',
  'SuccessorAlias string',
  'SuccessorBinlogCoordinates null',
  'IsActive boolean',
  'IsSuccessful boolean',
  'LostReplicas list',
  'ParticipatingInstanceKeys list',
  'AllErrors list',
  'RecoveryStartTimestamp string',
  'RecoveryEndTimestamp string',
  'ProcessingNodeHostname string',
  'ProcessingNodeToken string',
  'Acknowledged boolean',
  'AcknowledgedAt string',
  'AcknowledgedBy string',
  'AcknowledgedComment string',
  'LastDetectionId number',
  'RelatedRecoveryId number',
  'Type string',
  'RecoveryType string',
];

/** As the takeover that ended answers with. */
export const RUN_RECOVERY_SHAPE: readonly string[] = RECOVERY_SHAPE.map((line) =>
  line.startsWith('SuccessorBinlogCoordinates ') ? 'SuccessorBinlogCoordinates {LogFile,LogPos,Type}' : line,
);

export const DETECTION_SHAPE: readonly string[] = RECOVERY_SHAPE.map((line) =>
  /^(?:SuccessorKey|AllErrors) /.test(line) ? line.replace(/ .*/, ' null') : line,
);

export const KEY_SHAPE: readonly string[] = ['Hostname string', 'Port number'];

export const BLOCKED_SHAPE: readonly string[] = [
  'FailedInstanceKey {Hostname,Port}',
  'ClusterName string',
  'Analysis string',
  'LastBlockedTimestamp string',
  'BlockingRecoveryId number',
];

export const MAINTENANCE_SHAPE: readonly string[] = [
  'MaintenanceId number',
  'Key {Hostname,Port}',
  'BeginTimestamp string',
  'SecondsElapsed number',
  'IsActive boolean',
  'Owner string',
  'Reason string',
];

export const STEP_SHAPE: readonly string[] = ['Id number', 'RecoveryUID string', 'AuditAt string', 'Message string'];

export const CHANGELOG_SHAPE: readonly string[] = ['AnalyzedInstanceKey {Hostname,Port}', 'Changelog list'];

export const PROMOTION_RULE_SHAPE: readonly string[] = [
  'Hostname string',
  'Port number',
  'PromotionRule string',
  'LastSuggestedString string',
  'PromotionRuleExpiry string',
];

export const FILTERS_SHAPE: readonly string[] = [
  'RecoverIntermediateMasterClusterFilters list',
  'RecoverMasterClusterFilters list',
  'RecoveryIgnoreHostnameFilters list',
];

/** In the same notation. */
export function shapeOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return Object.entries(value).map(([name, part]) => `${name} ${shapeName(part)}`);
}

function shapeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? `{${Object.keys(value).join(',')}}` : typeof value;
}
