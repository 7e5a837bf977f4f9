/**
 * What a move by file and position needs beside the rules of every move: a way through the tree, and on it servers that can
 * be brought to a known place. Source: spec/refactoring §3, §5.2, §16.5.
 */
import type { InstanceId } from '../../topology/address.ts';
import { compareCoordinates, FIRST_BINLOG_POSITION, formatCoordinates } from '../../replication/binlog-coordinates.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import { fail, pass } from '../checks.ts';
import { isInCircle } from '../circles.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { methodOf } from '../methods.ts';
import type { MoveContext } from '../move-context.ts';
import type { Check } from '../plan.ts';
import { pathBetween } from './coordinate-path.ts';
import type { Hop } from './coordinate-path.ts';
import { isBinlogServer, writerOfLog } from './log-family.ts';

export function byCoordinates(context: MoveContext): readonly Check[] | null {
  const { snapshot, replica, channel, edge, target } = context;
  if (channel.positioning !== 'file' || methodOf(context) === 'pseudo-gtid') return null;
  if (isBinlogServer(snapshot, replica.id) && writerOfLog(snapshot, edge.source) !== writerOfLog(snapshot, target.id))
    return [fail(replica.id, message('binlog-server-stays', { replica: replica.id }))];
  if (channel.receiver === 'stopped' || channel.applier === 'stopped')
    return [fail(replica.id, message('needs-running-threads', { replica: replica.id }))];
  const circled = inCircle(context, [edge.source, target.id]);
  if (circled !== null) return [circled];
  const path = pathBetween(snapshot, edge.source, target.id);
  if (path.kind === 'no-path') {
    const params = { replica: replica.id, target: target.id, instance: path.at };
    return [fail(replica.id, message('no-way-by-coordinates', params))];
  }
  if (path.hops[0]?.kind === 'across') return [inOneLog(context)];
  const anchors = anchorsOf(path.hops);
  const circledAnchor = inCircle(context, anchors);
  if (circledAnchor !== null) return [circledAnchor];
  // It would be waited for in vain, and everything below the anchors with it.
  if (anchors.length > 0 && channel.delaySeconds > 0)
    return [
      fail(replica.id, message('delayed-by-coordinates', { replica: replica.id, seconds: channel.delaySeconds })),
    ];
  const hindered = anchors.flatMap((anchor) => hindrance(context, anchor) ?? []);
  if (hindered.length > 0) return hindered.map((reason) => fail(replica.id, reason));
  const params = { replica: replica.id, target: target.id, anchors: anchors.join(', ') };
  return [pass(replica.id, message('moves-by-coordinates', params))];
}

/**
 * It goes on in the same file, which has to be there: a binlog server may not have got it yet, be it that it has not noticed so
 * far that its master was started again, and whoever it is may have purged it. Within a file no two looks are compared: each
 * is of its own moment.
 */
function inOneLog({ replica, channel, target, targetObserved }: MoveContext): Check {
  const params = { replica: replica.id, target: target.id };
  const { executedPosition: place } = channel;
  const { binlog: end, oldestBinlog: oldest } = targetObserved;
  if (place !== null && end !== null && isEarlier(end.file, place.file))
    return fail(replica.id, message('log-not-on-target', { ...params, file: place.file, end: formatCoordinates(end) }));
  if (place !== null && oldest !== undefined && isEarlier(place.file, oldest))
    return fail(replica.id, message('log-purged-on-target', { ...params, file: place.file, oldest }));
  return pass(replica.id, message('moves-in-one-log', params));
}

function isEarlier(one: string, other: string): boolean {
  const begin = (file: string): BinlogCoordinates => ({ file, position: FIRST_BINLOG_POSITION });
  return compareCoordinates(begin(one), begin(other)) === 'before';
}

/** The servers that stand for a moment while a replica goes by file and position; none where it goes otherwise. */
export function coordinateAnchors(context: MoveContext): readonly InstanceId[] {
  const { snapshot, channel, edge, target } = context;
  if (channel.positioning !== 'file' || methodOf(context) === 'pseudo-gtid') return [];
  const path = pathBetween(snapshot, edge.source, target.id);
  return path.kind === 'no-path' ? [] : anchorsOf(path.hops);
}

/**
 * A member of a circle writes beside what it applies: when it stands, the end of its log and its place in the log of another hold
 * different things, and a replica would lose the difference or apply it twice. In one and the same log nothing is compared.
 */
function inCircle({ snapshot, replica, edge, target }: MoveContext, servers: readonly InstanceId[]): Check | null {
  if (writerOfLog(snapshot, edge.source) === writerOfLog(snapshot, target.id)) return null;
  const instance = servers.find((id) => isInCircle(snapshot, writerOfLog(snapshot, id) ?? id));
  const params = { replica: replica.id, target: target.id };
  return instance === undefined ? null : fail(replica.id, message('log-of-circle', { ...params, instance }));
}

function anchorsOf(hops: readonly Hop[]): readonly InstanceId[] {
  return hops.flatMap((hop) => (hop.kind === 'across' ? [] : [hop.anchor]));
}

/** Why a server cannot be brought to a known place; `null`: it can. */
function hindrance({ snapshot, user, replica }: MoveContext, id: InstanceId): Message | null {
  const anchor = snapshot.instances.get(id);
  const observed = anchor?.observation ?? null;
  const params = { replica: replica.id, instance: id };
  if (anchor?.health !== 'ok' || observed === null) return message('anchor-not-reachable', params);
  // Nothing tells what it wrote itself from what it applies, and whoever is moved below it would lack that.
  if (!observed.settings.readOnly) return message('anchor-takes-writes', params);
  if (!observed.settings.logBin || !observed.settings.logReplicaUpdates) return message('anchor-does-not-log', params);
  const { maintenance } = anchor.registered;
  if (maintenance !== null && maintenance.owner !== user)
    return message('anchor-in-maintenance', { ...params, owner: maintenance.owner });
  const [edge] = edgesOf(snapshot, id);
  const channel = observed.channels.find(({ name }) => name === edge?.channel);
  if (channel === undefined || channel.receiver === 'stopped' || channel.applier === 'stopped')
    return message('anchor-stands', params);
  // What it got by GTID from others is in its log, and no position in its master's log says so.
  if (channel.positioning !== 'file') return message('anchor-follows-gtids', params);
  if (channel.filters.length > 0) return message('anchor-is-filtered', params);
  return channel.delaySeconds > 0 ? message('anchor-is-delayed', { ...params, seconds: channel.delaySeconds }) : null;
}
