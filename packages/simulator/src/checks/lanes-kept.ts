/** S6: what a plan that ended has left of each of its replicas. */
import type { Execution, InstanceId, PointReplicaAtStep, Step } from '@topiary/domain';
import { instanceIdOf, lanesDone, stepsInOrder } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { channelFacts } from './channel-facts.ts';
import type { ChannelFacts } from './channel-facts.ts';
import { channelKey } from './ledger.ts';
import type { Disturbance, Ledger, PlanRecord } from './ledger.ts';

/** What a person or a crash does to threads and sources is not the plan's doing. */
export const CHANGING: readonly Disturbance['kind'][] = ['hand-move', 'hand-threads', 'crash'];
/** A look takes its time, and what is done to a replica after it was seen is not seen. */
const LOOK_MS = 100;
/** The same for a plan that did nothing to a replica: it was not looked at again. */
const DECISION_MS = 3_000;

const FOUND_CHANGED: ReadonlySet<string> = new Set([
  'source-not-as-planned',
  'thread-was-stopped',
  'thread-was-started',
]);

export type LaneEnd = 'moved' | 'where-it-was' | 'failed' | 'somebody-elses';

type Pointed = Pick<PointReplicaAtStep, 'lane' | 'channel' | 'from' | 'to'>;

/** Also by another name of the source, which leads nowhere: it is detached so, and attached again. One for each channel: by file and position a way may lead over several servers, from the first to the last. */
export function pointSteps(record: PlanRecord): readonly Pointed[] {
  const byChannel = new Map<string, Pointed>();
  for (const step of stepsInOrder(record.plan)) {
    if (step.kind !== 'point-replica-at' && step.kind !== 'rename-source') continue;
    const key = channelKey(step.lane, step.channel);
    byChannel.set(key, { ...step, from: byChannel.get(key)?.from ?? step.from });
  }
  return [...byChannel.values()];
}

/** Where the journal says that a replica is. */
export function laneEnd(execution: Execution, record: PlanRecord, lane: InstanceId): LaneEnd {
  if (lanesDone(execution).has(lane)) return 'moved';
  if (wasFoundElsewhere(record, lane)) return 'somebody-elses';
  const entry = record.entries.findLast((one) => one.kind === 'lane-put-back' && one.lane === lane);
  if (entry?.kind !== 'lane-put-back') return 'where-it-was';
  if (entry.outcome === 'failed' || entry.outcome === 'owed') return 'failed';
  return entry.reason.code === 'left-as-found' ? 'somebody-elses' : 'where-it-was';
}

/** What people did to a replica from then on, the plan may not have seen. */
export function unseenSinceMs({ startedAtMs, seenAtMs, sent, entries }: PlanRecord, lane: InstanceId): number {
  // Who takes a plan up again cannot tell what somebody had stopped from what a step of it had.
  const wasResumed = entries.some(({ kind }) => kind === 'plan-resumed');
  if (sent.some(({ step }) => step.lane === lane) && !wasResumed) return startedAtMs - LOOK_MS;
  // A process that stood still between its decision and its start begins with what it saw before that.
  return Math.min(startedAtMs - DECISION_MS, seenAtMs.get(lane) ?? startedAtMs);
}

/** Before anything of it was run, or when it was verified. */
function wasFoundElsewhere({ entries, plan }: PlanRecord, lane: InstanceId): boolean {
  const steps = new Set(stepsInOrder(plan).flatMap((step) => (step.lane === lane ? [step.id] : [])));
  return entries.some((one) => one.kind === 'step-failed' && steps.has(one.step) && FOUND_CHANGED.has(one.reason.code));
}

export function laneProblems(fleet: Fleet, ledger: Ledger, record: PlanRecord): readonly string[] {
  const execution = ledger.executionOf(record);
  if (execution === null) return [];
  return pointSteps(record).flatMap((step) => {
    if (lastPlanOf(ledger, step.lane, step.channel) !== record) return [];
    const end = laneEnd(execution, record, step.lane);
    if (end === 'failed' || end === 'somebody-elses') return [];
    if (ledger.wasDisturbed(step.lane, CHANGING, unseenSinceMs(record, step.lane))) return [];
    const before = record.before.get(channelKey(step.lane, step.channel));
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

/** Later plans may have done other things to a channel. */
export function lastPlanOf(ledger: Ledger, id: InstanceId, channel: string): PlanRecord | null {
  return [...ledger.plans.values()].findLast((record) => isTouchedBy(record, id, channel)) ?? null;
}

export function isTouchedBy({ plan }: PlanRecord, id: InstanceId, channel: string): boolean {
  return stepsInOrder(plan).some((step) => step.instance === id && touches(step, channel));
}

/** A switch of semi-sync connects the receivers of all of a server's channels anew. */
function touches(step: Step, channel: string): boolean {
  return 'channel' in step ? step.channel === channel : step.kind === 'set-semi-sync';
}

/** Later plans may have put a replica elsewhere. */
export function lastMoveOf(ledger: Ledger, id: InstanceId, channel: string): PlanRecord | null {
  return (
    [...ledger.plans.values()].findLast((record) =>
      pointSteps(record).some((step) => step.lane === id && step.channel === channel),
    ) ?? null
  );
}
