/**
 * What replicas of one master have got of it, to be compared: what they applied, and what waits in their relay logs for an
 * applier that works. Their own transactions do not count.
 */
import { unionOfPositions, unionOfSets } from '../../replication/gtid-unions.ts';
import type { MariadbGtidPosition } from '../../replication/mariadb-gtid-position.ts';
import { formatMariadbGtidRange } from '../../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import type { Observation } from '../../topology/observation.ts';
import type { Instance } from '../../topology/snapshot.ts';

export type Received =
  | { readonly family: 'mysql'; readonly set: MysqlGtidSet }
  | { readonly family: 'mariadb'; readonly position: MariadbGtidPosition };

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

/** How many transactions `all` has that `one` has not. */
export function missingFrom(one: Received, all: Received): bigint {
  if (one.family === 'mysql' && all.family === 'mysql') return all.set.subtract(one.set).count();
  if (one.family !== 'mariadb' || all.family !== 'mariadb') return 0n;
  return all.position
    .gtids()
    .reduce((sum, { domain, sequence }) => sum + atLeastZero(sequence - (one.position.at(domain)?.sequence ?? 0n)), 0n);
}

/** What `one` has that `other` lacks, as its family writes it; '': nothing. */
export function beyond(one: Received, other: Received): string {
  if (one.family === 'mysql' && other.family === 'mysql') return one.set.subtract(other.set).toText();
  if (one.family !== 'mariadb' || other.family !== 'mariadb') return '';
  return one.position.beyond(other.position).map(formatMariadbGtidRange).join(', ');
}

function both(left: Received, right: Received): Received {
  if (left.family === 'mysql' && right.family === 'mysql') return { family: 'mysql', set: left.set.union(right.set) };
  if (left.family === 'mariadb' && right.family === 'mariadb')
    return { family: 'mariadb', position: left.position.union(right.position) };
  return left;
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
