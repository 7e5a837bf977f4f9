/** How a binlog server follows its master: from where its log ends, into its log as it comes. */
import { nextBinlogFile, sourceAddressOf } from '@topiary/domain';
import type { BinlogCoordinates } from '@topiary/domain';
import { writePosition } from '../binlog/binary-log.ts';
import { appendCopy, openCopy } from '../binlog/copied-log.ts';
import { purgeExcess } from '../binlog/server-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { addWaiter, wakeWaiters } from '../model/waiters.ts';
import type { Server } from '../model/server.ts';
import { serverAt } from '../model/world.ts';
import type { World } from '../model/world.ts';
import type { Channel } from './channel.ts';
import { enterTables } from './commit.ts';
import type { Connection } from './connection.ts';
import { isMark } from './gtid-kinds.ts';
import type { LogMessage } from './log-message.ts';

const FIRST_POSITION = 4;
/** Binlog servers under one another. */
const MAX_HOPS = 16;

/** Its first log it reads from the begin; later it goes on at the end, or with the next log where it was told to. */
export function placeToKeepFrom({ replica: { binlog }, readPosition }: Channel): BinlogCoordinates {
  if (binlog === null) return { file: readPosition.file, position: FIRST_POSITION };
  const end = writePosition(binlog);
  const next = nextBinlogFile(end.file);
  return readPosition.file === next ? { file: next, position: FIRST_POSITION } : end;
}

export function keepLog(world: World, { channel, replica }: Connection, message: LogMessage): void {
  const [first] = message.heads;
  if (first === undefined) return;
  const isFirst = replica.binlog === null;
  const log = openCopy(replica.binlog, first, world.nowMs);
  replica.binlog = log;
  let heads: LogMessage['heads'] = message.heads.slice(1);
  for (const { transaction, file, end } of message.events) {
    while (writePosition(log).file !== file && heads.length > 0) heads = openNext(world, replica, heads);
    appendCopy(log, { transaction, end }, world.nowMs);
    if (!isMark(transaction)) enterTables(replica, { transaction, isLogged: true, isReplicated: true });
  }
  while (heads.length > 0) heads = openNext(world, replica, heads);
  standAtLogEnd(channel);
  if (isFirst) wakeWaiters(replica);
  world.reactions.wakeDumps(world, replica);
}

/** Gives those that are left. */
function openNext(world: World, server: Server, heads: LogMessage['heads']): LogMessage['heads'] {
  const [head] = heads;
  if (head !== undefined) server.binlog = openCopy(server.binlog, head, world.nowMs);
  if (server.binlog !== null) purgeExcess(world, server, server.binlog);
  return heads.slice(1);
}

/** What it has received it has, so to say, executed; its log is its relay log. */
export function standAtLogEnd(channel: Channel): void {
  const { binlog } = channel.replica;
  if (binlog === null) return;
  const end = writePosition(binlog);
  channel.readPosition = end;
  channel.executedPosition = end;
  channel.relayPosition = end;
}

/** Who wrote what a server sends: a binlog server answers its replicas' questions as its master answered its own. */
export function originOfLog(world: World, server: Server): Server {
  let origin = server;
  for (let hops = 0; hops < MAX_HOPS && isBinlogServer(origin); hops += 1) {
    const [channel] = origin.channels.values();
    const address = channel === undefined ? null : sourceAddressOf(origin.address, channel.source);
    origin = (address === null ? null : serverAt(world, address)) ?? origin;
  }
  return origin;
}

/** A replica that comes before there is a log waits for it. */
export function whenThereIsALog(source: Server, connection: Connection, then: () => void): void {
  const waiter = addWaiter(source, () => {
    if (connection.open && source.binlog === null) return false;
    source.waiters.delete(waiter);
    if (connection.open) then();
    return true;
  });
}
