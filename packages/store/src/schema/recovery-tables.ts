/** The tables of failures and recoveries, as Kysely sees them. Instants are milliseconds since 1970, flags 0 or 1. */
import type { Generated, Insertable, Selectable } from 'kysely';

export interface RecoveryTables {
  readonly recovery: RecoveryTable;
  readonly recovery_step: RecoveryStepTable;
  readonly failure_detection: FailureDetectionTable;
  readonly blocked_recovery: BlockedRecoveryTable;
  readonly recovery_switch: RecoverySwitchTable;
  readonly finding_change: FindingChangeTable;
}

interface RecoveryTable {
  readonly id: Generated<number>;
  readonly uid: string;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly cluster_alias: string | null;
  readonly instance_id: string;
  readonly code: string;
  readonly scope: string;
  readonly is_forced: number;
  readonly started_at: number;
  readonly detection_id: number | null;
  readonly ended_at: number | null;
  readonly is_changed: number;
  readonly successor_id: string | null;
  readonly plan_id: string | null;
  readonly acknowledged_at: number | null;
  readonly acknowledged_by: string | null;
  readonly acknowledge_comment: string | null;
  /** The cluster while it runs. */
  readonly open_cluster: string | null;
  /** The JSON of `RecoveryDetails`. */
  readonly body: string;
}

interface RecoveryStepTable {
  readonly id: Generated<number>;
  readonly recovery_uid: string;
  readonly written_at: number;
  /** The JSON of a message. */
  readonly message: string;
}

interface FailureDetectionTable {
  readonly id: Generated<number>;
  readonly instance_id: string;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly cluster_alias: string | null;
  readonly code: string;
  readonly is_actionable: number;
  readonly detected_at: number;
  readonly ended_at: number | null;
  readonly recovery_id: number | null;
  /** `openKeyOf` while it counts. */
  readonly open_key: string | null;
  /** The JSON of `DetectionDetails`. */
  readonly body: string;
}

interface BlockedRecoveryTable {
  readonly cluster_id: string;
  readonly instance_id: string;
  readonly cluster_name: string;
  readonly code: string;
  readonly blocked_at: number;
  readonly blocking_id: number;
  readonly blocking_uid: string;
}

interface RecoverySwitchTable {
  /** '' is everywhere. */
  readonly cluster_id: string;
  readonly owner: string;
  readonly reason: string;
  readonly switched_at: number;
  readonly expires_at: number | null;
}

interface FindingChangeTable {
  readonly id: Generated<number>;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly instance_id: string;
  readonly code: string;
  readonly finding_kind: string;
  readonly change_kind: string;
  readonly changed_at: number;
  readonly verdict: string;
  /** The JSON of what is only shown. */
  readonly body: string;
}

export type FindingChangeRow = Selectable<FindingChangeTable>;
export type NewFindingChangeRow = Insertable<FindingChangeTable>;
export type PastVerdictRow = Pick<FindingChangeRow, 'instance_id' | 'changed_at' | 'verdict'>;
export type RecoveryRow = Selectable<RecoveryTable>;
export type NewRecoveryRow = Insertable<RecoveryTable>;
export type RecoveryStepRow = Selectable<RecoveryStepTable>;
export type NewRecoveryStepRow = Insertable<RecoveryStepTable>;
export type DetectionRow = Selectable<FailureDetectionTable>;
export type NewDetectionRow = Insertable<FailureDetectionTable>;
export type BlockedRecoveryRow = Selectable<BlockedRecoveryTable>;
export type RecoverySwitchRow = Selectable<RecoverySwitchTable>;
