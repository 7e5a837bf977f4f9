/**
 * How a transaction gets into a server: into its binary log, on to its replicas, past their acknowledgement where it is
 * asked for, and into the tables. Writers and appliers come the same way.
 */
import { MysqlGtidSet } from '@topiary/domain';
import { append } from '../binlog/binary-log.ts';
import { logRules, rotateWhenFull } from '../binlog/server-log.ts';
import { countUpTo } from '../model/sequence-counters.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import { wakeWaiters } from '../model/waiters.ts';
import type { World } from '../model/world.ts';
import { noteApplied } from './gtid-position.ts';
import { applyRows } from './rows.ts';
import { awaitAcknowledgement, noteCommit, waitsBeforeCommit, waitsForAcknowledgement } from './semi-sync.ts';

export interface CommitRequest {
  readonly transaction: Transaction;
  /** Into the binary log here. */
  readonly isLogged: boolean;
  /** It came from a source: MariaDB counts it as applied. */
  readonly isReplicated: boolean;
  /** Its rows were filtered out: the GTID alone is kept. */
  readonly isFiltered?: boolean;
  /** It came by the group, whose other members have it already. */
  readonly isFromGroup?: boolean;
  /** Told once it is in the tables and, where that is waited for, acknowledged. */
  readonly done: (acknowledged: boolean) => void;
}

export function commit(world: World, server: Server, request: CommitRequest): void {
  const { binlog } = server;
  if (request.isFromGroup === true && isKnown(server, request.transaction)) return request.done(false);
  if (!request.isLogged || binlog === null) {
    enterTables(server, request);
    request.done(false);
    return;
  }
  if (server.diskFull || server.group?.hasQuorum === false) {
    server.logIsStuck = server.diskFull;
    // A group agrees on a transaction before its member logs it: the others have it, whatever becomes of this one.
    if (server.group?.hasQuorum === true) spread(world, server, request);
    const free = takeNumber(server, request.transaction);
    server.stuck.push(() => {
      free();
      commit(world, server, request);
    });
    return;
  }
  const waits = waitsForAcknowledgement(server);
  own(server, request.transaction, waits);
  const at = append(binlog, request.transaction, logRules(world, server), world.nowMs);
  noteCommit(server, at);
  if (!waits) {
    enterTables(server, request);
    rotateWhenFull(world, server, binlog);
    world.reactions.wakeDumps(world, server);
    spread(world, server, request);
    request.done(false);
    return;
  }
  const enterFirst = !waitsBeforeCommit(server);
  const { transaction, isReplicated, isFiltered = false } = request;
  const prepared = { transaction, isReplicated, isFiltered };
  if (enterFirst) enterTables(server, request);
  else server.prepared.add(prepared);
  const finish = (acknowledged: boolean): void => {
    if (server.prepared.delete(prepared)) enterTables(server, request);
    request.done(acknowledged);
  };
  awaitAcknowledgement(world, server, { at, finish });
  rotateWhenFull(world, server, binlog);
  world.reactions.wakeDumps(world, server);
}

/** Nobody else gets its number meanwhile. Returns what gives it back. */
function takeNumber({ gtid: history }: Server, { gtid }: Transaction): () => void {
  if (gtid?.family !== 'mysql' || history.kind !== 'mysql') return () => undefined;
  const own = MysqlGtidSet.range(gtid);
  history.waiting = history.waiting.union(own);
  return () => {
    history.waiting = history.waiting.subtract(own);
  };
}

/** The group may bring a transaction twice: while it waited for room, and when its member was in reach again. */
function isKnown({ gtid: history }: Server, { gtid }: Transaction): boolean {
  if (gtid?.family !== 'mysql' || history.kind !== 'mysql') return false;
  return MysqlGtidSet.range(gtid).isSubsetOf(history.executed.union(history.owned));
}

function spread(world: World, server: Server, { transaction, isFromGroup = false }: CommitRequest): void {
  if (server.group !== null && !isFromGroup) world.reactions.spreadToGroup(world, server, transaction);
}

/** From the log on the number is taken, though the tables may have to wait for it. */
function own(server: Server, { gtid }: Transaction, waits: boolean): void {
  if (waits && gtid?.family === 'mysql' && server.gtid.kind === 'mysql')
    server.gtid.owned = server.gtid.owned.union(MysqlGtidSet.range(gtid));
  if (gtid?.family === 'mariadb' && server.gtid.kind === 'mariadb') {
    server.gtid.binlogState = server.gtid.binlogState.withLogged(bare(gtid));
    countUpTo(server.gtid.counters, gtid);
  }
}

export function enterTables(
  server: Server,
  { transaction, isLogged, isReplicated, isFiltered = false }: Omit<CommitRequest, 'done'>,
): void {
  if (!isFiltered) {
    server.held.add(transaction.identity);
    applyRows(server, transaction);
  }
  rememberGtid(server, transaction, { isLogged: isLogged && server.binlog !== null, isReplicated });
  wakeWaiters(server);
}

function rememberGtid(
  server: Server,
  { gtid }: Transaction,
  { isLogged, isReplicated }: { readonly isLogged: boolean; readonly isReplicated: boolean },
): void {
  const history = server.gtid;
  if (gtid?.family === 'mysql' && history.kind === 'mysql') {
    const own = MysqlGtidSet.range(gtid);
    history.executed = history.executed.union(own);
    if (!history.owned.isEmpty()) history.owned = history.owned.subtract(own);
    // What no log here holds counts as purged, unless its session kept it from the log.
    if (!isLogged && (isReplicated || server.binlog === null)) history.purged = history.purged.union(own);
  }
  if (gtid?.family === 'mariadb' && history.kind === 'mariadb' && isReplicated) noteApplied(history, gtid);
}

function bare({ domain, server, sequence }: { domain: number; server: number; sequence: bigint }): {
  readonly domain: number;
  readonly server: number;
  readonly sequence: bigint;
} {
  return { domain, server, sequence };
}
