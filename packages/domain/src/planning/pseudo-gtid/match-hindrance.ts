/** What speaks against pseudo-GTID for a move, as far as it is known before any log is read. Source: spec/refactoring §10. */
import { mayDifferInOrder } from '../circles.ts';
import { isBinlogServer } from '../coordinates/log-family.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { MoveContext } from '../move-context.ts';

/** `null`: nothing does. */
export function hindranceToMatch(context: MoveContext): Message | null {
  const { policy, snapshot, replica, observed, channel, target, targetObserved } = context;
  if (policy.pseudoGtid === undefined) return message('match-no-pattern');
  if (isBinlogServer(snapshot, replica.id)) return message('binlog-server-stays', { replica: replica.id });
  if (isBinlogServer(snapshot, target.id))
    return message('match-binlog-server', { replica: replica.id, target: target.id });
  if (observed.channels.length > 1) return message('match-several-sources', { server: replica.id });
  if (targetObserved.channels.length > 1) return message('match-several-sources', { server: target.id });
  if (mayDifferInOrder(snapshot, replica.id, target.id))
    return message('match-across-circle', { replica: replica.id, target: target.id });
  const { applierError } = channel;
  if (applierError !== null)
    return message('match-applier-failed', { replica: replica.id, number: applierError.number });
  return null;
}

/** Whether there are markers on both sides, as far as anybody says so: else it takes a person to choose pseudo-GTID. */
export function haveMarkers({ policy: { pseudoGtid }, replica, target }: MoveContext): boolean {
  if (pseudoGtid === undefined) return false;
  if (pseudoGtid.writtenByTopiary) return !pseudoGtid.notWrittenIn.has(replica.cluster);
  return [replica, target].every(({ classification }) => classification.hasPseudoGtid === true);
}
