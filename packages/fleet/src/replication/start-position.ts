/** Where a source begins to send, and why it refuses: the rules of both families for a replica's request. */
import type { BinlogCoordinates, MysqlGtidSet } from '@topiary/domain';
import { fileNamed, indexAt, oldestFile } from '../binlog/binary-log.ts';
import type { BinaryLog, LogCursor } from '../binlog/binary-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import { isMark, refusalToSend } from './gtid-kinds.ts';
import { startByMariadbGtids } from './mariadb-start-position.ts';
import type { MariadbDumpRequest } from './mariadb-start-position.ts';
import { SEND, SKIP } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export type DumpRequest =
  | { readonly kind: 'mysql-gtids'; readonly has: MysqlGtidSet }
  | MariadbDumpRequest
  | { readonly kind: 'file'; readonly at: BinlogCoordinates };

export type DumpStart =
  | {
      readonly kind: 'from';
      readonly cursor: LogCursor;
      readonly judge: (transaction: Transaction) => Verdict;
      /** The replica is to go no further than where it is. */
      readonly isDone: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export function startOfDump(source: Server, request: DumpRequest): DumpStart {
  const { binlog } = source;
  if (binlog === null) return refused('Binary log is not open');
  switch (request.kind) {
    case 'file':
      return byKind(source, fromFile(binlog, request.at), false);
    case 'mysql-gtids':
      return byKind(source, fromMysqlGtids(source, binlog, request.has), true);
    default:
      return startByMariadbGtids(source, binlog, request);
  }
}

/** MySQL looks at the kind of every transaction, also of those that it passes over. A binlog server looks at none. */
function byKind(source: Server, start: DumpStart, usesGtid: boolean): DumpStart {
  if (start.kind === 'refused' || isBinlogServer(source)) return start;
  const judge = (transaction: Transaction): Verdict => {
    const refusal = refusalToSend(source, transaction, usesGtid);
    return refusal === null ? start.judge(transaction) : { refusal };
  };
  return { ...start, judge };
}

/** Where a place by file and position is in the log. */
export function fromFile(log: BinaryLog, at: BinlogCoordinates): DumpStart {
  const file = at.file === '' ? oldestFile(log) : fileNamed(log, at.file);
  if (file === null) return refused('Could not find first log file name in binary log index file');
  if (at.position > file.size)
    return refused(
      `Client requested master to start replication from position > file size; the first event '${file.name}' at ${at.position}, the last event read from './${file.name}' at 4, the last byte read from './${file.name}' at 4.`,
    );
  const index = indexAt(file, at.position);
  if (index === null)
    return refused(
      `log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source; the first event '${file.name}' at ${at.position}, the last event read from './${file.name}' at ${at.position}, the last byte read from './${file.name}' at ${at.position + 19}.`,
    );
  return { kind: 'from', cursor: { file: file.number, index }, judge: () => SEND, isDone: false };
}

function fromMysqlGtids(source: Server, log: BinaryLog, has: MysqlGtidSet): DumpStart {
  if (source.gtid.kind !== 'mysql') return refused('Source has no GTIDs of this kind');
  const { executed, owned, purged } = source.gtid;
  if (!has.restrictTo([source.uuid]).isSubsetOf(executed.union(owned)))
    return refused(
      "Slave has more GTIDs than the master has, using the master's SERVER_UUID. This may indicate that the end of the binary log was truncated or that the last binary log file was lost, e.g., after a power or disk failure when sync_binlog != 1. The master may or may not have rolled back transactions that were already replicated to the slave. Suggest to replicate any transactions that master has rolled back from slave to master, and/or commit empty transactions on master to account for transactions that have been committed on master but are not included in GTID_EXECUTED.",
    );
  const missing = purged.subtract(has);
  if (!missing.isEmpty())
    return refused(
      `Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere, or provision a new replica from backup. Consider increasing the source's binary log expiration period. The GTID set sent by the replica is '${has.toText()}', and the missing transactions are '${missing.toText()}'`,
    );
  return {
    kind: 'from',
    cursor: { file: firstFileFor(log, has), index: 0 },
    judge: (one) => (isMark(one) || isWithin(one, has) ? SKIP : SEND),
    isDone: false,
  };
}

/** The newest file before which everything is already there. */
function firstFileFor(log: BinaryLog, has: MysqlGtidSet): number {
  for (let place = log.files.length - 1; place > 0; place -= 1) {
    const file = log.files[place];
    if (file?.previousGtids?.isSubsetOf(has) === true) return file.number;
  }
  return oldestFile(log).number;
}

function isWithin({ gtid }: Transaction, has: MysqlGtidSet): boolean {
  if (gtid?.family !== 'mysql') return false;
  const { uuid, tag, first, last } = gtid;
  return has.has({ uuid, tag, gno: first }) && (first === last || has.has({ uuid, tag, gno: last }));
}

function refused(reason: string): DumpStart {
  return { kind: 'refused', reason };
}
