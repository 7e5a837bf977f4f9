/** Asking which sessions have transactions open, and which hold explicit locks. Source: spec/dialects §7. */
import { MAX_PROCESSES } from '@topiary/domain';
import type { HeldLock, ServerProcess } from '@topiary/domain';
import { columnsOf, numberOf, RowReader } from './result-set.ts';
import type { ResultSet } from './result-set.ts';

/** Both families have it, and both ask for PROCESS. */
export const OPEN_TRANSACTIONS = `SELECT trx_mysql_thread_id AS ID, TIMESTAMPDIFF(SECOND, trx_started, NOW()) AS SECONDS, trx_rows_modified AS CHANGED FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> 0 ORDER BY trx_started LIMIT ${MAX_PROCESSES}`;

/**
 * MySQL: instrumented from 8.0 on. A shared lock on everything is that of FLUSH TABLES WITH READ LOCK, or of LOCK INSTANCE FOR
 * BACKUP; what statements take on their way is of another type.
 */
export const METADATA_LOCKS = `SELECT t.PROCESSLIST_ID AS ID, m.OBJECT_TYPE AS OBJECT, m.LOCK_TYPE AS MODE FROM performance_schema.metadata_locks m JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID WHERE m.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_ID IS NOT NULL AND (m.OBJECT_TYPE IN ('GLOBAL', 'BACKUP LOCK') AND m.LOCK_TYPE = 'SHARED' OR m.OBJECT_TYPE = 'TABLE' AND m.LOCK_TYPE IN ('SHARED_NO_READ_WRITE', 'SHARED_READ_ONLY')) LIMIT ${MAX_PROCESSES}`;

/** MariaDB, where the plugin `metadata_lock_info` is loaded. */
export const METADATA_LOCK_INFO = `SELECT THREAD_ID AS ID, LOCK_TYPE AS OBJECT, LOCK_MODE AS MODE FROM information_schema.METADATA_LOCK_INFO WHERE LOCK_MODE IN ('MDL_BACKUP_FTWRL1', 'MDL_BACKUP_FTWRL2', 'MDL_SHARED_NO_READ_WRITE', 'MDL_SHARED_READ_ONLY') LIMIT ${MAX_PROCESSES}`;

export function withHolds(
  processes: readonly ServerProcess[],
  { transactions, locks }: { readonly transactions: ResultSet | undefined; readonly locks: ResultSet | undefined },
): readonly ServerProcess[] {
  const open = transactionsIn(transactions);
  const held = locksIn(locks);
  return processes.map((process) => {
    const transaction = open.get(process.id);
    const holds = held.get(process.id);
    return {
      ...process,
      ...(transaction === undefined ? {} : { transaction }),
      ...(holds === undefined ? {} : { holds }),
    };
  });
}

type Transaction = NonNullable<ServerProcess['transaction']>;

function transactionsIn(result: ResultSet | undefined): ReadonlyMap<number, Transaction> {
  const open = new Map<number, Transaction>();
  for (const [id, seconds, rows] of result?.rows ?? [])
    open.set(numberOf(id) ?? 0, { seconds: numberOf(seconds) ?? 0, rows: numberOf(rows) ?? 0 });
  return open;
}

function locksIn(result: ResultSet | undefined): ReadonlyMap<number, readonly HeldLock[]> {
  const held = new Map<number, readonly HeldLock[]>();
  if (result === undefined) return held;
  const reader = new RowReader(columnsOf(result));
  for (const row of result.rows) {
    reader.at(row);
    const lock = lockOf(reader.text('object'), reader.text('mode'));
    const id = reader.integer('id') ?? 0;
    held.set(id, [...new Set([...(held.get(id) ?? []), lock])]);
  }
  return held;
}

function lockOf(object: string, mode: string): HeldLock {
  if (object === 'BACKUP LOCK') return 'backup';
  return object === 'GLOBAL' || mode.startsWith('MDL_BACKUP') ? 'global' : 'tables';
}
