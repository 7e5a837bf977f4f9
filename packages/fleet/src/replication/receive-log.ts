/** What a receiver does with what arrives: filter, write to the relay log, acknowledge, wake the applier. */
import { MysqlGtidSet } from '@topiary/domain';
import type { LogCursor } from '../binlog/binary-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { numberSetting } from '../model/settings.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import type { World } from '../model/world.ts';
import { endIsUntil, lookAgain, wakeApplier } from './applier.ts';
import { standAtRelayEnd } from './channel.ts';
import type { Channel } from './channel.ts';
import { sendToSource } from './connection.ts';
import type { Connection } from './connection.ts';
import { domainIsReplicated } from './filters.ts';
import { refusalToTake } from './gtid-kinds.ts';
import { movedTo } from './gtid-position.ts';
import { keepLog } from './keep-log.ts';
import type { LogMessage, SentTransaction } from './log-message.ts';
import { receiverFails, stopReceiver } from './receiver.ts';
import { acknowledge } from './semi-sync.ts';
import { relayWriteNumber, relayWriteText } from '../words/wording.ts';

export function receiveLog(world: World, connection: Connection, message: LogMessage): void {
  const { channel, replica, dump } = connection;
  if (channel.connection !== connection) return;
  connection.heardAtMs = world.nowMs;
  if (replica.diskFull) {
    connection.held.push(message);
    return;
  }
  if (isBinlogServer(replica)) {
    keepLog(world, connection, message);
    if (dump?.acknowledges === true && message.events.length > 0)
      sendAcknowledgement(world, connection, message.cursor);
    return;
  }
  for (const event of message.events) {
    const refusal = refusalToTake(replica, event.transaction);
    if (refusal !== null) return stopBefore(world, channel, event);
    if (isTaken(replica, channel, event.transaction)) writeRelay(channel, event);
    else leaveOut(channel, event);
    notePosition(channel, event.transaction);
  }
  channel.readPosition = message.end;
  if (message.events.length === 0) lookAgain(channel);
  if (dump?.acknowledges === true && message.events.length > 0) sendAcknowledgement(world, connection, message.cursor);
  if (channel.waiting.length > 0) wakeApplier(world, channel);
  else if (channel.applier.state === 'running') {
    channel.executedPosition = message.end;
    standAtRelayEnd(channel);
  }
  if (!message.reachesUntil) return;
  stopReceiver(world, channel);
  endIsUntil(channel);
}

/** It cannot queue what its mode does not allow of, and stands before it. */
function stopBefore(world: World, channel: Channel, { transaction, file, end }: SentTransaction): void {
  const { product } = channel.replica;
  channel.readPosition = { file, position: end - transaction.bytes };
  receiverFails(world, channel, { number: relayWriteNumber(product), text: relayWriteText(product) });
  if (channel.waiting.length > 0) wakeApplier(world, channel);
}

/** An acknowledgement stands for everything before it. A cut holds it up; what comes later takes its place. */
export function sendAcknowledgement(world: World, connection: Connection, upTo: LogCursor): void {
  const { dump } = connection;
  if (dump === null) return;
  const isSent = sendToSource(world, connection, () => acknowledge(dump, upTo));
  dump.unsentAcknowledgement = isSent ? null : upTo;
}

/** A server's own transactions come back to it in rings: the receiver leaves them out. */
function isTaken(replica: Server, channel: Channel, transaction: Transaction): boolean {
  if (transaction.serverId === numberSetting(replica, 'server_id')) return false;
  if (channel.ignoreServerIds.includes(transaction.serverId)) return false;
  return transaction.gtid?.family !== 'mariadb' || domainIsReplicated(channel.filters, transaction.gtid.domain);
}

function writeRelay(channel: Channel, { transaction, file, end }: SentTransaction): void {
  channel.relaySize += transaction.bytes;
  channel.relayBytes += transaction.bytes;
  const { relayFile, relaySize: relayEnd } = channel;
  channel.waiting.push({ transaction, sourceFile: file, sourceEnd: end, relayFile, relayEnd, isLeftOut: false });
  const { gtid } = transaction;
  if (gtid?.family === 'mysql') channel.retrieved = channel.retrieved.union(MysqlGtidSet.range(gtid));
}

/** MariaDB: what was left out moves it too; by file and position it stays as it was. */
function notePosition(channel: Channel, { gtid }: Transaction): void {
  if (gtid?.family === 'mariadb' && channel.positioning !== 'file')
    channel.receivedPosition = movedTo(channel.receivedPosition, gtid);
}

/** MariaDB's receiver tells its applier of it, so that its GTID counts as applied. */
function leaveOut(
  { waiting, relayFile, relaySize: relayEnd }: Channel,
  { transaction, file, end }: SentTransaction,
): void {
  if (transaction.gtid?.family !== 'mariadb') return;
  waiting.push({ transaction, sourceFile: file, sourceEnd: end, relayFile, relayEnd, isLeftOut: true });
}
