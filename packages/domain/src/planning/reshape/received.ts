/**
 * What replicas of one master have got of it, to be compared: what they applied, and what waits in their relay logs for an
 * applier that works. Their own transactions do not count. Where all of them replicate by file and position, the place in
 * the master's log tells it; else GTIDs do.
 */
import { compareCoordinates, formatCoordinates, parseBinlogFileName } from '../../replication/binlog-coordinates.ts';
import { unionOfPositions, unionOfSets } from '../../replication/gtid-unions.ts';
import type { MariadbGtidPosition } from '../../replication/mariadb-gtid-position.ts';
import { formatMariadbGtidRange } from '../../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { BinlogCoordinates, Observation, ReplicationChannel } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Edge, Instance, TopologySnapshot } from '../../topology/snapshot.ts';

export type Received =
  | { readonly family: 'mysql'; readonly set: MysqlGtidSet }
  | { readonly family: 'mariadb'; readonly position: MariadbGtidPosition }
  /** In the master's binary log. */
  | { readonly family: 'coordinates'; readonly at: BinlogCoordinates };

/** By replica of `source`; one of which nothing can be said is missing. */
export function receivedFrom(snapshot: TopologySnapshot, source: InstanceId): ReadonlyMap<InstanceId, Received> {
  const channels = edgesTo(snapshot, source).map((edge) => [edge.replica, channelOf(snapshot, edge)] as const);
  const isByFile = channels.every(([, channel]) => channel === undefined || channel.positioning === 'file');
  return new Map(
    channels.flatMap(([id, channel]): readonly (readonly [InstanceId, Received])[] => {
      const instance = snapshot.instances.get(id);
      const received =
        instance === undefined || channel === undefined ? null : isByFile ? placeOf(channel) : receivedBy(instance);
      return received === null ? [] : [[id, received]];
    }),
  );
}

function channelOf({ instances }: TopologySnapshot, { replica, channel }: Edge): ReplicationChannel | undefined {
  return instances.get(replica)?.observation?.channels.find(({ name }) => name === channel);
}

/** An applier that failed, or that somebody stopped, does not bring what was received. */
export function placeOf({ applier, readPosition, executedPosition }: ReplicationChannel): Received | null {
  const at = applier === 'running' ? readPosition : executedPosition;
  return at === null || at.file === '' ? null : { family: 'coordinates', at };
}

/** `null`: it has no GTIDs, or none that can be read. */
export function receivedBy({ observation, errant }: Instance): Received | null {
  if (observation === null) return null;
  const { gtid } = observation;
  const waiting = retrievedBy(observation);
  if (gtid.kind === 'mysql') {
    const all = unionOfSets([gtid.executed, ...waiting]);
    const own = errant.found?.family === 'mysql' ? errant.found.set : MysqlGtidSet.empty();
    return all === null ? null : { family: 'mysql', set: all.subtract(own) };
  }
  if (gtid.kind !== 'mariadb') return null;
  const position = unionOfPositions([gtid.slavePosition, ...waiting]);
  return position === null ? null : { family: 'mariadb', position };
}

/** An applier that failed, or that somebody stopped, does not bring what was received. */
function retrievedBy({ channels }: Observation): readonly string[] {
  return channels.flatMap(({ applier, retrieved }) => (applier === 'running' ? [retrieved] : []));
}

export function everything(all: readonly Received[]): Received | null {
  const [first, ...others] = all;
  return first === undefined ? null : others.reduce(both, first);
}

/** How many transactions `all` has that `one` has not; of places in a log, something that grows with what lies between. */
export function missingFrom(one: Received, all: Received): bigint {
  if (one.family === 'coordinates' && all.family === 'coordinates') return atLeastZero(rank(all.at) - rank(one.at));
  if (one.family === 'mysql' && all.family === 'mysql') return all.set.subtract(one.set).count();
  if (one.family !== 'mariadb' || all.family !== 'mariadb') return 0n;
  return all.position
    .gtids()
    .reduce((sum, { domain, sequence }) => sum + atLeastZero(sequence - (one.position.at(domain)?.sequence ?? 0n)), 0n);
}

/** What `one` has that `other` lacks, as its family writes it; '': nothing. */
export function beyond(one: Received, other: Received): string {
  if (one.family === 'coordinates' && other.family === 'coordinates')
    return compareCoordinates(one.at, other.at) === 'after'
      ? `${formatCoordinates(other.at)} - ${formatCoordinates(one.at)}`
      : '';
  if (one.family === 'mysql' && other.family === 'mysql') return one.set.subtract(other.set).toText();
  if (one.family !== 'mariadb' || other.family !== 'mariadb') return '';
  return one.position.beyond(other.position).map(formatMariadbGtidRange).join(', ');
}

function both(left: Received, right: Received): Received {
  if (left.family === 'coordinates' && right.family === 'coordinates')
    return compareCoordinates(left.at, right.at) === 'before' ? right : left;
  if (left.family === 'mysql' && right.family === 'mysql') return { family: 'mysql', set: left.set.union(right.set) };
  if (left.family === 'mariadb' && right.family === 'mariadb')
    return { family: 'mariadb', position: left.position.union(right.position) };
  return left;
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

/** Positions in a file have less than 64 bits. */
function rank({ file, position }: BinlogCoordinates): bigint {
  return (BigInt(parseBinlogFileName(file)?.number ?? 0) << 64n) + BigInt(position);
}
