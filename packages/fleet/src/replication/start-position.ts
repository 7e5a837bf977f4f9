/** Where a source begins to send, and why it refuses: the rules of both families for a replica's request. */
import { MariadbBinlogState, wouldAccept } from '@topiary/domain';
import type { BinlogCoordinates, MariadbGtid, MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import { fileNamed, indexAt, oldestFile } from '../binlog/binary-log.ts';
import type { BinaryLog, BinlogFile, LogCursor } from '../binlog/binary-log.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';

export type DumpRequest =
  | { readonly kind: 'mysql-gtids'; readonly has: MysqlGtidSet }
  | {
      readonly kind: 'mariadb-gtids';
      readonly position: MariadbGtidPosition;
      readonly strict: boolean;
      readonly ignoresDuplicates: boolean;
    }
  | { readonly kind: 'file'; readonly at: BinlogCoordinates };

export type DumpStart =
  | { readonly kind: 'from'; readonly cursor: LogCursor; readonly wants: (transaction: Transaction) => boolean }
  | { readonly kind: 'refused'; readonly reason: string };

const EVERYTHING = (): boolean => true;

export function startOfDump(source: Server, request: DumpRequest): DumpStart {
  const { binlog } = source;
  if (binlog === null) return refused('Binary log is not open');
  switch (request.kind) {
    case 'file':
      return fromFile(binlog, request.at);
    case 'mysql-gtids':
      return fromMysqlGtids(source, binlog, request.has);
    default:
      return fromMariadbGtids(source, binlog, request);
  }
}

function fromFile(log: BinaryLog, at: BinlogCoordinates): DumpStart {
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
  return { kind: 'from', cursor: { file: file.number, index }, wants: EVERYTHING };
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
    wants: (one) => !isMark(one) && !isWithin(one, has),
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

/** A place in a log that was built from observations, with nothing in it. */
function isMark({ kind, gtid }: Transaction): boolean {
  return kind === 'empty' && gtid === null;
}

function isWithin({ gtid }: Transaction, has: MysqlGtidSet): boolean {
  if (gtid?.family !== 'mysql') return false;
  const { uuid, tag, first, last } = gtid;
  return has.has({ uuid, tag, gno: first }) && (first === last || has.has({ uuid, tag, gno: last }));
}

function fromMariadbGtids(
  source: Server,
  log: BinaryLog,
  request: Extract<DumpRequest, { kind: 'mariadb-gtids' }>,
): DumpStart {
  if (source.gtid.kind !== 'mariadb') return refused('Source has no GTIDs of this kind');
  const purgedState = oldestFile(log).gtidList ?? MariadbBinlogState.empty();
  const { binlogState, slavePosition } = source.gtid;
  const serverId = Number(source.settings.get('server_id') ?? 1);
  const verdict = wouldAccept({ ...request, binlogState: null }, { serverId, binlogState, slavePosition, purgedState });
  if (verdict.kind === 'refused') {
    const [refusal] = verdict.refusals;
    return refused(mariadbRefusal(refusal?.serverError ?? 1236, refusal?.requested ?? null));
  }
  const file = fileToBeginWith(log, request.position);
  return {
    kind: 'from',
    cursor: { file: file.number, index: 0 },
    wants: afterPosition(request.position, { binlogState, purgedState: file.gtidList ?? purgedState }),
  };
}

/** The newest before which everything is already there. */
function fileToBeginWith(log: BinaryLog, position: MariadbGtidPosition): BinlogFile {
  const isThere = ({ gtidList }: BinlogFile): boolean =>
    position.isAtLeast((gtidList ?? MariadbBinlogState.empty()).position());
  return log.files.findLast(isThere) ?? oldestFile(log);
}

interface Logged {
  readonly binlogState: MariadbBinlogState;
  readonly purgedState: MariadbBinlogState;
}

/** Skips every domain up to the replica's position in it: by that very transaction where the log has it, else by number. */
function afterPosition(
  position: MariadbGtidPosition,
  { binlogState, purgedState }: Logged,
): (transaction: Transaction) => boolean {
  const toPass = new Map<number, MariadbGtid>();
  for (const gtid of position.gtids()) if (!purgedState.covers(gtid)) toPass.set(gtid.domain, gtid);
  const isLogged = new Map([...toPass.values()].map((gtid) => [gtid.domain, binlogState.covers(gtid)]));
  return ({ gtid }) => {
    if (gtid?.family !== 'mariadb') return false;
    const limit = toPass.get(gtid.domain);
    if (limit === undefined) return true;
    if (isLogged.get(gtid.domain) !== true) return gtid.sequence > limit.sequence;
    if (gtid.server !== limit.server || gtid.sequence < limit.sequence) return false;
    toPass.delete(gtid.domain);
    // A hole: the position itself was never logged, so this one already follows it.
    return gtid.sequence > limit.sequence;
  };
}

function mariadbRefusal(serverError: number, requested: MariadbGtid | null): string {
  const gtid = requested === null ? '' : `${requested.domain}-${requested.server}-${requested.sequence}`;
  switch (serverError) {
    case 1945:
      return `Error: connecting slave requested to start from GTID ${gtid}, which is not in the master's binlog`;
    case 1955:
      return `Error: connecting slave requested to start from GTID ${gtid}, which is not in the master's binlog. Since the master's binlog contains GTIDs with higher sequence numbers, it probably means that the slave has diverged due to executing extra erroneous transactions`;
    default:
      return 'Could not find GTID state requested by slave in any binlog files. Probably the slave state is too old and required binlog files have been purged.';
  }
}

function refused(reason: string): DumpStart {
  return { kind: 'refused', reason };
}
