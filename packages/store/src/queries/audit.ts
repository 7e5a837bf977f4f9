import type { ExpressionBuilder, Kysely, Transaction } from 'kysely';
import type { AuditQuery } from '@topiary/engine';
import { foldForSearch } from '../schema/tables.ts';
import type { AuditEntryRow, NewAuditRow, StoreTables } from '../schema/tables.ts';
import type { RowPage } from '../worker/operations.ts';
import { readPage } from './page.ts';

/** In the order given; ids grow with it. */
export async function insertAudit(tx: Transaction<StoreTables>, rows: readonly NewAuditRow[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('audit_entry').values(rows).execute();
}

/** The newest first. */
export async function listAudit(db: Kysely<StoreTables>, query: AuditQuery): Promise<RowPage<AuditEntryRow>> {
  const matching = auditMatching(db, query);
  return readPage({
    count: matching.select((eb) => eb.fn.countAll<number>().as('count')),
    rows: matching.selectAll().orderBy('written_at', 'desc').orderBy('id', 'desc'),
    query,
  });
}

export function auditMatching(db: Kysely<StoreTables>, query: AuditQuery) {
  return db.selectFrom('audit_entry').where((eb) => eb.and(conditions(eb, query)));
}

/** `instr` instead of `like`: nothing in the searched text has a meaning of its own, on any engine. */
function conditions(eb: ExpressionBuilder<StoreTables, 'audit_entry'>, query: AuditQuery) {
  return [
    ...(query.cluster === undefined ? [] : [eb('cluster_id', '=', query.cluster)]),
    ...(query.instance === undefined ? [] : [eb('instance_id', '=', query.instance)]),
    ...(query.user === undefined ? [] : [eb('actor_user', '=', query.user)]),
    ...(query.action === undefined ? [] : [eb('action', '=', query.action)]),
    ...(query.result === undefined ? [] : [eb('result', '=', query.result)]),
    ...(query.from === undefined ? [] : [eb('written_at', '>=', query.from)]),
    ...(query.to === undefined ? [] : [eb('written_at', '<=', query.to)]),
    ...(query.text === undefined || query.text === ''
      ? []
      : [eb(eb.fn<number>('instr', ['summary_folded', eb.val(foldForSearch(query.text))]), '>', 0)]),
  ];
}
