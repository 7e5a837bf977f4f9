/**
 * Whether a replica's channel follows GTIDs, below the source that it has. What it counts as executed must be all that it has:
 * a transaction that it lacks in between would be sent again, and one that its source has purged would end replication.
 * Source: spec/refactoring §11.
 */
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { GtidState, Observation, Positioning } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { gtidPositioningOf } from '../gtid-positioning-of.ts';
import { message } from '../message.ts';
import { resolveReplica } from '../move-context.ts';
import type { ResolvedReplica } from '../move-context.ts';
import type { Check } from '../plan.ts';
import { knowsItsPlace } from '../place-by-gtid.ts';
import { threadsOf } from '../thread-states.ts';
import type { SetPositioningStep } from '../upkeep-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';

type Replica = Extract<ResolvedReplica, { ok: true }>;

interface OnChannel {
  readonly channel: string | null;
}

export function enableGtid(context: ControlContext, { channel: name }: OnChannel): Drafted {
  const resolved = resolveReplica(context.snapshot, context.instance.id, name);
  if (!resolved.ok) return refused(fail(context.instance.id, resolved.reason));
  const { replica, channel, observed } = resolved;
  if (channel.positioning !== 'file')
    return refused(fail(replica.id, message('gtid-on-already', { replica: replica.id })));
  const to = gtidPositioningOf(observed);
  return { checks: gtidsFit(context, resolved), lanes: [[positioningStep(context, resolved, to)]] };
}

export function disableGtid(context: ControlContext, { channel: name }: OnChannel): Drafted {
  const resolved = resolveReplica(context.snapshot, context.instance.id, name);
  if (!resolved.ok) return refused(fail(context.instance.id, resolved.reason));
  const { replica, channel } = resolved;
  if (channel.positioning === 'file')
    return refused(fail(replica.id, message('gtid-off-already', { replica: replica.id })));
  return { checks: [fileIsKnown(resolved)], lanes: [[positioningStep(context, resolved, 'file')]] };
}

function positioningStep(context: ControlContext, { channel }: Replica, to: Positioning): SetPositioningStep {
  const { settings } = channel;
  return {
    ...stepBase(context, context.policy.deadlines.pointReplicaMs),
    kind: 'set-positioning',
    channel: channel.name,
    to,
    was: channel.positioning,
    before: threadsOf(channel),
    heartbeatPeriodSeconds: settings.heartbeatPeriodSeconds ?? context.policy.assumedHeartbeatSeconds,
  };
}

/** It goes on from the place that it has applied, and has to know it. */
function fileIsKnown({ replica: { id }, channel }: Replica): Check {
  const { file = '', position = 0 } = channel.executedPosition ?? {};
  if (file === '') return fail(id, message('no-file-to-go-on-from', { replica: id }));
  return knowsItsPlace(channel)
    ? warn(id, message('goes-on-by-file', { replica: id, file, position }))
    : fail(id, message('place-not-reached', { replica: id }));
}

function gtidsFit({ snapshot }: ControlContext, { replica: { id }, observed, edge }: Replica): readonly Check[] {
  return gtidsFitBelow({ snapshot, id, observed, source: edge.source });
}

interface Pair {
  readonly snapshot: TopologySnapshot;
  /** Of the replica. */
  readonly id: InstanceId;
  readonly observed: Observation;
  readonly source: InstanceId;
}

/** Whether a replica that goes by file could go on by GTIDs below a server, be it the one that it has or another. */
export function gtidsFitBelow({ snapshot, id, observed, source }: Pair): readonly Check[] {
  const above = snapshot.instances.get(source);
  const seen = above?.observation ?? null;
  if (above?.health !== 'ok' || seen === null)
    return [fail(id, message('target-not-reachable', { target: source, replica: id }))];
  const [own, theirs] = [observed.gtid, seen.gtid];
  if (own.kind === 'mariadb' && theirs.kind === 'mariadb') return [mariadbFits(id, { own, theirs })];
  if (own.kind !== 'mysql' || theirs.kind !== 'mysql')
    return [fail(id, message('gtid-other-family', { replica: id, source }))];
  if (theirs.mode !== 'ON') return [fail(id, message('gtid-mode-too-low', { server: source, mode: theirs.mode }))];
  if (own.mode === 'OFF') return [fail(id, message('gtid-mode-off', { replica: id }))];
  return mysqlFits({ id, source }, { own, theirs });
}

/** A position is kept on MariaDB however a channel reads; it is empty only where nothing with a GTID was applied. */
function mariadbFits(
  replica: InstanceId,
  { own, theirs }: Record<'own' | 'theirs', Extract<GtidState, { kind: 'mariadb' }>>,
): Check {
  return own.slavePosition === '' && theirs.binlogPosition !== ''
    ? fail(replica, message('no-gtid-position', { replica }))
    : pass(replica, message('gtid-position-known', { replica, position: own.slavePosition }));
}

type MysqlGtids = Extract<Observation['gtid'], { kind: 'mysql' }>;

function mysqlFits(
  { id, source }: Pick<Pair, 'id' | 'source'>,
  { own, theirs }: Record<'own' | 'theirs', MysqlGtids>,
): readonly Check[] {
  const executed = MysqlGtidSet.of(own.executed);
  const purged = MysqlGtidSet.of(theirs.purged).subtract(executed);
  if (!purged.isEmpty())
    return [fail(id, message('purged-on-target', { target: source, replica: id, missing: purged.toText() }))];
  const missing = MysqlGtidSet.of(theirs.executed).subtract(executed);
  // What comes next in a series is merely behind; what lies before something that it has was left out.
  const gaps = missing.subtract(missing.beyond(executed));
  const unknown = missing.without(executed.uuids());
  const odd = gaps.union(unknown);
  return odd.isEmpty()
    ? [pass(id, message('gtids-fit', { replica: id, source }))]
    : [fail(id, message('gtids-have-gaps', { replica: id, source, missing: odd.toText() }))];
}
