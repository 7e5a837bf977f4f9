/** Lists of failures and recoveries. */
import type { DetectionQuery, RecoveryQuery } from '@topiary/engine';
import type { ExpressionBuilder, Kysely } from 'kysely';
import { MAX_EARLIER_RECOVERIES, MAX_LISTED_BLOCKS, MAX_STEPS_PER_RECOVERY, MAX_SWITCHES } from '../bounds.ts';
import type {
  BlockedRecoveryRow,
  DetectionRow,
  RecoveryRow,
  RecoveryStepRow,
  RecoverySwitchRow,
} from '../schema/recovery-tables.ts';
import type { StoreTables } from '../schema/tables.ts';
import type { RowPage } from '../worker/operations.ts';
import { readPage } from './page.ts';

type Db = Kysely<StoreTables>;

/** Neither over and acknowledged, nor of another cluster with another successor. The newest first. */
export async function earlierRows(
  db: Db,
  { cluster, instance }: { readonly cluster: string; readonly instance: string },
): Promise<readonly RecoveryRow[]> {
  return db
    .selectFrom('recovery')
    .selectAll()
    .where((eb) => eb.or([eb('cluster_id', '=', cluster), eb('successor_id', '=', instance)]))
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('acknowledged_at', 'is', null)]))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_EARLIER_RECOVERIES)
    .execute();
}

export async function listRecoveries(db: Db, query: RecoveryQuery): Promise<RowPage<RecoveryRow>> {
  const matching = db.selectFrom('recovery').where((eb) => eb.and(recoveryConditions(eb, query)));
  return readPage({
    count: matching.select((eb) => eb.fn.countAll<number>().as('count')),
    rows: matching.selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc'),
    query,
  });
}

function recoveryConditions(eb: ExpressionBuilder<StoreTables, 'recovery'>, query: RecoveryQuery) {
  return [
    ...(query.id === undefined ? [] : [eb('id', '=', query.id)]),
    ...(query.uid === undefined ? [] : [eb('uid', '=', query.uid)]),
    ...(query.cluster === undefined ? [] : [eb('cluster_id', '=', query.cluster)]),
    ...(query.clusterAlias === undefined ? [] : [eb('cluster_alias', '=', query.clusterAlias)]),
    ...(query.instance === undefined ? [] : [eb('instance_id', '=', query.instance)]),
    ...(query.successor === undefined ? [] : [eb('successor_id', '=', query.successor)]),
    ...(query.code === undefined ? [] : [eb('code', '=', query.code)]),
    ...(query.scope === undefined ? [] : [eb('scope', '=', query.scope)]),
    ...(query.state === undefined ? [] : [eb('ended_at', query.state === 'running' ? 'is' : 'is not', null)]),
    ...(query.unacknowledged === true ? [eb('acknowledged_at', 'is', null)] : []),
    ...(query.endedFrom === undefined ? [] : [eb('ended_at', '>=', query.endedFrom)]),
    ...(query.from === undefined ? [] : [eb('started_at', '>=', query.from)]),
    ...(query.to === undefined ? [] : [eb('started_at', '<=', query.to)]),
  ];
}

export async function recoverySteps(db: Db, uid: string): Promise<readonly RecoveryStepRow[]> {
  return db
    .selectFrom('recovery_step')
    .selectAll()
    .where('recovery_uid', '=', uid)
    .orderBy('id')
    .limit(MAX_STEPS_PER_RECOVERY)
    .execute();
}

export async function listDetections(db: Db, query: DetectionQuery): Promise<RowPage<DetectionRow>> {
  const matching = db.selectFrom('failure_detection').where((eb) => eb.and(detectionConditions(eb, query)));
  return readPage({
    count: matching.select((eb) => eb.fn.countAll<number>().as('count')),
    rows: matching.selectAll().orderBy('detected_at', 'desc').orderBy('id', 'desc'),
    query,
  });
}

function detectionConditions(eb: ExpressionBuilder<StoreTables, 'failure_detection'>, query: DetectionQuery) {
  return [
    ...(query.id === undefined ? [] : [eb('id', '=', query.id)]),
    ...(query.cluster === undefined ? [] : [eb('cluster_id', '=', query.cluster)]),
    ...(query.clusterAlias === undefined ? [] : [eb('cluster_alias', '=', query.clusterAlias)]),
    ...(query.instance === undefined ? [] : [eb('instance_id', '=', query.instance)]),
    ...(query.code === undefined ? [] : [eb('code', '=', query.code)]),
    ...(query.actionable === undefined ? [] : [eb('is_actionable', '=', query.actionable ? 1 : 0)]),
    ...(query.from === undefined ? [] : [eb('detected_at', '>=', query.from)]),
    ...(query.to === undefined ? [] : [eb('detected_at', '<=', query.to)]),
  ];
}

export async function blockedRecoveries(db: Db, since: number): Promise<readonly BlockedRecoveryRow[]> {
  return db
    .selectFrom('blocked_recovery')
    .selectAll()
    .where('blocked_at', '>=', since)
    .orderBy('cluster_id')
    .orderBy('instance_id')
    .limit(MAX_LISTED_BLOCKS)
    .execute();
}

export async function recoverySwitches(db: Db): Promise<readonly RecoverySwitchRow[]> {
  return db.selectFrom('recovery_switch').selectAll().orderBy('cluster_id').limit(MAX_SWITCHES).execute();
}
