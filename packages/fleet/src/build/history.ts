/** History known by GTIDs and positions alone, cut where servers differ, and laid into logs and tables. */
import { instanceIdOf, MariadbBinlogState, MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import type { BinlogCoordinates, InstanceId, MariadbGtid, Observation } from '@topiary/domain';
import { placeLog } from './seen-log.ts';
import { countersFrom } from '../model/sequence-counters.ts';
import type { Server } from '../model/server.ts';
import type { Transaction, TransactionGtid } from '../model/transaction.ts';
import type { World } from '../model/world.ts';

type Observations = ReadonlyMap<InstanceId, Observation>;

export function fillHistory(world: World, observations: Observations): void {
  const mysql = mysqlPieces(observations);
  const mariadb = mariadbPieces(observations);
  for (const [id, observation] of observations) {
    const server = world.servers.get(id);
    if (server === undefined) continue;
    const { gtid } = observation;
    if (gtid.kind === 'mysql') fillMysql(server, gtid, mysql);
    if (gtid.kind === 'mariadb') fillMariadb(server, gtid, mariadb);
    const pieces = loggedPieces(server, gtid.kind === 'mysql' ? mysql : mariadb);
    placeLog(world, server, { seen: observation.binlog, pieces, anchors: anchorsIn(id, observations) });
  }
}

/** A piece of history that every server has as a whole or not at all. */
function pieceOf(gtid: Exclude<TransactionGtid, null>): Transaction {
  const [stream, number] =
    gtid.family === 'mysql'
      ? [`${gtid.uuid}:${gtid.tag}`, Number(gtid.last)]
      : [`${gtid.domain}`, Number(gtid.sequence)];
  return {
    identity: { stream: `history ${stream}`, number },
    kind: 'empty',
    gtid,
    serverId: gtid.family === 'mariadb' ? gtid.server : 0,
    writtenAtMs: 0,
    schema: '',
    rows: [],
    statement: '',
    bytes: 0,
  };
}

function mysqlPieces(observations: Observations): readonly Transaction[] {
  const cuts = new Map<string, { uuid: string; tag: string; starts: Set<bigint> }>();
  let all = MysqlGtidSet.empty();
  for (const { gtid, channels } of observations.values()) {
    if (gtid.kind !== 'mysql') continue;
    const sets = [gtid.executed, gtid.purged, ...channels.map(({ retrieved }) => retrieved)].map((text) =>
      MysqlGtidSet.of(text),
    );
    for (const set of sets) {
      all = all.union(set);
      for (const { uuid, tag, intervals } of set.groups()) {
        const known = cuts.get(`${uuid}:${tag}`) ?? { uuid, tag, starts: new Set<bigint>() };
        cuts.set(`${uuid}:${tag}`, known);
        for (const { first, last } of intervals) known.starts.add(first).add(last + 1n);
      }
    }
  }
  return [...cuts.values()].flatMap(({ uuid, tag, starts }) => {
    const ordered = [...starts].toSorted((left, right) => (left < right ? -1 : 1));
    return ordered.slice(0, -1).flatMap((first, index) => {
      const last = (ordered[index + 1] ?? first + 1n) - 1n;
      return all.has({ uuid, tag, gno: first }) ? [pieceOf({ family: 'mysql', uuid, tag, first, last })] : [];
    });
  });
}

function fillMysql(
  server: Server,
  { executed, purged }: Extract<Observation['gtid'], { kind: 'mysql' }>,
  pieces: readonly Transaction[],
): void {
  const own = { executed: MysqlGtidSet.of(executed), purged: MysqlGtidSet.of(purged) };
  server.gtid = { kind: 'mysql', ...own, owned: MysqlGtidSet.empty(), waiting: MysqlGtidSet.empty() };
  for (const piece of pieces) {
    if (piece.gtid?.family !== 'mysql' || !MysqlGtidSet.range(piece.gtid).isSubsetOf(own.executed)) continue;
    server.held.add(piece.identity);
  }
}

function mariadbPieces(observations: Observations): readonly Transaction[] {
  const ends = new Map<string, MariadbGtid>();
  const add = (gtids: readonly MariadbGtid[]): void => {
    for (const gtid of gtids) ends.set(`${gtid.domain}-${gtid.server}-${gtid.sequence}`, gtid);
  };
  for (const { gtid, channels } of observations.values()) {
    if (gtid.kind !== 'mariadb') continue;
    add(MariadbBinlogState.of(gtid.binlogState).gtids());
    for (const text of [gtid.slavePosition, gtid.currentPosition, ...channels.map(({ retrieved }) => retrieved)])
      add(MariadbGtidPosition.of(text).gtids());
  }
  return [...ends.values()]
    .toSorted((left, right) => left.domain - right.domain || (left.sequence < right.sequence ? -1 : 1))
    .map((gtid) => pieceOf({ family: 'mariadb', ...gtid }));
}

function fillMariadb(
  server: Server,
  { slavePosition, binlogState }: Extract<Observation['gtid'], { kind: 'mariadb' }>,
  pieces: readonly Transaction[],
): void {
  const own = { slavePosition: MariadbGtidPosition.of(slavePosition), binlogState: MariadbBinlogState.of(binlogState) };
  server.gtid = { kind: 'mariadb', ...own, counters: countersFrom(own.binlogState, own.slavePosition) };
  for (const piece of pieces) if (isThere(own, piece)) server.held.add(piece.identity);
}

function isThere(
  { slavePosition, binlogState }: { slavePosition: MariadbGtidPosition; binlogState: MariadbBinlogState },
  { gtid }: Transaction,
): boolean {
  if (gtid?.family !== 'mariadb') return false;
  const applied = slavePosition.at(gtid.domain)?.sequence ?? -1n;
  return binlogState.covers(gtid) || applied >= gtid.sequence;
}

/** The pieces that the server's log still has, as far as can be told. */
function loggedPieces({ gtid: history }: Server, pieces: readonly Transaction[]): readonly Transaction[] {
  return pieces.filter(({ gtid }) => {
    if (gtid?.family === 'mysql' && history.kind === 'mysql') {
      const piece = MysqlGtidSet.range(gtid);
      return piece.isSubsetOf(history.executed) && !piece.isSubsetOf(history.purged);
    }
    return gtid?.family === 'mariadb' && history.kind === 'mariadb' && history.binlogState.covers(gtid);
  });
}

/** Where replicas that go by file and position stand in this server's log. */
function anchorsIn(source: InstanceId, observations: Observations): readonly BinlogCoordinates[] {
  return [...observations.values()].flatMap(({ channels }) =>
    channels.flatMap((channel) =>
      channel.positioning === 'file' && instanceIdOf(channel.source) === source && channel.executedPosition !== null
        ? [channel.executedPosition]
        : [],
    ),
  );
}
