/** What changes failures and recoveries. Each function is one part of a transaction that its caller begins. */
import { blockOf, switchedOff } from '@topiary/domain/registering';
import type { Block, EarlierRecovery, SwitchedOff, WantedRecovery } from '@topiary/domain';
import type { AcknowledgedCount, AcknowledgedWhich, Acknowledgement, DetectionOutcome } from '@topiary/engine';
import type { Transaction } from 'kysely';
import { MAX_EARLIER_RECOVERIES, MAX_UNFINISHED_PLANS } from '../bounds.ts';
import type { NewDetectionRow, NewRecoveryRow, NewRecoveryStepRow, RecoveryRow } from '../schema/recovery-tables.ts';
import type { StoreTables } from '../schema/tables.ts';
import { earlierOf, EVERYWHERE, switchOf } from '../stored/recovery-row.ts';
import type { RecoveryStateRow } from '../stored/recovery-row.ts';
import { earlierRows } from './recovery-reads.ts';

type Tx = Transaction<StoreTables>;

export type RegisteredRow =
  | { readonly kind: 'registered'; readonly row: RecoveryRow }
  | { readonly kind: 'blocked'; readonly block: Block }
  | { readonly kind: 'switched-off'; readonly off: SwitchedOff };

export async function registerRecovery(
  tx: Tx,
  { row, wanted }: { readonly row: NewRecoveryRow; readonly wanted: WantedRecovery },
): Promise<RegisteredRow> {
  const off = wanted.forced ? null : await offFor(tx, wanted);
  if (off !== null) return { kind: 'switched-off', off };
  const rows = await earlierRows(tx, { cluster: wanted.cluster, instance: wanted.instance });
  const block = blockOf(rows.slice(0, MAX_EARLIER_RECOVERIES).map(asEarlier), wanted);
  if (block !== null) {
    await noteBlocked(tx, { row, block, at: wanted.at });
    return { kind: 'blocked', block };
  }
  await tx.insertInto('recovery').values(row).execute();
  const written = await tx.selectFrom('recovery').selectAll().where('uid', '=', row.uid).executeTakeFirstOrThrow();
  await clearBlocked(tx, wanted.cluster);
  const detection = row.detection_id ?? null;
  if (detection !== null)
    await tx.updateTable('failure_detection').set({ recovery_id: written.id }).where('id', '=', detection).execute();
  return { kind: 'registered', row: written };
}

/** The rows were written by this package; they are checked where they are shown. */
function asEarlier(row: RecoveryRow): EarlierRecovery {
  return earlierOf(row) as unknown as EarlierRecovery;
}

async function offFor(tx: Tx, { cluster, at }: WantedRecovery): Promise<SwitchedOff | null> {
  const rows = await tx
    .selectFrom('recovery_switch')
    .selectAll()
    .where('cluster_id', 'in', [EVERYWHERE, cluster])
    .execute();
  const off = rows.map((row) => switchOf(row) as SwitchedOff);
  return switchedOff(off, { cluster: null, now: at }) ?? switchedOff(off, { cluster, now: at });
}

interface Blocked {
  readonly row: NewRecoveryRow;
  readonly block: Block;
  readonly at: number;
}

/** `replace` by key: known to SQLite and to MySQL. */
async function noteBlocked(tx: Tx, { row, block, at }: Blocked): Promise<void> {
  const { cluster_id, instance_id, cluster_name, code } = row;
  const by = { blocked_at: at, blocking_id: block.by.id, blocking_uid: block.by.uid };
  await tx
    .replaceInto('blocked_recovery')
    .values({ cluster_id, instance_id, cluster_name, code, ...by })
    .execute();
}

async function clearBlocked(tx: Tx, cluster: string): Promise<void> {
  await tx.deleteFrom('blocked_recovery').where('cluster_id', '=', cluster).execute();
}

export async function updateRecovery(
  tx: Tx,
  { uid, state }: { readonly uid: string; readonly state: RecoveryStateRow },
): Promise<void> {
  const over = state.ended_at === null ? {} : { open_cluster: null };
  await tx
    .updateTable('recovery')
    .set({ ...state, ...over })
    .where('uid', '=', uid)
    .execute();
}

/** A store has one actor: what is unfinished when it begins was left by one that is no more. */
export async function endUnfinishedRecoveries(tx: Tx, by: Acknowledgement): Promise<readonly RecoveryRow[]> {
  const rows = await tx
    .selectFrom('recovery')
    .select('id')
    .where('ended_at', 'is', null)
    .limit(MAX_UNFINISHED_PLANS)
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  await tx
    .updateTable('recovery')
    .set({ ended_at: by.at, open_cluster: null, ...acknowledgedBy(by) })
    .where('id', 'in', ids)
    .execute();
  return tx.selectFrom('recovery').selectAll().where('id', 'in', ids).orderBy('id').execute();
}

function acknowledgedBy({ at, by, comment }: Acknowledgement) {
  return { acknowledged_at: at, acknowledged_by: by, acknowledge_comment: comment };
}

export async function addRecoverySteps(tx: Tx, rows: readonly NewRecoveryStepRow[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('recovery_step').values(rows).execute();
}

export async function acknowledgeRecoveries(
  tx: Tx,
  { which, by }: { readonly which: AcknowledgedWhich; readonly by: Acknowledgement },
): Promise<AcknowledgedCount> {
  const rows = await tx
    .selectFrom('recovery')
    .select(['id', 'instance_id'])
    .where('acknowledged_at', 'is', null)
    .where((eb) => {
      switch (which.kind) {
        case 'id':
          return eb('id', '=', which.id);
        case 'uid':
          return eb('uid', '=', which.uid);
        case 'instance':
          return eb('instance_id', '=', which.instance);
        case 'cluster':
          return eb('cluster_id', '=', which.cluster);
        case 'all':
          return eb('id', '>', 0);
      }
    })
    .execute();
  const ids = rows.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    await tx.updateTable('recovery').set(acknowledgedBy(by)).where('id', 'in', chunk).execute();
    await tx.deleteFrom('blocked_recovery').where('blocking_id', 'in', chunk).execute();
  }
  const instances = [...new Set(rows.map((row) => row.instance_id))];
  return { recoveries: ids.length, detections: await endDetections(tx, { which, instances, at: by.at }) };
}

/** Keys of one statement, far below every engine's bound. */
const CHUNK = 500;

interface EndedDetections {
  readonly which: AcknowledgedWhich;
  /** Of the recoveries that were acknowledged. */
  readonly instances: readonly string[];
  readonly at: number;
}

async function endDetections(tx: Tx, { which, instances, at }: EndedDetections): Promise<number> {
  const ended = tx
    .updateTable('failure_detection')
    .set({ ended_at: at, open_key: null })
    .where('open_key', 'is not', null);
  if (which.kind === 'all') return Number((await ended.executeTakeFirst()).numUpdatedRows);
  if (which.kind === 'cluster')
    return Number((await ended.where('cluster_id', '=', which.cluster).executeTakeFirst()).numUpdatedRows);
  const named = which.kind === 'instance' ? [which.instance] : instances;
  if (named.length === 0) return 0;
  return Number((await ended.where('instance_id', 'in', named).executeTakeFirst()).numUpdatedRows);
}

export async function registerDetection(
  tx: Tx,
  { row, blockMs }: { readonly row: NewDetectionRow & { readonly open_key: string }; readonly blockMs: number },
): Promise<DetectionOutcome> {
  const known = await tx
    .selectFrom('failure_detection')
    .select(['id', 'detected_at'])
    .where('open_key', '=', row.open_key)
    .executeTakeFirst();
  if (known !== undefined && row.detected_at < known.detected_at + blockMs) return { kind: 'known', id: known.id };
  if (known !== undefined) {
    const over = { open_key: null, ended_at: row.detected_at };
    await tx.updateTable('failure_detection').set(over).where('id', '=', known.id).execute();
  }
  await tx.insertInto('failure_detection').values(row).execute();
  const { id } = await tx
    .selectFrom('failure_detection')
    .select('id')
    .where('open_key', '=', row.open_key)
    .executeTakeFirstOrThrow();
  return { kind: 'new', id };
}

export async function setRecoverySwitch(
  tx: Tx,
  { cluster, row }: { readonly cluster: string; readonly row: StoreTablesRow | null },
): Promise<void> {
  if (row === null) await tx.deleteFrom('recovery_switch').where('cluster_id', '=', cluster).execute();
  else await tx.replaceInto('recovery_switch').values(row).execute();
}

type StoreTablesRow = StoreTables['recovery_switch'];

/** Returns how many rows went. What runs stays, however long. */
export async function purgeRecoveries(tx: Tx, { before, batch }: { before: number; batch: number }): Promise<number> {
  const rows = await tx
    .selectFrom('recovery')
    .select(['id', 'uid'])
    .where('started_at', '<', before)
    .where('ended_at', 'is not', null)
    .orderBy('started_at')
    .limit(batch)
    .execute();
  const uids = rows.map(({ uid }) => uid);
  if (uids.length > 0) {
    await tx.deleteFrom('recovery_step').where('recovery_uid', 'in', uids).execute();
    await tx.deleteFrom('recovery').where('uid', 'in', uids).execute();
  }
  const old = await tx
    .selectFrom('failure_detection')
    .select('id')
    .where('detected_at', '<', before)
    .orderBy('detected_at')
    .limit(batch)
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) await tx.deleteFrom('failure_detection').where('id', 'in', ids).execute();
  await tx.deleteFrom('blocked_recovery').where('blocked_at', '<', before).execute();
  return uids.length + ids.length;
}
