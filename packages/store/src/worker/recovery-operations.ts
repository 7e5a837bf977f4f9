/** What the main thread asks of the store's threads about failures and recoveries. */
import type { Instant, WantedRecovery } from '@topiary/domain';
import type {
  AcknowledgedCount,
  AcknowledgedWhich,
  Acknowledgement,
  DetectionOutcome,
  DetectionQuery,
  FindingChangeQuery,
  Recoveries,
  RecoveryQuery,
} from '@topiary/engine';
import type { RegisteredRow } from '../queries/recovery-writes.ts';
import type {
  BlockedRecoveryRow,
  DetectionRow,
  FindingChangeRow,
  NewDetectionRow,
  NewRecoveryRow,
  NewRecoveryStepRow,
  PastVerdictRow,
  RecoveryRow,
  RecoveryStepRow,
  RecoverySwitchRow,
} from '../schema/recovery-tables.ts';
import type { RecoveryStateRow } from '../stored/recovery-row.ts';
import type { Operation, RowPage } from './operations.ts';

/** The term under which this process acts or last acted; `null`: it never did. */
interface UnderTerm {
  readonly ownTerm: number | null;
}

export interface RecoveryWrites {
  readonly registerRecovery: Operation<
    UnderTerm & { readonly row: NewRecoveryRow; readonly wanted: WantedRecovery },
    RegisteredRow
  >;
  readonly updateRecovery: Operation<UnderTerm & { readonly uid: string; readonly state: RecoveryStateRow }, void>;
  readonly endUnfinishedRecoveries: Operation<UnderTerm & { readonly by: Acknowledgement }, readonly RecoveryRow[]>;
  readonly addRecoverySteps: Operation<UnderTerm & { readonly rows: readonly NewRecoveryStepRow[] }, void>;
  readonly acknowledgeRecoveries: Operation<
    UnderTerm & { readonly which: AcknowledgedWhich; readonly by: Acknowledgement },
    AcknowledgedCount
  >;
  readonly registerDetection: Operation<
    UnderTerm & { readonly row: NewDetectionRow & { readonly open_key: string }; readonly blockMs: number },
    DetectionOutcome
  >;
  readonly setRecoverySwitch: Operation<
    UnderTerm & { readonly cluster: string; readonly row: RecoverySwitchRow | null },
    void
  >;
}

export interface RecoveryReads {
  readonly listRecoveries: Operation<RecoveryQuery, RowPage<RecoveryRow>>;
  readonly recoverySteps: Operation<string, readonly RecoveryStepRow[]>;
  readonly earlierRecoveries: Operation<Parameters<Recoveries['earlier']>[0], readonly RecoveryRow[]>;
  readonly listDetections: Operation<DetectionQuery, RowPage<DetectionRow>>;
  readonly blockedRecoveries: Operation<Instant, readonly BlockedRecoveryRow[]>;
  readonly recoverySwitches: Operation<null, readonly RecoverySwitchRow[]>;
  readonly listFindingChanges: Operation<FindingChangeQuery, RowPage<FindingChangeRow>>;
  readonly openFindings: Operation<null, readonly FindingChangeRow[]>;
  readonly pastVerdicts: Operation<null, readonly PastVerdictRow[]>;
}
