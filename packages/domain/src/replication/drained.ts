/** Whether anything waits in the relay log of a channel. */
import type { ReplicationChannel } from '../topology/observation.ts';
import { samePlace } from './binlog-coordinates.ts';
import { MysqlGtidSet } from './mysql-gtid-set.ts';

/** Of what a receiver that stands has left; not known counts as something. */
export function isDrained(channel: ReplicationChannel): boolean {
  const { readPosition, executedPosition, appliedAll } = channel;
  if (appliedAll === true) return true;
  if (readPosition === null || executedPosition === null) return hasReceivedNothing(channel);
  return samePlace(readPosition, executedPosition);
}

/** MariaDB throws its relay log away when its source is changed: no place in the new source's log means an empty one. */
function hasReceivedNothing({ positioning, readPosition, executedPosition }: ReplicationChannel): boolean {
  const byPosition = positioning === 'slave-pos' || positioning === 'current-pos';
  return byPosition && readPosition === null && executedPosition === null;
}

/** Of a channel by auto-position, as its status row tells. */
export function hasAppliedAll(
  { positioning, receiver, retrieved }: Pick<ReplicationChannel, 'positioning' | 'receiver' | 'retrieved'>,
  executed: string,
): boolean {
  if (positioning !== 'auto-position' || receiver !== 'stopped') return false;
  const [received, applied] = [MysqlGtidSet.parse(retrieved), MysqlGtidSet.parse(executed)];
  return received.ok && applied.ok && applied.set.contains(received.set);
}
