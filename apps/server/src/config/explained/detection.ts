import type { detectionKeys } from '../keys/detection.ts';
import { NOR_IN_ORCHESTRATOR, reloaded, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const detectionExplained: Readonly<Record<keyof typeof detectionKeys, KeyExplanation>> = {
  ReduceReplicationAnalysisCount: withoutEffect(
    'Leaves healthy leaves out of the analysis.',
    'Only clusters in which something changed are analysed, and the answer of the API names what has a finding.',
  ),
  FailureDetectionPeriodBlockMinutes: reloaded('A failure that goes on is told to hooks once in this time.'),
  ExpectFailureAnalysisConcensus: withoutEffect(
    'Several nodes must agree on a failure.',
    `One process acts; ${NOR_IN_ORCHESTRATOR}`,
  ),
  EnforceExactSemiSyncReplicas: reloaded(
    'Exactly the wanted number of replicas acknowledge: too many is a failure as well.',
  ),
  RecoverLockedSemiSyncMaster: reloaded('A master that waits for too few acknowledging replicas gets more of them.'),
  ReasonableLockedSemiSyncMasterSeconds: reloaded(
    'How long a master waits before that counts; 0: as long as ReasonableReplicationLagSeconds.',
  ),
};
