/** Every name that a failure has. Those of orchestrator are spelt as its users, hooks and filters know them. */

/** orchestrator's verdicts. `MasterWithoutReplicas` is a name only: nothing leads to it there, and nothing does here. */
export const VERDICT_CODES = [
  'DeadMasterWithoutReplicas',
  'DeadMaster',
  'DeadMasterAndReplicas',
  'DeadMasterAndSomeReplicas',
  'UnreachableMasterWithLaggingReplicas',
  'UnreachableMaster',
  'LockedSemiSyncMaster',
  'LockedSemiSyncMasterHypothesis',
  'MasterWithTooManySemiSyncReplicas',
  'MasterSingleReplicaNotReplicating',
  'MasterSingleReplicaDead',
  'AllMasterReplicasNotReplicating',
  'AllMasterReplicasNotReplicatingOrDead',
  'MasterWithoutReplicas',
  'DeadCoMaster',
  'DeadCoMasterAndSomeReplicas',
  'UnreachableCoMaster',
  'AllCoMasterReplicasNotReplicating',
  'DeadIntermediateMasterWithSingleReplicaFailingToConnect',
  'DeadIntermediateMasterWithSingleReplica',
  'DeadIntermediateMaster',
  'DeadIntermediateMasterAndSomeReplicas',
  'DeadIntermediateMasterAndReplicas',
  'UnreachableIntermediateMasterWithLaggingReplicas',
  'UnreachableIntermediateMaster',
  'AllIntermediateMasterReplicasFailingToConnectOrDead',
  'AllIntermediateMasterReplicasNotReplicating',
  'BinlogServerFailingToConnectToMaster',
  'FirstTierReplicaFailingToConnectToMaster',
  'DeadReplicationGroupMemberWithReplicas',
] as const;
export type VerdictCode = (typeof VERDICT_CODES)[number];

/** orchestrator's structure warnings. */
export const STRUCTURE_CODES = [
  'NoLoggingReplicasStructureWarning',
  'NoFailoverSupportStructureWarning',
  'StatementAndMixedLoggingReplicasStructureWarning',
  'StatementAndRowLoggingReplicasStructureWarning',
  'MixedAndRowLoggingReplicasStructureWarning',
  'MultipleMajorVersionsLoggingReplicasStructureWarning',
  'DifferentGTIDModesStructureWarning',
  'ErrantGTIDStructureWarning',
  'NoWriteableMasterStructureWarning',
  'NotEnoughValidSemiSyncReplicasStructureWarning',
] as const;
export type StructureCode = (typeof STRUCTURE_CODES)[number];

/** What orchestrator has no name for. */
export const OWN_FINDING_CODES = [
  /** It answers, but a write does not end: the disk is full, or the storage hangs. */
  'MasterCannotWrite',
  /** It runs, and has no connection left for us. */
  'TooManyConnections',
  'SeveralWritableMasters',
  /** Replaced as master, and back with transactions that the present master lacks. */
  'FormerMasterWithOwnTransactions',
  'DuplicateIdentity',
  'HostDown',
] as const;
export type OwnFindingCode = (typeof OWN_FINDING_CODES)[number];

/** Those that only we have are not told where its words are expected. */
export function isOrchestratorCode(code: FindingCode): boolean {
  return !(OWN_FINDING_CODES as readonly FindingCode[]).includes(code);
}

export type FindingCode = VerdictCode | StructureCode | OwnFindingCode;
export const FINDING_CODES: readonly FindingCode[] = [...VERDICT_CODES, ...STRUCTURE_CODES, ...OWN_FINDING_CODES];

/** What a finding can lead to. */
export const RECOVERY_KINDS = [
  'dead-master',
  'dead-intermediate-master',
  'dead-co-master',
  'dead-group-member',
  'semi-sync',
  'read-only-master',
] as const;
export type RecoveryKind = (typeof RECOVERY_KINDS)[number];

/**
 * `recover`: a recovery is tried where policy allows. `detect`: it is registered, and the detection hooks run. `report`: it is
 * shown.
 */
export const FINDING_ACTS = ['recover', 'detect', 'report'] as const;
export type FindingAct = (typeof FINDING_ACTS)[number];
