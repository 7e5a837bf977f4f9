/** Asking for what runs on a server. Both families have the same columns, in tables of different names. */
import { MAX_LISTED_STATEMENT, MAX_PROCESSES } from '@topiary/domain';
import { quoteText } from '../sql/quote.ts';
import { OPEN_TRANSACTIONS } from './held-locks.ts';
import { SEES_ALL_PROCESSES } from './learning.ts';

export interface ProcessQuestion {
  readonly only: number | null;
  readonly lock: string;
  /** What tells who holds explicit locks; `null`: nobody asks for what sessions hold. */
  readonly locks: string | null;
}

/**
 * Who holds the lock of those who act; the list, those that run something first; and, last because it is refused without
 * the privilege to see them, whether those of other accounts are among them.
 */
export function processStatements(table: string, { only, lock, locks }: ProcessQuestion): readonly string[] {
  const columns = `ID, USER, HOST, DB, COMMAND, TIME, STATE, SUBSTRING(INFO, 1, ${MAX_LISTED_STATEMENT}) AS INFO`;
  const which = only === null ? '' : ` WHERE ID = ${only}`;
  return [
    `SELECT IS_USED_LOCK(${quoteText(lock)})`,
    `SELECT ${columns} FROM ${table}${which} ORDER BY COMMAND = 'Sleep', TIME DESC LIMIT ${MAX_PROCESSES + 1}`,
    SEES_ALL_PROCESSES,
    // Refused, or unknown, on some servers.
    ...(locks === null ? [] : [OPEN_TRANSACTIONS, locks]),
  ];
}
