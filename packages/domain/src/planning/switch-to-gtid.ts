/**
 * Moves that switch a channel from file and position to GTIDs, because a person asked for it. The channel stands, follows GTIDs
 * from its next start on, and is moved as any other that does. It goes back to its old source by GTID as well: after it has
 * applied something of another one its place in a file there is not known, and a move never turns GTID off.
 */
import { warn } from './checks.ts';
import { gtidsFitBelow } from './control/gtid-positioning.ts';
import { gtidPositioningOf } from './gtid-positioning-of.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check, Step } from './plan.ts';
import { asStepId } from './plan.ts';
import { threadsOf } from './thread-states.ts';

/** Below the target, and below the source that it has, to which it goes back by GTID if the move fails. */
export function mayFollowGtids(context: MoveContext): readonly Check[] | null {
  const { snapshot, replica, observed, edge, target, switchesToGtid } = context;
  if (!switchesToGtid) return null;
  const { id } = replica;
  const sources = snapshot.instances.get(edge.source)?.health === 'ok' ? [edge.source] : [];
  const fits = [...new Set([target.id, ...sources])].flatMap((source) =>
    gtidsFitBelow({ snapshot, id, observed, source }),
  );
  const stays = warn(id, message('switch-stays', { replica: id }));
  return [...fits, stays];
}

/** It stands, and follows GTIDs from its next start on. What stopped it starts it again where the move ends before that. */
export function switchSteps({ replica, channel, observed, policy }: MoveContext): readonly Step[] {
  const { deadlines, assumedHeartbeatSeconds } = policy;
  const base = { id: asStepId(''), lane: replica.id, instance: replica.id, channel: channel.name };
  return [
    { ...base, kind: 'stop-replication', deadlineMs: deadlines.stopReplicationMs, before: threadsOf(channel) },
    {
      ...base,
      kind: 'set-positioning',
      deadlineMs: deadlines.pointReplicaMs,
      to: gtidPositioningOf(observed),
      was: 'file',
      before: { receiver: 'stopped', applier: 'stopped' },
      heartbeatPeriodSeconds: channel.settings.heartbeatPeriodSeconds ?? assumedHeartbeatSeconds,
      stays: true,
    },
  ];
}
