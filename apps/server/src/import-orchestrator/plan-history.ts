/** What happened in orchestrator's time: detections, recoveries with their steps, and the audit. */
import { asClusterId, message, recoveryScopeOf } from '@topiary/domain';
import type { ClusterId, InstanceId, Instant } from '@topiary/domain';
import type { NewAuditEntry, NewRecoveryStep, RecoveryDetails } from '@topiary/engine';
import type { OrchestratorData, OrchestratorRow } from '@topiary/store';
import { IMPORTER } from './import-plan.ts';
import type { ImportedDetection, ImportedRecovery } from './import-plan.ts';
import type { Tally } from './report.ts';
import { idOf, idsIn, shownServer } from './server-names.ts';
import { keyOfAudit, keyOfDetection } from './store-contents.ts';
import type { StoreContents } from './store-contents.ts';

export interface HistoryQuestion {
  readonly data: OrchestratorData;
  readonly contents: StoreContents;
  readonly clusterOf: ReadonlyMap<string, ClusterId>;
  /** Topiary keeps nothing that is older: it would be purged at once. */
  readonly keptFrom: Instant;
  readonly tally: Tally;
}

const NO_ADDRESS = 'no address that could be asked';
const TOO_OLD = 'older than Topiary keeps';
const NO_TIME = 'no time is noted';

export function planDetections(question: HistoryQuestion): readonly ImportedDetection[] {
  const { data, contents, tally, keptFrom } = question;
  return data.rows.topology_failure_detection.flatMap((row) => {
    const [instance, at, shown] = [idOf(row.hostname, row.port), row.start_active_period, shownOf(row)];
    if (instance === null || at === null) {
      tally.leave('failure detections', instance === null ? NO_ADDRESS : NO_TIME, shown);
      return [];
    }
    if (at < keptFrom) {
      tally.leave('failure detections', TOO_OLD, shown);
      return [];
    }
    if (contents.detections.has(keyOfDetection({ instance, code: row.analysis, at }))) tally.has('failure detections');
    else tally.take('failure detections');
    const detection = { instance, ...clusterOf(row, question), code: row.analysis, at };
    const details = placeOf(row);
    return [{ id: row.detection_id ?? 0, detection: { ...detection, actionable: row.is_actionable === 1, details } }];
  });
}

/** orchestrator gave recoveries no uid of their own in its first releases. */
export function uidOf(row: OrchestratorRow<'topology_recovery'>): string {
  return row.uid === '' ? `orchestrator-${row.recovery_id ?? 0}` : row.uid;
}

export function planRecoveries(question: HistoryQuestion): readonly ImportedRecovery[] {
  const { data, contents, tally, keptFrom } = question;
  return data.rows.topology_recovery.flatMap((row) => {
    const [instance, startedAt, shown] = [idOf(row.hostname, row.port), row.start_active_period, shownOf(row)];
    const why = instance === null ? NO_ADDRESS : startedAt === null ? NO_TIME : startedAt < keptFrom ? TOO_OLD : null;
    if (why !== null || instance === null || startedAt === null) {
      tally.leave('recoveries', why ?? '', shown);
      return [];
    }
    if (contents.recoveries.has(uidOf(row))) {
      tally.has('recoveries');
      return [];
    }
    tally.take('recoveries');
    return [recoveryOf({ row, instance, startedAt }, question)];
  });
}

interface ReadRecovery {
  readonly row: OrchestratorRow<'topology_recovery'>;
  readonly instance: InstanceId;
  readonly startedAt: Instant;
}

function recoveryOf({ row, instance, startedAt }: ReadRecovery, question: HistoryQuestion): ImportedRecovery {
  const details: RecoveryDetails = {
    ...placeOf(row),
    user: '',
    command: '',
    successorAlias: row.successor_alias,
    participants: idsIn(row.participating_instances),
    lost: idsIn(row.lost_slaves),
    errors: linesOf(row.all_errors).map((text) => message('audit-text', { text })),
    timings: [],
  };
  const successor = idOf(row.successor_hostname, row.successor_port);
  const isAcknowledged = row.acknowledged === 1;
  return {
    recovery: {
      uid: uidOf(row),
      ...clusterOf(row, question),
      instance,
      code: row.analysis,
      scope: recoveryScopeOf(row.analysis) ?? 'master',
      forced: false,
      startedAt,
      detection: null,
      details,
    },
    detection: row.last_detection_id,
    state: {
      // One that orchestrator did not end was left by a process that died: nobody goes on with it.
      endedAt: row.end_recovery ?? startedAt,
      changed: row.is_successful === 1 || successor !== null,
      successor,
      plan: null,
      details,
    },
    acknowledged: isAcknowledged
      ? { at: row.acknowledged_at ?? startedAt, by: row.acknowledged_by, comment: row.acknowledge_comment }
      : null,
  };
}

/** Steps of a recovery that are kept already are its first ones. */
export function planSteps({ data, contents, tally }: HistoryQuestion, recoveries: readonly ImportedRecovery[]) {
  const wanted = new Set([...recoveries.map(({ recovery }) => recovery.uid), ...contents.recoveries.keys()]);
  const seen = new Map<string, number>();
  const steps: NewRecoveryStep[] = [];
  for (const { recovery_uid: uid, audit_at: at, message: text } of data.rows.topology_recovery_steps) {
    if (!wanted.has(uid) || at === null) {
      tally.leave('recovery steps', 'its recovery is not taken', '');
      continue;
    }
    const index = seen.get(uid) ?? 0;
    seen.set(uid, index + 1);
    if (index < (contents.recoveries.get(uid) ?? 0)) tally.has('recovery steps');
    else {
      tally.take('recovery steps');
      steps.push({ uid, at, message: message('audit-text', { text }) });
    }
  }
  return steps;
}

export function planAudit({ data, contents, clusterOf, keptFrom, tally }: HistoryQuestion): readonly NewAuditEntry[] {
  const kept = new Map(contents.audit);
  return data.rows.audit.flatMap((row) => {
    const at = row.audit_timestamp;
    if (at === null || at < keptFrom) {
      tally.leave('audit entries', at === null ? NO_TIME : TOO_OLD, '');
      return [];
    }
    const entry: NewAuditEntry = {
      at,
      actor: IMPORTER,
      action: row.audit_type,
      cluster: clusterOf.get(row.cluster_name) ?? null,
      clusterName: row.cluster_name === '' ? null : row.cluster_name,
      instance: idOf(row.hostname, row.port),
      plan: null,
      result: 'ok',
      summary: [message('audit-text', { text: row.message })],
    };
    const copies = kept.get(keyOfAudit(entry)) ?? 0;
    if (copies > 0) {
      kept.set(keyOfAudit(entry), copies - 1);
      tally.has('audit entries');
      return [];
    }
    tally.take('audit entries');
    return [entry];
  });
}

type FailureRow = OrchestratorRow<'topology_failure_detection'> | OrchestratorRow<'topology_recovery'>;

/** A cluster that is not there any more keeps orchestrator's name of it as its id, so that its history stays together. */
function clusterOf(row: FailureRow, { clusterOf: known }: HistoryQuestion) {
  const { cluster_name: clusterName, cluster_alias: alias } = row;
  const cluster = known.get(clusterName) ?? asClusterId(`gone:${clusterName}`);
  return { cluster, clusterName, clusterAlias: alias === '' || alias === clusterName ? null : alias };
}

function placeOf(row: FailureRow) {
  return {
    masterAddress: row.cluster_name,
    replicas: idsIn(row.slave_hosts),
    holder: { hostname: row.processing_node_hostname, processId: 0 },
  };
}

function shownOf(row: FailureRow): string {
  return `${row.analysis} ${shownServer(row)}`;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
