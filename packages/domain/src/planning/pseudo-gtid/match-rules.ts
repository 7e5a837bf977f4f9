/** What a move by pseudo-GTID needs beside the rules of every move. */
import { compareCoordinates, formatCoordinates } from '../../replication/binlog-coordinates.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import { methodOf } from '../methods.ts';
import type { MoveContext } from '../move-context.ts';
import type { Check } from '../plan.ts';
import { hindranceToMatch } from './match-hindrance.ts';

export function byPseudoGtid(context: MoveContext): readonly Check[] | null {
  if (methodOf(context) !== 'pseudo-gtid') return null;
  const { replica, target } = context;
  const hindrance = hindranceToMatch(context);
  if (hindrance !== null) return [fail(replica.id, hindrance)];
  const lost = unappliedLost(context);
  const how = pass(replica.id, message('moves-by-pseudo-gtid', { replica: replica.id, target: target.id }));
  return lost === null ? [how] : [how, lost];
}

/**
 * Whether it is let apply what it received before it is stopped: below a source that does not answer nobody brings that again,
 * and a change of source deletes it. A delayed one would keep everybody waiting.
 */
export function appliesRestFirst({ snapshot, channel, edge }: MoveContext): boolean {
  const isSourceSilent = snapshot.instances.get(edge.source)?.health !== 'ok';
  return isSourceSilent && channel.applier === 'running' && channel.delaySeconds === 0;
}

/** What only its relay log holds, and nobody will have applied. */
function unappliedLost(context: MoveContext): Check | null {
  const { snapshot, replica, channel, edge, acceptsLoss } = context;
  const { executedPosition: executed, readPosition: received } = channel;
  if (snapshot.instances.get(edge.source)?.health === 'ok' || appliesRestFirst(context)) return null;
  if (executed === null || received === null || isAtLeast(executed, received)) return null;
  if (others(context).some((has) => isAtLeast(has, received))) return null;
  const transactions = `${formatCoordinates(executed)} - ${formatCoordinates(received)}`;
  const finding = message('relay-log-lost', { replica: replica.id, transactions });
  return acceptsLoss ? warn(replica.id, finding) : fail(replica.id, finding);
}

/** How far the other replicas of its source are in the same log, those that answer. */
function others({ snapshot, replica, edge }: MoveContext): readonly BinlogCoordinates[] {
  return edgesTo(snapshot, edge.source).flatMap(({ replica: id, channel }) => {
    const { health, observation } = snapshot.instances.get(id) ?? {};
    if (id === replica.id || health !== 'ok') return [];
    const found = observation?.channels.find(({ name }) => name === channel);
    return (found?.applier === 'running' ? found.readPosition : found?.executedPosition) ?? [];
  });
}

function isAtLeast(one: BinlogCoordinates, other: BinlogCoordinates): boolean {
  const order = compareCoordinates(one, other);
  return order === 'equal' || order === 'after';
}
