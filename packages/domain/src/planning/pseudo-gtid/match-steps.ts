/**
 * The steps that carry one replica to another source by pseudo-GTID: it stops, its place in the target's log is proved, it is
 * pointed there and starts. Nobody else stands for it, and without a proof it starts again where it was.
 */
import { base, point, resultOf, startBelow, stopReplica } from '../coordinates/travel-steps.ts';
import type { MoveContext } from '../move-context.ts';
import type { Step } from '../plan.ts';
import { moveNotes } from '../relocation-steps.ts';
import type { MoveSteps } from '../relocation-steps.ts';
import type { DrainRelayLogStep } from '../replication/replication-steps.ts';
import { runningIn } from '../replication/switch-threads.ts';
import { sourceNameOf } from '../target-name.ts';
import { threadsOf } from '../thread-states.ts';
import { appliesRestFirst } from './match-rules.ts';
import type { MatchPositionStep } from './match-position-step.ts';

/** For everything that was received before its source fell silent; it is given up sooner when it does not get on. */
const REST_DEADLINE_MS = 600_000;

export function matchSteps(context: MoveContext): MoveSteps {
  const { channel } = context;
  const before = threadsOf(channel);
  const stop = stopReplica(context, 'stop', before);
  const found = findPlace(context);
  const coordinates = resultOf(found, 'matched');
  const back = resultOf(stop, 'executed');
  const traveller = { context, at: back, from: channel.source };
  const steps: readonly Step[] = [
    ...(appliesRestFirst(context) ? [applyRest(context)] : []),
    stop,
    found,
    point(traveller, { label: 'match', to: sourceNameOf(context), coordinates, back }),
    // What somebody stopped stays so.
    ...(before.receiver === 'stopped' && before.applier === 'stopped' ? [] : [startBelow(context)]),
  ];
  return { steps, notes: moveNotes(context) };
}

function findPlace({ replica, channel, target, policy }: MoveContext): MatchPositionStep {
  return {
    ...base(replica.id, 'place', policy.deadlines.matchPositionMs),
    kind: 'match-position',
    channel: channel.name,
    target: target.id,
  };
}

function applyRest({ replica, channel, policy }: MoveContext): DrainRelayLogStep {
  return {
    ...base(replica.id, 'rest', REST_DEADLINE_MS),
    kind: 'drain-relay-log',
    channel: channel.name,
    startsApplier: false,
    ran: runningIn(channel),
    staleMs: policy.reasonableLagSeconds * 1_000,
  };
}
