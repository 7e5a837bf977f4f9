/** S6: what a plan that ended has left of each of its replicas. */
import type { Execution, InstanceId, PointReplicaAtStep } from '@topiary/domain';
import { instanceIdOf, lanesDone, stepsInOrder } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { channelFacts } from './channel-facts.ts';
import type { ChannelFacts } from './channel-facts.ts';
import type { Disturbance, Ledger, PlanRecord } from './ledger.ts';

/** What a person or a crash does to threads and sources is not the plan's doing. */
export const CHANGING: readonly Disturbance['kind'][] = ['hand-move', 'hand-threads', 'crash'];
/** Between the last look at a replica and its move somebody may still have changed it. */
export const LOOK_BEFORE_MS = 3_000;

export type LaneEnd = 'moved' | 'where-it-was' | 'failed' | 'somebody-elses';

export function pointSteps(record: PlanRecord): readonly PointReplicaAtStep[] {
  return stepsInOrder(record.plan).filter((step) => step.kind === 'point-replica-at');
}

/** Where the journal says that a replica is. */
export function laneEnd(execution: Execution, record: PlanRecord, lane: InstanceId): LaneEnd {
  if (lanesDone(execution).has(lane)) return 'moved';
  const entry = record.entries.findLast((one) => one.kind === 'lane-put-back' && one.lane === lane);
  if (entry?.kind !== 'lane-put-back') return 'where-it-was';
  if (entry.outcome === 'failed' || entry.outcome === 'owed') return 'failed';
  return entry.reason.code === 'left-as-found' ? 'somebody-elses' : 'where-it-was';
}

export function laneProblems(fleet: Fleet, ledger: Ledger, record: PlanRecord): readonly string[] {
  const execution = ledger.executionOf(record);
  if (execution === null) return [];
  return pointSteps(record).flatMap((step) => {
    if (lastPlanOf(ledger, step.lane) !== record) return [];
    const end = laneEnd(execution, record, step.lane);
    if (end === 'failed' || end === 'somebody-elses') return [];
    if (ledger.wasDisturbed(step.lane, CHANGING, record.startedAtMs - LOOK_BEFORE_MS)) return [];
    const before = record.before.get(step.lane);
    const now = channelFacts(fleet, step.lane, step.channel);
    if (before === undefined || now === null) return [];
    const source = end === 'moved' ? instanceIdOf(step.to) : instanceIdOf(step.from);
    return differences(before, now, source).map((what) => `${record.plan.id} ended (${end}), and ${step.lane} ${what}`);
  });
}

/** What is not as it was, the source apart: that is given. */
export function differences(before: ChannelFacts, now: ChannelFacts, source: InstanceId): readonly string[] {
  const found: string[] = [];
  if (now.source !== source) found.push(`replicates from ${now.source} instead of ${source}`);
  if (![now, before].some(hasFailed)) {
    if (now.receiverRuns !== before.receiverRuns)
      found.push(`has its receiver ${now.receiverRuns ? 'started' : 'stopped'}`);
    if (now.applierRuns !== before.applierRuns)
      found.push(`has its applier ${now.applierRuns ? 'started' : 'stopped'}`);
  }
  const [were, are] = [JSON.stringify(before.kept), JSON.stringify(now.kept)];
  if (were !== are) found.push(`has other settings: ${are}, before: ${were}`);
  return found;
}

function hasFailed({ receiverFailed, applierFailed }: ChannelFacts): boolean {
  return receiverFailed || applierFailed;
}

/** Later plans may have put a replica elsewhere. */
export function lastPlanOf(ledger: Ledger, id: InstanceId): PlanRecord | null {
  return [...ledger.plans.values()].findLast((record) => pointSteps(record).some(({ lane }) => lane === id)) ?? null;
}
