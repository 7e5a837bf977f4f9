/** How source and receiver come to terms, from the greeting to the first event, and how they part. */
import { assert, familyOf, MariadbBinlogState, MariadbGtidPosition } from '@topiary/domain';
import { fileNumbered } from '../binlog/binary-log.ts';
import { mariadbListEnd } from '../binlog/event-sizes.ts';
import type { BinaryLog, LogCursor } from '../binlog/binary-log.ts';
import { hasPrivilege, matchAccount } from '../model/account.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { endDump, headsFor, pump } from './dump.ts';
import type { Dump } from './dump.ts';
import type { Channel } from './channel.ts';
import { sendToReplica, sendToSource } from './connection.ts';
import type { Connection } from './connection.ts';
import { movedTo, noteApplied } from './gtid-position.ts';
import { originOfLog, placeToKeepFrom, whenThereIsALog } from './keep-log.ts';
import { receiveLog } from './receive-log.ts';
import { attemptFailed, connected, HANDSHAKE_ROUND_TRIPS, receiverFails } from './receiver.ts';
import type { AttemptFailure } from './receiver.ts';
import { acknowledge, hasSemiSyncSide, isSemiSyncReplica, reviewSemiSync } from './semi-sync.ts';
import { fromFile, startOfDump } from './start-position.ts';
import type { DumpRequest, DumpStart } from './start-position.ts';
import {
  receiverFatalNumber,
  registrationRefused,
  sourceCommandNumber,
  sourceRefusalNumber,
  sourceRefusalText,
} from '../words/wording.ts';

/** A connection whose other end went while the link was cut is cleared away by the kernel after this long. */
const ORPHAN_MS = 15 * 60 * 1000;

/** At the source: somebody connects. */
export function greet(world: World, connection: Connection): void {
  const { source, channel } = connection;
  if (!connection.open) return;
  source.greeting.add(connection);
  const refusal = refusalAtDoor(connection);
  const handshakeMs = (HANDSHAKE_ROUND_TRIPS - 1) * 2 * world.options.linkDelayMs;
  sendToReplica(
    world,
    connection,
    () => {
      source.greeting.delete(connection);
      if (refusal === null) comeToTerms(world, connection);
      else attemptFailed(world, channel, refusal);
    },
    handshakeMs,
  );
}

function refusalAtDoor({ source, channel, replica }: Connection): AttemptFailure | null {
  if (source.sessions.size + source.dumps.length >= numberSetting(source, 'max_connections'))
    return { number: 1040, message: 'Too many connections' };
  const { host } = replica.address;
  const account = matchAccount(source.accounts, channel.user, host);
  return account === null || account.password !== channel.password
    ? { number: 1045, message: `Access denied for user '${channel.user}'@'${host}' (using password: YES)` }
    : null;
}

/** Whoever may connect may ask what the source is; only then does the replica register. */
function refusalToRegister({ source, channel, replica }: Connection): AttemptFailure | null {
  const account = matchAccount(source.accounts, channel.user, replica.address.host);
  if (account === null || hasPrivilege(account, 'REPLICATION SLAVE')) return null;
  return {
    number: sourceCommandNumber(replica.product),
    message: `Access denied for user '${account.user}'@'${account.host}' (using password: YES) (Errno: 1045)`,
    text: registrationRefused(replica.product, `'${account.user}'@'${account.host}'`),
  };
}

/** At the replica: what both sides are is known now. */
function comeToTerms(world: World, connection: Connection): void {
  const { channel, source, replica } = connection;
  if (channel.connection !== connection) return;
  channel.sourceServerId = numberSetting(source, 'server_id');
  const isItself = numberSetting(source, 'server_id') === numberSetting(replica, 'server_id');
  // The id is asked for first, and with an equal one nothing more is.
  channel.sourceUuid = familyOf(source.product) === 'mysql' && !isItself ? source.uuid : null;
  const fatal = fatalDifference(world, connection);
  if (fatal === null) learnPosition(connection);
  const refusal = fatal === null ? refusalToRegister(connection) : null;
  if (refusal !== null) return attemptFailed(world, channel, refusal);
  connected(world, connection);
  if (fatal !== null) {
    receiverFails(world, channel, { number: receiverFatalNumber(replica.product), text: fatal });
    return;
  }
  if (isSemiSyncReplica(replica)) channel.receiver.acknowledges = hasSemiSyncSide(source, 'source');
  const request = requestOf(channel);
  // A source that ends before it serves its log closes this connection like any other.
  source.greeting.add(connection);
  sendToSource(world, connection, () => {
    source.greeting.delete(connection);
    serve(world, connection, request);
  });
}

const GTID_MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'];

function fatalDifference(world: World, { replica, source, channel }: Connection): string | null {
  // It has no id, no UUID and no mode of its own that would matter.
  if (isBinlogServer(replica)) return null;
  const isSame = numberSetting(replica, 'server_id') === numberSetting(source, 'server_id');
  if (isSame && !isOn(replica, 'replicate_same_server_id'))
    return 'Fatal error: The replica I/O thread stops because source and replica have equal MySQL server ids; these ids must be different for replication to work (or the --replicate-same-server-id option must be used on replica but this does not always make sense; please check the manual before using it).';
  const origin = originOfLog(world, source);
  if (familyOf(replica.product) !== 'mysql' || familyOf(origin.product) !== 'mysql') return null;
  if (replica.uuid === source.uuid)
    return 'Fatal error: The replica I/O thread stops because source and replica have equal MySQL server UUIDs; these UUIDs must be different for replication to work.';
  const [here, there] = [String(setting(replica, 'gtid_mode')), String(setting(origin, 'gtid_mode'))];
  if (channel.positioning === 'auto-position' && there !== 'ON')
    return `The replication receiver thread cannot start in AUTO_POSITION mode: the source server has GTID_MODE = ${there} instead of ON.`;
  const logsGtids = GTID_MODES.indexOf(there) >= GTID_MODES.indexOf('ON_PERMISSIVE');
  if ((here === 'OFF' && logsGtids) || (here === 'ON' && !logsGtids))
    return `The replication receiver thread cannot start because the source has GTID_MODE = ${there} and this server has GTID_MODE = ${here}.`;
  return null;
}

function requestOf(channel: Channel): DumpRequest {
  const { replica, positioning } = channel;
  if (isBinlogServer(replica)) return { kind: 'file', at: placeToKeepFrom(channel) };
  if (positioning === 'file') return { kind: 'file', at: channel.readPosition };
  if (replica.gtid.kind === 'mysql')
    return { kind: 'mysql-gtids', has: replica.gtid.executed.union(channel.retrieved) };
  return {
    kind: 'mariadb-gtids',
    position: channel.receivedPosition,
    strict: isOn(replica, 'gtid_strict_mode'),
    ignoresDuplicates: isOn(replica, 'gtid_ignore_duplicates'),
    until: channel.receiver.untilGtids,
  };
}

/** At the source: it sends, or says why it cannot. */
function serve(world: World, connection: Connection, request: DumpRequest): void {
  const { source, channel, replica } = connection;
  if (!connection.open) return;
  if (isBinlogServer(source) && source.binlog === null)
    return whenThereIsALog(source, connection, () => serve(world, connection, request));
  const start = startOfDump(source, request);
  if (start.kind === 'refused') {
    const number = sourceRefusalNumber(replica.product);
    const text = sourceRefusalText(replica.product, start.reason);
    sendToReplica(world, connection, () => receiverFails(world, channel, { number, text }));
    return;
  }
  replaceEarlier(world, connection);
  if (start.isDone) return endAtHead(world, connection, start.cursor);
  const dump = newDump(world, connection, start);
  connection.dump = dump;
  source.dumps = [...source.dumps, dump];
  const { binlog } = source;
  assert(binlog !== null, 'a log that is sent is there', source.id);
  const end = positionOf(binlog, dump.cursor);
  const { cursor } = dump;
  const first = { events: [], end, cursor, heads: headsFor(dump, cursor), reachesUntil: false };
  sendToReplica(world, connection, () => receiveLog(world, connection, first));
  // A replica counts as having everything before the place that it asks for.
  if (dump.acknowledges) acknowledge(dump, dump.cursor);
  pump(world, dump);
}

/** MariaDB sends the first event of the file, and that this is all. Found by trying on 11.8. */
function endAtHead(world: World, connection: Connection, cursor: LogCursor): void {
  const { binlog } = connection.source;
  const file = binlog === null ? null : fileNumbered(binlog, cursor.file);
  assert(file !== null, 'a log that is sent is there', connection.source.id);
  const end = { file: file.name, position: mariadbListEnd(file.gtidList ?? MariadbBinlogState.empty()) };
  const message = { events: [], end, cursor, heads: [], reachesUntil: true };
  sendToReplica(world, connection, () => receiveLog(world, connection, message));
}

function positionOf(log: BinaryLog, { file: number, index }: LogCursor): { file: string; position: number } {
  const file = fileNumbered(log, number);
  assert(file !== null, 'a dump begins in a file that is there', number);
  return { file: file.name, position: file.entries[index - 1]?.end ?? file.headerBytes };
}

/**
 * MariaDB asks its source what the place that it has received up to is by GTID, so that it can follow by GTID later; that
 * counts as applied, though what it received may still wait for its applier. Source: tried on 10.11 and 11.8.
 */
function learnPosition({ source: { binlog }, replica, channel }: Connection): void {
  const { gtid } = replica;
  if (gtid.kind !== 'mariadb' || channel.positioning !== 'file' || binlog === null) return;
  const start = fromFile(binlog, channel.readPosition);
  if (start.kind === 'refused') return;
  for (const each of gtidPositionAt(binlog, start.cursor).gtids()) noteApplied(gtid, each);
}

function gtidPositionAt(log: BinaryLog, { file: number, index }: LogCursor): MariadbGtidPosition {
  const file = fileNumbered(log, number);
  let position = file?.gtidList?.position() ?? MariadbGtidPosition.empty();
  for (const { transaction } of file?.entries.slice(0, index) ?? [])
    if (transaction.gtid?.family === 'mariadb') position = movedTo(position, transaction.gtid);
  return position;
}

function newDump(world: World, connection: Connection, start: Extract<DumpStart, { kind: 'from' }>): Dump {
  const { replica, channel, source } = connection;
  source.nextConnectionId += 1;
  return {
    connection,
    judge: start.judge,
    cursor: start.cursor,
    open: true,
    stalled: false,
    reset: null,
    unsentAcknowledgement: null,
    replica: replica.id,
    channel: channel.name,
    connectionId: source.nextConnectionId,
    user: channel.user,
    replicaServerId: numberSetting(replica, 'server_id'),
    reportHost: replica.reportHost ?? '',
    reportPort: replica.address.port,
    replicaUuid: replica.uuid,
    usesGtid: channel.positioning !== 'file',
    acknowledges: isSemiSyncReplica(replica) && hasSemiSyncSide(source, 'source'),
    startedAtMs: world.nowMs,
  };
}

/** A replica that comes back takes the place of its former self, and so does a stranger that looks like it. */
function replaceEarlier(world: World, { source, replica, channel }: Connection): void {
  const isMysql = familyOf(source.product) === 'mysql';
  const serverId = numberSetting(replica, 'server_id');
  for (const dump of Array.from(source.dumps)) {
    const looksAlike = isMysql ? dump.replicaUuid === replica.uuid : dump.replicaServerId === serverId;
    if (!looksAlike || (dump.replica === replica.id && dump.channel !== channel.name && dump.connection.open)) continue;
    endDump(dump);
    const number = sourceRefusalNumber(dump.connection.replica.product);
    const reason = 'A slave with the same server_uuid/server_id as this slave has connected to the master';
    const text = sourceRefusalText(dump.connection.replica.product, reason);
    sendToReplica(world, dump.connection, () => receiverFails(world, dump.connection.channel, { number, text }));
  }
}

/** The receiver's end is closed: the source's follows when it hears of it. */
export function hangUp(world: World, connection: Connection): void {
  const { source } = connection;
  const close = (): void => {
    source.greeting.delete(connection);
    const { dump } = connection;
    if (dump === null || !dump.open) return;
    endDump(dump);
    reviewSemiSync(source, 'replica-gone');
  };
  if (source.power === 'down') {
    source.greeting.delete(connection);
    return;
  }
  if (connection.vanished || !sendToSource(world, connection, close)) after(world, source, ORPHAN_MS, close);
}
