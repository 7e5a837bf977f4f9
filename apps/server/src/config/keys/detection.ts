/** When a finding counts. Names, types and defaults are orchestrator's. */
import { count, flag, integer } from './kinds.ts';

export const detectionKeys = {
  ReduceReplicationAnalysisCount: flag(true),
  FailureDetectionPeriodBlockMinutes: integer(60),
  ExpectFailureAnalysisConcensus: flag(true),
  EnforceExactSemiSyncReplicas: flag(),
  RecoverLockedSemiSyncMaster: flag(),
  ReasonableLockedSemiSyncMasterSeconds: count(),
} as const;
