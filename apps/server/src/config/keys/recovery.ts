/** What is repaired, and what is forbidden. Names, types and defaults are orchestrator's. */
import { count, flag, integer, list } from './kinds.ts';

export const recoveryKeys = {
  RecoverMasterClusterFilters: list(),
  RecoverIntermediateMasterClusterFilters: list(),
  RecoveryIgnoreHostnameFilters: list(),
  RecoveryPeriodBlockSeconds: integer(3600),
  RecoveryPeriodBlockMinutes: integer(60),
  RecoverNonWriteableMaster: flag(),
  CoMasterRecoveryMustPromoteOtherCoMaster: flag(true),
  DetachLostReplicasAfterMasterFailover: flag(),
  DetachLostSlavesAfterMasterFailover: flag(true),
  ApplyMySQLPromotionAfterMasterFailover: flag(true),
  PreventCrossDataCenterMasterFailover: flag(),
  PreventCrossRegionMasterFailover: flag(),
  MasterFailoverLostInstancesDowntimeMinutes: count(),
  MasterFailoverDetachReplicaMasterHost: flag(),
  MasterFailoverDetachSlaveMasterHost: flag(),
  FailMasterPromotionOnLagMinutes: count(),
  FailMasterPromotionIfSQLThreadNotUpToDate: flag(),
  DelayMasterPromotionIfSQLThreadNotUpToDate: flag(),
  PostponeReplicaRecoveryOnLagMinutes: count(),
  PostponeSlaveRecoveryOnLagMinutes: count(),
} as const;
