/** S7: what an undo has restored. */
import { lanesDone } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { channelFacts } from './channel-facts.ts';
import { CHANGING, differences, isTouchedBy, pointSteps, unseenSinceMs } from './lanes-kept.ts';
import { channelKey } from './ledger.ts';
import type { Ledger, PlanRecord } from './ledger.ts';

export function undoProblems(fleet: Fleet, ledger: Ledger, undo: PlanRecord): readonly string[] {
  const { intent } = undo.plan;
  if (intent.kind !== 'undo') return [];
  const undone = ledger.plans.get(intent.plan);
  const execution = ledger.executionOf(undo);
  if (undone === undefined || execution === null) return [];
  return pointSteps(undo).flatMap(({ lane, channel }) => {
    if (!lanesDone(execution).has(lane)) return [];
    if (ledger.wasDisturbed(lane, CHANGING, unseenSinceMs(undone, lane))) return [];
    if (touchedBetween(ledger, { lane, channel }, [undone, undo])) return [];
    const before = undone.before.get(channelKey(lane, channel));
    const now = channelFacts(fleet, lane, channel);
    if (before === undefined || now === null) return [];
    return differences(before, now, before.source).map(
      (what) => `${undo.plan.id} undid ${intent.plan}, and ${lane} ${what}`,
    );
  });
}

/** Another plan had its hands on it in between, or after. */
function touchedBetween(
  ledger: Ledger,
  { lane, channel }: { readonly lane: InstanceId; readonly channel: string },
  [undone, undo]: readonly [PlanRecord, PlanRecord],
): boolean {
  return [...ledger.plans.values()].some(
    (other) =>
      other !== undone &&
      other !== undo &&
      other.startedAtMs >= undone.startedAtMs &&
      isTouchedBy(other, lane, channel),
  );
}
