/** Rows that transactions name: enough of tables to tell a conflict from none. */
import type { Server } from '../model/server.ts';
import type { RowChange, Transaction } from '../model/transaction.ts';

/** Rows that a server remembers by name. */
export const MAX_ROWS = 100_000;

export interface RowConflict {
  /** 1062 duplicate, 1032 not found, 1114 table full. */
  readonly number: 1062 | 1032 | 1114;
  readonly row: string;
}

/** `null`: it can be done. A transaction that names no row inserts one of its own, once. */
export function conflictOf(server: Server, transaction: Transaction): RowConflict | null {
  if (transaction.kind !== 'write') return null;
  if (transaction.rows.length === 0)
    return server.held.has(transaction.identity) ? { number: 1062, row: rowOf(transaction) } : null;
  return firstConflict(server, transaction.rows);
}

export function firstConflict(server: Server, changes: readonly RowChange[]): RowConflict | null {
  const added = new Set<string>();
  const removed = new Set<string>();
  for (const { action, row } of changes) {
    const isThere = added.has(row) || (server.rows.has(row) && !removed.has(row));
    if (action === 'insert' && isThere) return { number: 1062, row };
    if (action !== 'insert' && !isThere) return { number: 1032, row };
    if (action === 'insert') added.add(row);
    if (action === 'delete') {
      added.delete(row);
      removed.add(row);
    }
  }
  return server.rows.size + added.size > MAX_ROWS ? { number: 1114, row: changes[0]?.row ?? '' } : null;
}

export function applyRows(server: Server, { identity, rows }: Transaction): void {
  for (const { action, row } of rows) {
    if (action === 'delete') server.rows.delete(row);
    else server.rows.set(row, identity);
  }
}

/** For messages: the table that a row is of, and its key. */
export function tableAndKey(row: string): { readonly table: string; readonly key: string } {
  const slash = row.indexOf('/');
  return slash < 0 ? { table: row, key: '' } : { table: row.slice(0, slash), key: row.slice(slash + 1) };
}

function rowOf({ schema, identity }: Transaction): string {
  return `${schema === '' ? 'fleet' : schema}.writes/${identity.number}`;
}
