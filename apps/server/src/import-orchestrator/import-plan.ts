/** What an import would write: decided as a whole before anything is written, so that a preview is the same decision. */
import type { Actor, Registration, SwitchedOff } from '@topiary/domain';
import type {
  Acknowledgement,
  KnownCluster,
  KnownInstance,
  NewAuditEntry,
  NewDetection,
  NewRecovery,
  NewRecoveryStep,
  RecoveryState,
} from '@topiary/engine';
import { IMPORTED_BY } from './store-contents.ts';

export interface ImportPlan {
  readonly instances: readonly KnownInstance[];
  readonly clusters: readonly KnownCluster[];
  readonly registrations: readonly Registration[];
  readonly switchedOff: SwitchedOff | null;
  /** The oldest first. */
  readonly detections: readonly ImportedDetection[];
  /** The oldest first. */
  readonly recoveries: readonly ImportedRecovery[];
  readonly steps: readonly NewRecoveryStep[];
  readonly audit: readonly NewAuditEntry[];
}

export interface ImportedDetection {
  /** orchestrator's. */
  readonly id: number;
  readonly detection: NewDetection;
}

export interface ImportedRecovery {
  /** Its `detection` is filled in when it is written. */
  readonly recovery: NewRecovery;
  /** orchestrator's id of the detection that led to it. */
  readonly detection: number | null;
  readonly state: RecoveryState;
  readonly acknowledged: Acknowledgement | null;
}

/** Where nobody is named. */
export const IMPORTER: Actor = { user: IMPORTED_BY, address: '', via: 'cli' };
