/** A server dies: its process alone, or the machine with it. */
import { MysqlGtidSet } from '@topiary/domain';
import { cutUnsynced, currentFile } from '../binlog/binary-log.ts';
import type { BinaryLog } from '../binlog/binary-log.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import { passes, travelMs } from '../model/link.ts';
import { after } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { movedTo, withoutDomain } from '../replication/gtid-position.ts';
import { attemptFailed, stopReceiver } from '../replication/receiver.ts';
import { stopApplier } from '../replication/applier.ts';
import { resetSemiSync } from '../replication/semi-sync.ts';
import { watchSilence } from '../replication/silence.ts';

/** The kernel frees a dead process's memory before it closes its connections: 10 to 70 ms were measured. */
const CLOSE_AFTER_DEATH_MS = 20;

export interface CrashOptions {
  /** What no fsync had reached is gone. */
  readonly losesUnsynced: boolean;
  /** The machine is off: nobody is told, and connecting is not even refused. As `losesUnsynced` when not given. */
  readonly silently?: boolean;
}

export function crash(world: World, server: Server, options: CrashOptions): void {
  if (server.power === 'down') return;
  const silently = options.silently ?? options.losesUnsynced;
  for (const channel of server.channels.values()) {
    const wasApplying = channel.applier.committing;
    stopApplier(channel);
    channel.applier.committing = false;
    if (wasApplying) channel.applier.appliesWrittenAtMs = null;
    if (silently && channel.connection !== null) channel.connection.vanished = true;
    stopReceiver(world, channel);
  }
  server.power = 'down';
  world.powerChanges.add(server.id);
  server.hostIsUp = !silently;
  server.suspended.length = 0;
  server.groupAppliedAtMs = 0;
  loseReaders(world, server, silently);
  resetSemiSync(server);
  server.waiters.clear();
  server.stuck = [];
  if (server.gtid.kind === 'mysql') server.gtid.waiting = MysqlGtidSet.empty();
  server.lockQueue = [];
  server.logIsStuck = false;
  if (options.losesUnsynced) loseUnsynced(server);
  endSessions(server);
}

function loseReaders(world: World, server: Server, silently: boolean): void {
  const connections = [...server.greeting, ...server.dumps.map(({ connection }) => connection)];
  for (const dump of server.dumps) dump.open = false;
  server.dumps = [];
  server.greeting.clear();
  for (const connection of connections) {
    if (!connection.open) continue;
    const { replica, channel, source } = connection;
    if (silently || !passes(world, source, replica)) {
      watchSilence(world, connection);
      continue;
    }
    after(world, replica, CLOSE_AFTER_DEATH_MS + travelMs(world, source, replica), () => {
      if (!connection.open || channel.connection !== connection) return;
      if (channel.receiver.state === 'running') world.reactions.receiverLost(world, connection, 'closed');
      else attemptFailed(world, channel, { number: 2013, message: 'Lost connection to MySQL server during query' });
    });
  }
}

function endSessions(server: Server): void {
  const sessions = [...server.sessions.values()];
  server.sessions.clear();
  for (const session of sessions) {
    session.alive = false;
    session.transaction = null;
    session.locks.clear();
    for (const pending of session.pending) pending.abandon();
    session.pending.clear();
    session.lost?.('server-died');
  }
}

function loseUnsynced(server: Server): void {
  for (const channel of server.channels.values()) {
    // sync_relay_log asks for an fsync every 10,000 events only: what waits is taken to be gone.
    channel.waiting.length = 0;
    channel.retrieved = MysqlGtidSet.empty();
  }
  const { binlog } = server;
  if (binlog === null) return;
  const lost = cutUnsynced(binlog);
  for (const transaction of lost.toReversed()) forget(server, transaction);
  rewindPositions(server, new Set(lost));
  if (server.gtid.kind === 'mariadb') rewindMariadb(server, binlog, lost);
  server.streams += 1;
  server.stream = `${server.id}#${server.streams}`;
  server.nextNumber = 1;
}

function forget(server: Server, transaction: Transaction): void {
  server.held.delete(transaction.identity);
  for (const prepared of server.prepared) if (prepared.transaction === transaction) server.prepared.delete(prepared);
  for (const { action, row } of transaction.rows) {
    if (action === 'insert') server.rows.delete(row);
    if (action === 'delete') server.rows.set(row, transaction.identity);
  }
  if (transaction.gtid?.family !== 'mysql' || server.gtid.kind !== 'mysql') return;
  const gtid = MysqlGtidSet.range(transaction.gtid);
  server.gtid.executed = server.gtid.executed.subtract(gtid);
  server.gtid.owned = server.gtid.owned.subtract(gtid);
}

function rewindPositions(server: Server, lost: ReadonlySet<Transaction>): void {
  for (const channel of server.channels.values()) {
    const first = channel.unsynced.find(({ transaction }) => lost.has(transaction));
    if (first !== undefined) channel.executedPosition = first.before;
    channel.readPosition = channel.executedPosition;
    channel.unsynced.length = 0;
  }
}

/** The state is read from the log at start; the position stands in a table that lost the same transactions. */
function rewindMariadb(server: Server, log: BinaryLog, lost: readonly Transaction[]): void {
  const history = server.gtid;
  const file = currentFile(log);
  if (history.kind !== 'mariadb' || file.gtidList === null) return;
  let state = file.gtidList;
  for (const { transaction } of file.entries)
    if (transaction.gtid?.family === 'mariadb') state = state.withLogged(transaction.gtid);
  const applied = new Set(lost.flatMap(({ gtid }) => (gtid?.family === 'mariadb' ? [gtid.domain] : [])));
  for (const domain of applied) {
    const latest = state.latest(domain);
    if (history.slavePosition.at(domain) === null) continue;
    history.slavePosition =
      latest === null ? withoutDomain(history.slavePosition, domain) : movedTo(history.slavePosition, latest);
  }
  history.binlogState = state;
}
