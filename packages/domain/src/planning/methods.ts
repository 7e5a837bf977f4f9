/**
 * How a replica finds its place below a new source. A person may ask for one of them; without that the planner takes the
 * first that the pair of servers allows, and says which and why.
 */
import { fail } from './checks.ts';
import { writerOfLog } from './coordinates/log-family.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';
import { hindranceToMatch, haveMarkers } from './pseudo-gtid/match-hindrance.ts';

export const MOVE_METHODS = ['gtid', 'pseudo-gtid', 'binlog-server', 'coordinates'] as const;
export type MoveMethod = (typeof MOVE_METHODS)[number];

/**
 * What the channel uses is kept: a move never turns GTID off. Where one log is served on both sides a place in it is known
 * without a proof. Pseudo-GTID goes before the coordinates of servers that stand for a moment, because nobody stands for it
 * but the replica.
 */
export function methodOf(context: MoveContext): MoveMethod {
  const { snapshot, channel, edge, target, method: asked } = context;
  if (channel.positioning !== 'file') return 'gtid';
  if (asked === 'pseudo-gtid') return asked;
  if (writerOfLog(snapshot, edge.source) === writerOfLog(snapshot, target.id)) return 'binlog-server';
  if (asked === 'coordinates') return asked;
  return haveMarkers(context) && hindranceToMatch(context) === null ? 'pseudo-gtid' : 'coordinates';
}

/** A method that was asked for is used, or the move is refused: nobody gets another one than they named. */
export function methodFits(context: MoveContext): Check | null {
  const { replica, method: asked } = context;
  if (asked === null || asked === methodOf(context)) return null;
  return fail(replica.id, message('method-does-not-fit', { replica: replica.id, method: asked }));
}
