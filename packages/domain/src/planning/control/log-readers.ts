/** Which replicas read the binary logs of a server, and which file each of them still needs. */
import { MariadbGtidPosition } from '../../replication/mariadb-gtid-position.ts';
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { Observation, ReplicationChannel } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Edge, TopologySnapshot } from '../../topology/snapshot.ts';
import type { LogFile } from '../reads.ts';
import { detachedFrom } from './detached-from.ts';

export type LogReader = Pick<Edge, 'replica' | 'channel'>;

/** Also those that were detached, which read again when they are put back. */
export function readersOf(snapshot: TopologySnapshot, id: InstanceId): readonly LogReader[] {
  return [...edgesTo(snapshot, id), ...detachedFrom(snapshot, id)];
}

/** `has-all`: what it asks for next is not written yet. `not-seen`: it does not answer. `not-known`: it names none of the files. */
export type LogNeed =
  | { readonly kind: 'needs'; readonly file: string }
  | { readonly kind: 'has-all' | 'not-seen' | 'not-known' };

/** `files`: the oldest first. What is true of a purge is decided by its plan, from what is read then. */
export function logNeeds(
  snapshot: TopologySnapshot,
  id: InstanceId,
  files: readonly LogFile[],
): readonly (LogReader & { readonly need: LogNeed })[] {
  const source = snapshot.instances.get(id)?.observation ?? null;
  return readersOf(snapshot, id).map(({ replica, channel }) => ({
    replica,
    channel,
    need: needOf(snapshot, { replica, channel }, { source, files }),
  }));
}

function needOf(
  snapshot: TopologySnapshot,
  { replica: id, channel: name }: LogReader,
  { source, files }: { readonly source: Observation | null; readonly files: readonly LogFile[] },
): LogNeed {
  const replica = snapshot.instances.get(id);
  const seen = replica?.observation ?? null;
  const channel = seen?.channels.find((one) => one.name === name);
  if (replica?.health !== 'ok' || seen === null || channel === undefined) return { kind: 'not-seen' };
  if (source !== null && hasEverything(seen, source)) return { kind: 'has-all' };
  const file = neededFile(channel, files);
  return file === null ? { kind: 'not-known' } : { kind: 'needs', file };
}

/** Whatever it asks for next is not written yet. */
export function hasEverything({ gtid: own }: Observation, { gtid: source }: Observation): boolean {
  if (own.kind === 'mysql' && source.kind === 'mysql')
    return source.executed !== '' && MysqlGtidSet.of(own.executed).contains(MysqlGtidSet.of(source.executed));
  if (own.kind !== 'mariadb' || source.kind !== 'mariadb' || source.binlogPosition === '') return false;
  return MariadbGtidPosition.of(own.slavePosition).isAtLeast(MariadbGtidPosition.of(source.binlogPosition));
}

/** `null`: it has applied nothing of this source yet, or names a file that is none of the list. */
export function neededFile(
  { executedPosition, readPosition }: ReplicationChannel,
  files: readonly LogFile[],
): string | null {
  const places = [executedPosition, readPosition].map((at) => files.findIndex(({ name }) => name === at?.file));
  return files[Math.min(...places)]?.name ?? null;
}
