/** Recoveries, detections and what is held back, as orchestrator stores and tells them. */
import { addressOf, say } from '@topiary/domain';
import type { Instant, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import type { BlockedRecovery, DetectionRecord, ManualResult, RecoveryRecord, RecoveryStep } from '@topiary/engine';
import type { PresentedAnalysis } from './analysis.ts';
import { automatedRecoveries } from './cluster-info.ts';
import { coordinates, key, timestamp } from './shapes.ts';

type Failed = Pick<RecoveryRecord, 'instance' | 'code' | 'clusterName' | 'clusterAlias'> & {
  readonly details: DetectionRecord['details'];
};

export interface RecoveryContext {
  readonly rules: RecoveryRules;
  readonly now: Instant;
  readonly token: string;
}

export function presentRecovery(one: RecoveryRecord, { rules, now, token }: RecoveryContext) {
  const { details, acknowledged } = one;
  return {
    Id: one.id,
    UID: one.uid,
    AnalysisEntry: analysisEntry(one, { rules, startedAt: '' }),
    SuccessorKey: key(one.successor === null ? null : addressOf(one.successor)),
    SuccessorAlias: details.successorAlias,
    SuccessorBinlogCoordinates: null,
    IsActive: acknowledged === null && now < one.startedAt + rules.blockMs,
    IsSuccessful: one.successor !== null,
    LostReplicas: details.lost.map((id) => key(addressOf(id))),
    ParticipatingInstanceKeys: details.participants.map((id) => key(addressOf(id))),
    // There a text of lines, split: without any it is one empty line.
    AllErrors: details.errors.length === 0 ? [''] : details.errors.map((error) => say(error, 'en')),
    RecoveryStartTimestamp: timestamp(one.startedAt),
    RecoveryEndTimestamp: timestamp(one.endedAt),
    ProcessingNodeHostname: details.holder.hostname,
    ProcessingNodeToken: token,
    Acknowledged: acknowledged !== null,
    AcknowledgedAt: timestamp(acknowledged?.at ?? null),
    AcknowledgedBy: acknowledged?.by ?? '',
    AcknowledgedComment: acknowledged?.comment ?? '',
    LastDetectionId: one.detection ?? 0,
    RelatedRecoveryId: 0,
    Type: '',
    RecoveryType: 'NotMasterRecovery',
  };
}

/** As a takeover answers with: what was in memory when it ended. */
export function presentRunRecovery(
  { recovery, end }: Extract<ManualResult, { readonly kind: 'ended' }>,
  { entry, snapshot }: { readonly entry: PresentedAnalysis | null; readonly snapshot: TopologySnapshot },
) {
  const { record } = recovery;
  const successor = end.successor === null ? undefined : snapshot.instances.get(end.successor);
  return {
    Id: record.id,
    UID: record.uid,
    AnalysisEntry: entry,
    SuccessorKey: end.successor === null ? null : key(addressOf(end.successor)),
    SuccessorAlias: successor?.classification.alias ?? '',
    SuccessorBinlogCoordinates: successor === undefined ? null : coordinates(successor.observation?.binlog ?? null),
    IsActive: false,
    IsSuccessful: end.successor !== null,
    LostReplicas: end.lost.map((id) => key(addressOf(id))),
    ParticipatingInstanceKeys: (end.participants ?? []).map((id) => key(addressOf(id))),
    AllErrors: end.errors.map((error) => say(error, 'en')),
    RecoveryStartTimestamp: '',
    RecoveryEndTimestamp: '',
    ProcessingNodeHostname: '',
    ProcessingNodeToken: '',
    Acknowledged: false,
    AcknowledgedAt: '',
    AcknowledgedBy: '',
    AcknowledgedComment: '',
    LastDetectionId: 0,
    RelatedRecoveryId: 0,
    Type: 'MasterRecovery',
    RecoveryType: recoveryTypeOf(entry),
  };
}

function recoveryTypeOf(entry: PresentedAnalysis | null): string {
  if (entry?.OracleGTIDImmediateTopology === true || entry?.MariaDBGTIDImmediateTopology === true)
    return 'MasterRecoveryGTID';
  return entry?.BinlogServerImmediateTopology === true ? 'MasterRecoveryBinlogServer' : 'MasterRecoveryPseudoGTID';
}

export function presentDetection(one: DetectionRecord, { rules, now, token }: RecoveryContext) {
  return {
    Id: one.id,
    UID: '',
    AnalysisEntry: analysisEntry(one, { rules, startedAt: timestamp(one.at) }),
    SuccessorKey: null,
    SuccessorAlias: '',
    SuccessorBinlogCoordinates: null,
    IsActive: one.endedAt === null && now < one.at + rules.detectionBlockMs,
    IsSuccessful: false,
    LostReplicas: [],
    ParticipatingInstanceKeys: [],
    AllErrors: null,
    RecoveryStartTimestamp: timestamp(one.at),
    RecoveryEndTimestamp: '',
    ProcessingNodeHostname: one.details.holder.hostname,
    ProcessingNodeToken: token,
    Acknowledged: false,
    AcknowledgedAt: '',
    AcknowledgedBy: '',
    AcknowledgedComment: '',
    LastDetectionId: 0,
    RelatedRecoveryId: one.recovery ?? 0,
    Type: '',
    RecoveryType: '',
  };
}

export function presentBlocked(one: BlockedRecovery, masterAddress: string) {
  return {
    FailedInstanceKey: key(addressOf(one.instance)),
    ClusterName: masterAddress,
    Analysis: one.code,
    LastBlockedTimestamp: timestamp(one.at),
    BlockingRecoveryId: one.by,
  };
}

export function presentStep(step: RecoveryStep) {
  return {
    Id: step.id,
    RecoveryUID: step.uid,
    AuditAt: timestamp(step.at),
    Message: say(step.message, 'en'),
  };
}

interface EntryContext {
  readonly rules: RecoveryRules;
  /** Only told of a detection. */
  readonly startedAt: string;
}

/** Of a stored failure there only these are known: where, what, and who replicated from there. The rest is empty. */
function analysisEntry(failed: Failed, context: EntryContext) {
  return { ...failedServer(failed, context.rules), ...NOTHING_KNOWN, StartActivePeriod: context.startedAt, ...NO_GTID };
}

function failedServer(failed: Failed, rules: RecoveryRules) {
  const replicas = failed.details.replicas.map((id) => key(addressOf(id)));
  return {
    AnalyzedInstanceKey: key(addressOf(failed.instance)),
    AnalyzedInstanceMasterKey: key(null),
    ClusterDetails: clusterDetailsOf(failed, rules),
    AnalyzedInstanceDataCenter: '',
    AnalyzedInstanceRegion: '',
    AnalyzedInstancePhysicalEnvironment: '',
    AnalyzedInstanceBinlogCoordinates: coordinates(null),
    IsMaster: false,
    IsReplicationGroupMember: false,
    IsCoMaster: false,
    LastCheckValid: false,
    LastCheckPartialSuccess: false,
    CountReplicas: failed.details.replicas.length,
    CountValidReplicas: 0,
    CountValidReplicatingReplicas: 0,
    CountReplicasFailingToConnectToMaster: 0,
    CountDowntimedReplicas: 0,
    ReplicationDepth: 0,
    Replicas: replicas,
    SlaveHosts: replicas,
    IsFailingToConnectToMaster: false,
    Analysis: failed.code,
  };
}

const NOTHING_KNOWN = {
  Description: '',
  StructureAnalysis: null,
  IsDowntimed: false,
  IsReplicasDowntimed: false,
  DowntimeEndTimestamp: '',
  DowntimeRemainingSeconds: 0,
  IsBinlogServer: false,
  PseudoGTIDImmediateTopology: false,
  OracleGTIDImmediateTopology: false,
  MariaDBGTIDImmediateTopology: false,
  BinlogServerImmediateTopology: false,
  SemiSyncMasterEnabled: false,
  SemiSyncMasterStatus: false,
  SemiSyncMasterWaitForReplicaCount: 0,
  SemiSyncMasterClients: 0,
  CountSemiSyncReplicasEnabled: 0,
  CountLoggingReplicas: 0,
  CountStatementBasedLoggingReplicas: 0,
  CountMixedBasedLoggingReplicas: 0,
  CountRowBasedLoggingReplicas: 0,
  CountDistinctMajorVersionsLoggingReplicas: 0,
  CountDelayedReplicas: 0,
  CountLaggingReplicas: 0,
  IsActionableRecovery: false,
  ProcessingNodeHostname: '',
  ProcessingNodeToken: '',
  CountAdditionalAgreeingNodes: 0,
};

const NO_GTID = {
  SkippableDueToDowntime: false,
  GTIDMode: '',
  MinReplicaGTIDMode: '',
  MaxReplicaGTIDMode: '',
  MaxReplicaGTIDErrant: '',
  CommandHint: '',
  IsReadOnly: false,
};

function clusterDetailsOf({ details, clusterName, clusterAlias }: Failed, rules: RecoveryRules) {
  return {
    ClusterName: details.masterAddress,
    ClusterAlias: clusterAlias ?? details.masterAddress,
    ClusterDomain: '',
    CountInstances: 0,
    HeuristicLag: 0,
    ...automatedRecoveries({ masterAddress: details.masterAddress, name: clusterName, alias: clusterAlias }, rules),
  };
}
