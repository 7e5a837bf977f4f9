/**
 * How a replica finds its place below a new source. A person may ask for one of them; without that the planner takes the
 * first that the pair of servers allows, and says which and why.
 */
import { fail } from './checks.ts';
import { writerOfLog } from './coordinates/log-family.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check, Plan } from './plan.ts';
import { hindranceToMatch, haveMarkers } from './pseudo-gtid/match-hindrance.ts';

export const MOVE_METHODS = ['gtid', 'pseudo-gtid', 'binlog-server', 'coordinates', 'switch-to-gtid'] as const;
export type MoveMethod = (typeof MOVE_METHODS)[number];

/**
 * What the channel uses is kept: a move never turns GTID off. Where one log is served on both sides a place in it is known
 * without a proof. Pseudo-GTID goes before the coordinates of servers that stand for a moment, because nobody stands for it
 * but the replica. A channel is switched to GTIDs only where a person asks for it.
 */
export function methodOf(context: MoveContext): MoveMethod {
  const { snapshot, channel, edge, target, method: asked } = context;
  if (context.switchesToGtid) return 'switch-to-gtid';
  if (channel.positioning !== 'file') return 'gtid';
  if (asked === 'pseudo-gtid') return asked;
  if (writerOfLog(snapshot, edge.source) === writerOfLog(snapshot, target.id)) return 'binlog-server';
  if (asked === 'coordinates') return asked;
  return haveMarkers(context) && hindranceToMatch(context) === null ? 'pseudo-gtid' : 'coordinates';
}

/** Which one and why, of all the moves of a plan that go by it. */
export function reasonOfMethod(context: MoveContext): Message {
  const method = methodOf(context);
  const isChosen = context.method !== null && (method === 'pseudo-gtid' || method === 'coordinates');
  return message(isChosen ? `moved-by-${method}-asked` : `moved-by-${method}`);
}

/** The methods by which a plan moves, each with the reason that it gives; none of one that moves nobody. */
export function methodsIn({ notes }: Pick<Plan, 'notes'>): readonly MethodInUse[] {
  return notes.flatMap((why) => {
    const method = MOVE_METHODS.find(
      (each) => why.code === `moved-by-${each}` || why.code === `moved-by-${each}-asked`,
    );
    return method === undefined ? [] : [{ method, why }];
  });
}

export interface MethodInUse {
  readonly method: MoveMethod;
  readonly why: Message;
}

/** A method that was asked for is used, or the move is refused: nobody gets another one than they named. */
export function methodFits(context: MoveContext): Check | null {
  const { replica, method: asked } = context;
  const used = methodOf(context);
  return asked === null || asked === used ? null : fail(replica.id, misfit(context, asked, used));
}

function misfit({ replica, edge, target }: MoveContext, asked: MoveMethod, used: MoveMethod): Message {
  if (used === 'gtid')
    return message(asked === 'switch-to-gtid' ? 'gtid-on-already' : 'method-keeps-gtid', { replica: replica.id });
  if (asked === 'gtid') return message('method-needs-gtid', { replica: replica.id });
  const params = { replica: replica.id, source: edge.source, target: target.id };
  return message(asked === 'binlog-server' ? 'method-needs-one-log' : 'method-has-one-log', params);
}
