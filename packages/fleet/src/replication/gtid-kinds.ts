/**
 * Transactions with and without GTIDs, and which modes of MySQL send and take them. Modes may change between the writing of a
 * transaction and its sending. Source: MySQL sql/rpl_binlog_sender.cc (check_event_type) and sql/rpl_replica.cc (queue_event);
 * tried on 9.7.
 */
import { familyOf } from '@topiary/domain';
import type { Server } from '../model/server.ts';
import { setting } from '../model/settings.ts';
import type { Transaction } from '../model/transaction.ts';

/** Why a source does not send it; `null`: it does. */
export function refusalToSend(source: Server, transaction: Transaction, usesGtid: boolean): string | null {
  if (isMark(transaction)) return null;
  if (transaction.gtid === null && usesGtid) return 'Cannot replicate anonymous transaction when AUTO_POSITION = 1';
  return refusalOfMode(source, transaction);
}

/** Why a receiver does not take it. */
export function refusalToTake(replica: Server, transaction: Transaction): string | null {
  return isMark(transaction) ? null : refusalOfMode(replica, transaction);
}

function refusalOfMode(server: Server, { gtid }: Transaction): string | null {
  if (familyOf(server.product) !== 'mysql') return null;
  const mode = setting(server, 'gtid_mode');
  if (gtid === null && mode === 'ON') return 'Cannot replicate anonymous transaction when @@GLOBAL.GTID_MODE = ON';
  return gtid?.family === 'mysql' && mode === 'OFF'
    ? 'Cannot replicate GTID-transaction when @@GLOBAL.GTID_MODE = OFF'
    : null;
}

/** A place in a log that was built from observations, with nothing in it. */
export function isMark({ kind, gtid }: Transaction): boolean {
  return kind === 'empty' && gtid === null;
}
