/** START REPLICA UNTIL: where an applier stops by itself. */
import { compareCoordinates, familyOf, MysqlGtidSet } from '@topiary/domain';
import type { BinlogCoordinates } from '@topiary/domain';
import type { RelayEntry } from '../model/server-state.ts';
import type { Channel } from './channel.ts';

/** Whether it has to stop ahead of this transaction. */
export function stopsBefore(channel: Channel, { transaction }: RelayEntry): boolean {
  const { applier, replica, executedPosition } = channel;
  const { until } = applier;
  if (until?.kind === 'source-position' && looksLate(channel)) return standsAt(executedPosition, until.position);
  if (until?.kind !== 'gtids') return false;
  const { gtid } = transaction;
  if (gtid?.family === 'mysql' && replica.gtid.kind === 'mysql') {
    const named = MysqlGtidSet.of(until.gtids);
    return until.before && !MysqlGtidSet.range(gtid).intersection(named).isEmpty();
  }
  return false;
}

/** MariaDB looks at a position when it begins with the next transaction, and when it starts: not at the end of one. */
export function looksLate({ replica }: Channel): boolean {
  return familyOf(replica.product) === 'mariadb';
}

/** Whether it stands where it was to stop. */
export function isReached({ applier, replica, executedPosition, relayPosition, waiting }: Channel): boolean {
  const { until } = applier;
  if (until === null) return false;
  switch (until.kind) {
    case 'source-position':
      return standsAt(executedPosition, until.position);
    case 'relay-position':
      return standsAt(relayPosition, until.position);
    default:
      break;
  }
  const history = replica.gtid;
  // A MariaDB source ends what it sends where its replica is to stop: what was applied before is not looked at.
  if (history.kind === 'mariadb') return applier.endIsUntil && waiting.length === 0;
  return !until.before && MysqlGtidSet.of(until.gtids).isSubsetOf(history.executed);
}

/** A place in a log of another name is a bad condition, at which appliers stop too; before there is any place they wait. */
function standsAt(position: BinlogCoordinates, until: BinlogCoordinates): boolean {
  return position.file === '' ? until.position === 0 : compareCoordinates(position, until) !== 'before';
}
