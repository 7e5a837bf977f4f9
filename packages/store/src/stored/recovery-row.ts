/** Failures and recoveries as rows, and rows as what the schemas check. Without the schemas: the threads need not load them. */
import type { SwitchedOff } from '@topiary/domain';
import type { NewDetection, NewRecovery, NewRecoveryStep, RecoveryState } from '@topiary/engine';
import type {
  BlockedRecoveryRow,
  DetectionRow,
  NewDetectionRow,
  NewRecoveryRow,
  NewRecoveryStepRow,
  RecoveryRow,
  RecoveryStepRow,
  RecoverySwitchRow,
} from '../schema/recovery-tables.ts';

export function recoveryRow(recovery: NewRecovery): NewRecoveryRow {
  return {
    uid: recovery.uid,
    cluster_id: recovery.cluster,
    cluster_name: recovery.clusterName,
    cluster_alias: recovery.clusterAlias,
    instance_id: recovery.instance,
    code: recovery.code,
    scope: recovery.scope,
    is_forced: Number(recovery.forced),
    started_at: recovery.startedAt,
    detection_id: recovery.detection,
    ended_at: null,
    is_changed: 0,
    successor_id: null,
    plan_id: null,
    acknowledged_at: null,
    acknowledged_by: null,
    acknowledge_comment: null,
    // Beside whatever else is repaired in its cluster.
    open_cluster: recovery.scope === 'old-master' ? recovery.uid : recovery.cluster,
    body: JSON.stringify(recovery.details),
  };
}

/** What changes while a recovery runs, and when it ends. */
export type RecoveryStateRow = Pick<NewRecoveryRow, 'is_changed' | 'successor_id' | 'plan_id' | 'body'> & {
  readonly ended_at: number | null;
};

export function recoveryStateRow(state: RecoveryState): RecoveryStateRow {
  return {
    ended_at: state.endedAt,
    is_changed: Number(state.changed),
    successor_id: state.successor,
    plan_id: state.plan,
    body: JSON.stringify(state.details),
  };
}

export function recoveryOf(row: RecoveryRow, details: unknown): unknown {
  const { acknowledged_at: at, acknowledged_by: by, acknowledge_comment: comment } = row;
  return {
    ...earlierOf(row),
    clusterName: row.cluster_name,
    clusterAlias: row.cluster_alias,
    code: row.code,
    forced: row.is_forced === 1,
    detection: row.detection_id,
    plan: row.plan_id,
    acknowledged: at === null ? null : { at, by: by ?? '', comment: comment ?? '' },
    details,
  };
}

export function earlierOf(row: RecoveryRow) {
  return {
    id: row.id,
    uid: row.uid,
    cluster: row.cluster_id,
    instance: row.instance_id,
    scope: row.scope,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    changed: row.is_changed === 1,
    successor: row.successor_id,
    acknowledgedAt: row.acknowledged_at,
  };
}

export function recoveryStepRow({ uid, at, message }: NewRecoveryStep): NewRecoveryStepRow {
  return { recovery_uid: uid, written_at: at, message: JSON.stringify(message) };
}

export function recoveryStepOf(row: RecoveryStepRow, said: unknown): unknown {
  return { id: row.id, uid: row.recovery_uid, at: row.written_at, message: said };
}

/** Two detections are the same while they are of one server, with one code, and as actionable. */
export function openKeyOf({
  instance,
  code,
  actionable,
}: Pick<NewDetection, 'instance' | 'code' | 'actionable'>): string {
  return `${instance}\n${code}\n${Number(actionable)}`;
}

export function detectionRow(detection: NewDetection): NewDetectionRow & { readonly open_key: string } {
  return {
    instance_id: detection.instance,
    cluster_id: detection.cluster,
    cluster_name: detection.clusterName,
    cluster_alias: detection.clusterAlias,
    code: detection.code,
    is_actionable: Number(detection.actionable),
    detected_at: detection.at,
    ended_at: null,
    recovery_id: null,
    open_key: openKeyOf(detection),
    body: JSON.stringify(detection.details),
  };
}

export function detectionOf(row: DetectionRow, details: unknown): unknown {
  return {
    id: row.id,
    instance: row.instance_id,
    cluster: row.cluster_id,
    clusterName: row.cluster_name,
    clusterAlias: row.cluster_alias,
    code: row.code,
    actionable: row.is_actionable === 1,
    at: row.detected_at,
    endedAt: row.ended_at,
    recovery: row.recovery_id,
    details,
  };
}

export function blockedOf(row: BlockedRecoveryRow): unknown {
  return {
    cluster: row.cluster_id,
    clusterName: row.cluster_name,
    instance: row.instance_id,
    code: row.code,
    at: row.blocked_at,
    by: row.blocking_id,
    byUid: row.blocking_uid,
  };
}

/** '' is everywhere. */
export const EVERYWHERE = '';

export function switchRow(off: SwitchedOff): RecoverySwitchRow {
  return {
    cluster_id: off.cluster ?? EVERYWHERE,
    owner: off.owner,
    reason: off.reason,
    switched_at: off.at,
    expires_at: off.expiresAt,
  };
}

export function switchOf(row: RecoverySwitchRow): unknown {
  const cluster = row.cluster_id === EVERYWHERE ? null : row.cluster_id;
  return { cluster, owner: row.owner, reason: row.reason, at: row.switched_at, expiresAt: row.expires_at };
}
