/**
 * Whether what the master writes comes to the target. Where it does not, a replica below it gets nothing new, which is
 * said; and a plan that lets the target catch up first is refused when that could never end: the replica would stand for
 * the whole wait, and be put back.
 *
 * Asked up the tree, as far as servers lack what the replica has: a target may follow a server that stands itself.
 */
import { MariadbGtidPosition } from '../replication/mariadb-gtid-position.ts';
import { edgesOf } from '../topology/queries.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { fail, warn } from './checks.ts';
import { domainsToWaitFor } from './domains-above.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';
import { targetCatchesUp } from './relocation-steps.ts';

export function targetReplicates(context: MoveContext): Check | null {
  const { replica, target, targetObserved, snapshot } = context;
  const standing = targetObserved.channels.filter((channel) => standingThread(channel) !== null);
  if (targetCatchesUp(context)) {
    const stuck = stuckAt(snapshot, target.id, waitedFor(context));
    if (stuck !== null) {
      const params = { replica: replica.id, target: target.id, instance: stuck.instance, thread: stuck.thread };
      return fail(replica.id, message('target-cannot-catch-up', params));
    }
  }
  const first = standing[0];
  if (first === undefined || standing.length < targetObserved.channels.length) return null;
  const params = { replica: replica.id, target: target.id, thread: standingThread(first) ?? '' };
  return warn(replica.id, message('target-stands', params));
}

type Thread = 'applier' | 'receiver';

function standingThread({ receiver, applier }: ReplicationChannel): Thread | null {
  if (applier === 'stopped') return 'applier';
  return receiver === 'stopped' ? 'receiver' : null;
}

interface Stuck {
  readonly instance: InstanceId;
  readonly thread: Thread;
}

/**
 * What keeps a position from ever being applied on a server; `null` where it is there, where it may come, or where too
 * little is known. A master that lacks it was merely looked at earlier.
 */
function stuckAt(
  snapshot: TopologySnapshot,
  id: InstanceId,
  wanted: MariadbGtidPosition | null,
  passed: ReadonlySet<InstanceId> = new Set(),
): Stuck | null {
  const observation = snapshot.instances.get(id)?.observation ?? null;
  if (wanted === null || observation === null || passed.has(id) || observation.channels.length === 0) return null;
  const applied = appliedBy(observation);
  if (applied === null || applied.isAtLeast(wanted)) return null;
  const found = observation.channels.map((channel): Stuck | null => {
    if (channel.applier === 'stopped') return { instance: id, thread: 'applier' };
    const received = MariadbGtidPosition.parse(channel.retrieved);
    if (!received.ok || received.position.isEmpty()) return null;
    if (applied.union(received.position).isAtLeast(wanted)) return null;
    if (channel.receiver === 'stopped') return { instance: id, thread: 'receiver' };
    const source = edgesOf(snapshot, id).find((edge) => edge.channel === channel.name)?.source;
    return source === undefined ? null : stuckAt(snapshot, source, wanted, new Set([...passed, id]));
  });
  return found.every((one) => one !== null) ? (found[0] ?? null) : null;
}

/** As `stop-replication` reads it once the threads stand, without what comes by other channels. */
function waitedFor(context: MoveContext): MariadbGtidPosition | null {
  const { gtid } = context.observed;
  const slave = gtid.kind === 'mariadb' ? MariadbGtidPosition.parse(gtid.slavePosition) : null;
  if (slave?.ok !== true) return null;
  const domains = domainsToWaitFor(context);
  if (domains === null) return slave.position;
  return MariadbGtidPosition.latestOf(slave.position.gtids().filter(({ domain }) => domains.includes(domain)));
}

function appliedBy({ gtid }: Observation): MariadbGtidPosition | null {
  if (gtid.kind !== 'mariadb') return null;
  const slave = MariadbGtidPosition.parse(gtid.slavePosition);
  const binlog = MariadbGtidPosition.parse(gtid.binlogPosition);
  return slave.ok && binlog.ok ? slave.position.union(binlog.position) : null;
}
