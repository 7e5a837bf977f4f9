/**
 * What a move would throw away. A change of master deletes the relay log when the applier does not run: always on MariaDB,
 * where both threads are stopped for it, and on MySQL where the applier had failed or was stopped. As long as the master
 * answers, everything comes again from somewhere. Below a dead one, the relay log may hold the only copy of transactions,
 * which semi-sync has acknowledged to whoever wrote them: those are lost only when a person says so. With relay_log_recovery
 * a restart of the replica throws them away as well, until they are applied, and that is said of a move that keeps them.
 */
import { unionOfPositions, unionOfSets } from '../replication/gtid-unions.ts';
import { MariadbGtidPosition } from '../replication/mariadb-gtid-position.ts';
import { formatMariadbGtidRange } from '../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import { familyOf } from '../replication/product.ts';
import type { Observation } from '../topology/observation.ts';
import { edgesOf, membersOf } from '../topology/queries.ts';
import { fail, warn } from './checks.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';

export function relayLogLost(context: MoveContext): Check | null {
  const { replica, observed, channel, acceptsLoss, switchesToGtid } = context;
  const transactions = onlyCopy(context);
  if (transactions === '') return null;
  if (familyOf(observed.product) === 'mysql' && channel.applier === 'running' && !switchesToGtid)
    return observed.settings.relayLogRecovery === true
      ? warn(replica.id, message('only-copy-in-relay-log', { replica: replica.id, transactions }))
      : null;
  const code = observed.semiSync.replicaEnabled === true ? 'acknowledged-lost' : 'relay-log-lost';
  const finding = message(code, { replica: replica.id, transactions });
  return acceptsLoss ? warn(replica.id, finding) : fail(replica.id, finding);
}

export type Receiving = Pick<MoveContext, 'snapshot' | 'replica' | 'observed' | 'channel'>;

/** What nobody else has, below a master that does not answer; '': none, or nothing can be said. */
export function onlyCopy(receiving: Receiving): string {
  const { snapshot, replica, channel } = receiving;
  const edge = edgesOf(snapshot, replica.id).find((one) => one.channel === channel.name);
  if (edge === undefined || snapshot.instances.get(edge.source)?.health === 'ok') return '';
  return onlyInRelayLog(receiving);
}

/** As its family writes them. */
function onlyInRelayLog({ snapshot, replica, observed, channel }: Receiving): string {
  const others = membersOf(snapshot, replica.cluster)
    .filter(({ id, health }) => id !== replica.id && health === 'ok')
    .flatMap(({ observation }) => observation ?? []);
  if (observed.gtid.kind === 'mysql') {
    const received = MysqlGtidSet.parse(channel.retrieved);
    const had = unionOfSets([observed.gtid.executed, ...others.flatMap(textsOf)]);
    return received.ok && had !== null ? received.set.subtract(had).toText() : '';
  }
  if (observed.gtid.kind !== 'mariadb') return '';
  const received = MariadbGtidPosition.parse(channel.retrieved);
  const had = unionOfPositions([observed.gtid.slavePosition, ...others.flatMap(textsOf)]);
  return received.ok && had !== null ? received.position.beyond(had).map(formatMariadbGtidRange).join(', ') : '';
}

/** What a server has applied, and what it received and may still apply. */
function textsOf({ gtid, channels }: Observation): readonly string[] {
  const received = channels.map(({ retrieved }) => retrieved);
  if (gtid.kind === 'mysql') return [gtid.executed, ...received];
  return gtid.kind === 'mariadb' ? [gtid.slavePosition, gtid.binlogPosition, ...received] : [];
}
