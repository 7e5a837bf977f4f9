/**
 * From where on a MariaDB source sends to a replica that asks by GTID, and when it gives up, at once or later. Source: MariaDB
 * sql/sql_repl.cc, check_slave_start_position, gtid_find_binlog_file and send_event_to_slave.
 */
import { formatMariadbGtid, MariadbBinlogState, sameMariadbGtid } from '@topiary/domain';
import type { MariadbGtid, MariadbGtidPosition } from '@topiary/domain';
import type { BinaryLog, BinlogFile } from '../binlog/binary-log.ts';
import type { MutableGtidHistory, Server } from '../model/server.ts';
import { numberSetting } from '../model/settings.ts';
import type { Transaction } from '../model/transaction.ts';
import type { UntilGtids } from './channel.ts';
import type { DumpStart } from './start-position.ts';
import { SEND, SKIP } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export interface MariadbDumpRequest {
  readonly kind: 'mariadb-gtids';
  readonly position: MariadbGtidPosition;
  readonly strict: boolean;
  readonly ignoresDuplicates: boolean;
  /** It is to go no further. */
  readonly until: UntilGtids | null;
}

type History = Extract<MutableGtidHistory, { kind: 'mariadb' }>;

/** What is passed over in a domain before sending begins there. */
interface Threshold {
  readonly gtid: MariadbGtid;
  /** The source applied it itself, so that it need not be in its log. */
  readonly isOwnPosition: boolean;
  /** The source knew nothing of the domain: it looks again when something of it turns up. */
  isOfUnknownDomain: boolean;
}

/** By domain. */
type Thresholds = Map<number, Threshold>;

/** What is still to come, by domain; `null`: there is no end. */
type Ends = { readonly left: Map<number, MariadbGtid>; readonly before: boolean } | null;

interface Asking {
  readonly history: History;
  readonly serverId: number;
  readonly request: MariadbDumpRequest;
  readonly ends: Ends;
}

interface Sending {
  readonly thresholds: Thresholds;
  readonly ends: Ends;
  readonly source: Server;
  readonly strict: boolean;
}

const PURGED =
  'Could not find GTID state requested by slave in any binlog files. Probably the slave state is too old and required binlog files have been purged.';

export function startByMariadbGtids(source: Server, log: BinaryLog, request: MariadbDumpRequest): DumpStart {
  const history = source.gtid;
  if (history.kind !== 'mariadb') return { kind: 'refused', reason: 'Source has no GTIDs of this kind' };
  const thresholds: Thresholds = new Map();
  const ends = endsOf(request);
  const asking: Asking = { history, serverId: numberSetting(source, 'server_id'), request, ends };
  for (const gtid of request.position.gtids()) {
    const found = thresholdFor(gtid, asking);
    if (found === 'not in the log') return { kind: 'refused', reason: notInLog(gtid, history) };
    if (found !== null) thresholds.set(gtid.domain, found);
  }
  const file = log.files.findLast((each) => holdsWhatFollows(each, thresholds));
  if (file === undefined) return { kind: 'refused', reason: PURGED };
  for (const gtid of listOf(file).gtids()) {
    if (sameMariadbGtid(gtid, thresholds.get(gtid.domain)?.gtid ?? null)) thresholds.delete(gtid.domain);
    const end = ends?.left.get(gtid.domain);
    if (end !== undefined && end.server === gtid.server && end.sequence <= gtid.sequence)
      ends?.left.delete(gtid.domain);
  }
  return {
    kind: 'from',
    cursor: { file: file.number, index: 0 },
    judge: (transaction) => judge(transaction, { thresholds, ends, source, strict: request.strict }),
    isDone: ends?.left.size === 0,
  };
}

function endsOf({ until }: MariadbDumpRequest): Ends {
  if (until === null) return null;
  return { left: new Map(until.position.gtids().map((gtid) => [gtid.domain, gtid])), before: until.before };
}

/** `null`: everything of the domain is sent. */
function thresholdFor(
  gtid: MariadbGtid,
  { history: { binlogState, slavePosition }, serverId, request, ends }: Asking,
): Threshold | null | 'not in the log' {
  const isOwnPosition = sameMariadbGtid(gtid, slavePosition.at(gtid.domain));
  const latest = binlogState.latest(gtid.domain);
  if (binlogState.covers(gtid)) return { gtid, isOwnPosition, isOfUnknownDomain: false };
  if (isOwnPosition) {
    const own = binlogState.find(gtid.domain, serverId);
    if (own !== null && own.sequence > gtid.sequence)
      return { gtid: { ...gtid, server: serverId }, isOwnPosition, isOfUnknownDomain: false };
    return latest === null ? null : { gtid: latest, isOwnPosition: false, isOfUnknownDomain: false };
  }
  if (latest === null) return { gtid, isOwnPosition, isOfUnknownDomain: true };
  const mayBeAhead = request.ignoresDuplicates && latest.sequence < gtid.sequence;
  return mayBeAhead || hasEnded(gtid.domain, ends, binlogState)
    ? { gtid, isOwnPosition, isOfUnknownDomain: false }
    : 'not in the log';
}

/** It is to stop at what is here, or before anything of the domain. */
function hasEnded(domain: number, ends: Ends, binlogState: MariadbBinlogState): boolean {
  const end = ends?.left.get(domain);
  if (ends === null || (end !== undefined && !binlogState.covers(end))) return false;
  ends.left.delete(domain);
  return true;
}

/** Nothing that has to be sent stands in an earlier file. */
function holdsWhatFollows(file: BinlogFile, thresholds: Thresholds): boolean {
  const list = listOf(file);
  return list.gtids().every((gtid) => {
    const wanted = thresholds.get(gtid.domain)?.gtid;
    if (wanted === undefined) return false;
    if (wanted.server !== gtid.server || wanted.sequence > gtid.sequence) return true;
    return wanted.sequence === gtid.sequence && sameMariadbGtid(gtid, list.latest(gtid.domain));
  });
}

function listOf({ gtidList }: BinlogFile): MariadbBinlogState {
  return gtidList ?? MariadbBinlogState.empty();
}

function judge({ gtid }: Transaction, { thresholds, ends, source, strict }: Sending): Verdict {
  const history = source.gtid;
  if (gtid?.family !== 'mariadb' || history.kind !== 'mariadb') return SKIP;
  const threshold = thresholds.get(gtid.domain);
  if (threshold === undefined) return judgeEnd(gtid, ends, true);
  const wanted = threshold.gtid;
  if (threshold.isOfUnknownDomain && !history.binlogState.covers(wanted)) return { refusal: notInLog(wanted, history) };
  threshold.isOfUnknownDomain = false;
  const isPast = gtid.server === wanted.server && gtid.sequence > wanted.sequence;
  if (isPast && strict && !threshold.isOwnPosition) return { refusal: holeAt(wanted) };
  if (gtid.server === wanted.server && gtid.sequence >= wanted.sequence) thresholds.delete(gtid.domain);
  return judgeEnd(gtid, ends, isPast);
}

/** What lies behind the end of its domain is left out, and sending stops with the last end that is reached. */
function judgeEnd(gtid: MariadbGtid, ends: Ends, sends: boolean): Verdict {
  if (ends === null) return sends ? SEND : SKIP;
  const end = ends.left.get(gtid.domain);
  if (end === undefined) return SKIP;
  if (gtid.server !== end.server || gtid.sequence < end.sequence) return sends ? SEND : SKIP;
  ends.left.delete(gtid.domain);
  return { sends: sends && gtid.sequence === end.sequence && !ends.before, isLast: ends.left.size === 0 };
}

function notInLog(gtid: MariadbGtid, { binlogState }: History): string {
  const text = `Error: connecting slave requested to start from GTID ${formatMariadbGtid(gtid)}, which is not in the master's binlog`;
  const latest = binlogState.latest(gtid.domain);
  return latest === null || latest.sequence < gtid.sequence
    ? text
    : `${text}. Since the master's binlog contains GTIDs with higher sequence numbers, it probably means that the slave has diverged due to executing extra erroneous transactions`;
}

function holeAt(gtid: MariadbGtid): string {
  return `The binlog on the master is missing the GTID ${formatMariadbGtid(gtid)} requested by the slave (even though both a prior and a subsequent sequence number does exist), and GTID strict mode is enabled`;
}
