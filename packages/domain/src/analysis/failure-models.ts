/** The table of failures: one row per model, from the gravest to the least. */
import type { Severity } from '../topology/snapshot.ts';
import type { ClauseName } from './clauses.ts';
import type { FindingKind } from './finding.ts';
import type { FindingAct, FindingCode, RecoveryKind } from './finding-codes.ts';
import { OWN_MODELS } from './own-models.ts';
import { REPLICA_MODELS } from './replica-models.ts';
import { MASTER_MODELS } from './master-models.ts';
import { STRUCTURE_MODELS } from './structure-models.ts';

export interface FailureModel {
  readonly code: FindingCode;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly act: FindingAct;
  readonly leadsTo: RecoveryKind | null;
  readonly clauses: readonly ClauseName[];
  /** Failures of the same server that say less, where they hold too. */
  readonly outranks: readonly FindingCode[];
  /** It is about the replicas: nothing is done while all of them are downtimed. */
  readonly isAboutReplicas?: true;
}

export const FAILURE_MODELS: readonly FailureModel[] = [
  ...MASTER_MODELS,
  ...REPLICA_MODELS,
  ...OWN_MODELS,
  ...STRUCTURE_MODELS,
];
