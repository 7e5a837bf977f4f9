/** L4: where each replica is and whether it replicates, against everything that explains it. */
import type { InstanceId } from '@topiary/domain';
import { instanceIdOf, isDetached, stepsInOrder } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import type { PlannedChannel } from '../scenario/scenario.ts';
import { idNamed } from '../world/build-fleet.ts';
import { laneEnd, lastMoveOf, pointSteps, unseenSinceMs } from './lanes-kept.ts';
import { channelKey } from './ledger.ts';
import { hasLeft, hasNewMaster } from './new-masters.ts';
import type { Disturbance, Ledger, PlanRecord } from './ledger.ts';

export interface Expected {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  /** As it was at the beginning. */
  readonly channel: PlannedChannel;
  readonly id: InstanceId;
  /** Those that share data with it. */
  readonly part: readonly InstanceId[];
}

export function replicaProblems(expected: Expected): readonly string[] {
  const { fleet, ledger, id } = expected;
  const { name } = expected.channel;
  const channel = fleet.server(id).channels.get(name);
  if (hasLeft(ledger, id, name)) return [];
  if (channel === undefined) return [`${nameOf(expected)} is gone`];
  const place = expectedPlace(expected);
  if (place === 'failed') return [];
  const source = instanceIdOf(channel.source);
  const problems: string[] = [];
  if (place !== 'anywhere' && !place.includes(source))
    problems.push(`${nameOf(expected)} replicates from ${source}; it should from ${place.join(' or ')}`);
  if (isExcused(expected)) return problems;
  const { receiver, applier } = channel;
  // One that a plan has detached tries in vain.
  const isDetachedNow = isDetached(channel.source) && receiver.state === 'connecting';
  if (receiver.state !== 'running' && !isDetachedNow && !mayStand(expected, 'receiver'))
    problems.push(
      `the receiver of ${nameOf(expected)} (below ${source}) is ${receiver.state}${errorText(receiver.error)}`,
    );
  if (applier.state !== 'running' && !mayStand(expected, 'applier'))
    problems.push(
      `the applier of ${nameOf(expected)} (below ${source}) is ${applier.state}${errorText(applier.error)}`,
    );
  return problems;
}

function errorText(error: { readonly number: number; readonly text: string } | null): string {
  return error === null ? '' : `, error ${error.number}: ${error.text}`;
}

/**
 * A disk that lost transactions may leave histories that no longer fit together, and so may an old master that returns; a hand may
 * put a replica where it cannot read.
 */
function isExcused(expected: Expected): boolean {
  const { ledger, part } = expected;
  if (part.some((member) => ledger.wasDisturbed(member, ['lost-tail'], 0)) || hasNewMaster(ledger, part)) return true;
  const hand = lastHandMove(expected);
  const moved = [...ledger.plans.values()].findLast((plan) => hasMoved(expected, plan));
  return hand !== undefined && (moved === undefined || hand.atMs >= moved.startedAtMs);
}

function lastHandMove({ ledger, id, channel }: Expected): Disturbance | undefined {
  return ledger.disturbances.findLast(
    (one) => one.server === id && one.channel === channel.name && one.kind === 'hand-move',
  );
}

function nameOf({ id, channel }: Expected): string {
  return channel.name === '' ? id : `${id} (${channel.name})`;
}

function hasMoved({ ledger, id, channel }: Expected, plan: PlanRecord): boolean {
  const execution = ledger.executionOf(plan);
  // One that is detached is where it was, and refused there as it was.
  const isIts = stepsInOrder(plan.plan).some(
    (step) => step.kind === 'point-replica-at' && step.lane === id && step.channel === channel.name,
  );
  return isIts && execution !== null && laneEnd(execution, plan, id) === 'moved';
}

/** Somebody stopped it, and nobody but a restart of the server has started it since. */
function mayStand({ ledger, channel, id }: Expected, thread: 'receiver' | 'applier'): boolean {
  // A move leaves a thread that somebody stopped as it was; a hand that comes in between is not seen.
  const plan = lastMoveOf(ledger, id, channel.name);
  if (plan !== null && wasBetween(ledger, id, plan)) return true;
  if (plan !== null && stoodBefore(ledger, plan, { id, channel: channel.name, thread })) return true;
  const last = ledger.disturbances.findLast(
    (one) => one.server === id && one.channel === channel.name && one.hand !== null && one.hand[thread] !== 'as-it-was',
  );
  if (last?.hand !== undefined && last.hand !== null) return last.hand[thread] === 'stopped';
  const { stopped } = channel;
  return stopped === 'both' || stopped === thread;
}

/** One that an error had stopped is started where its replica was moved. */
function stoodBefore(
  ledger: Ledger,
  plan: PlanRecord,
  {
    id,
    channel,
    thread,
  }: { readonly id: InstanceId; readonly channel: string; readonly thread: 'receiver' | 'applier' },
): boolean {
  const before = plan.before.get(channelKey(id, channel));
  const execution = ledger.executionOf(plan);
  if (before === undefined || execution === null) return false;
  const [runs, failed] =
    thread === 'receiver' ? [before.receiverRuns, before.receiverFailed] : [before.applierRuns, before.applierFailed];
  return !runs && !(failed && laneEnd(execution, plan, id) === 'moved');
}

function wasBetween(ledger: Ledger, id: InstanceId, plan: PlanRecord): boolean {
  const untilMs = plan.finishedAtMs ?? Infinity;
  return ledger.wasDisturbed(id, ['hand-move', 'hand-threads'], unseenSinceMs(plan, id), untilMs);
}

/** `failed`: a plan says that it does not know. `anywhere`: a person and a plan had their hands on it at the same time. */
function expectedPlace(expected: Expected): 'failed' | 'anywhere' | readonly InstanceId[] {
  const { ledger, id, channel } = expected;
  const hand = lastHandMove(expected);
  const plan = lastMoveOf(ledger, id, channel.name);
  const given = sourceGiven(expected);
  if (given !== null && given.atMs > Math.max(plan?.startedAtMs ?? 0, hand?.atMs ?? 0)) return [given.source];
  if (plan === null) return hand === undefined ? [idNamed(channel.source)] : 'anywhere';
  if (hand !== undefined && hand.atMs >= unseenSinceMs(plan, id)) return 'anywhere';
  return placeAfter(expected, plan);
}

/** One that had left its source was given another one, or the same. */
function sourceGiven({ ledger, id, channel }: Expected): { readonly atMs: number; readonly source: InstanceId } | null {
  const sent = ledger.sent.findLast(
    ({ step }) => step.kind === 'set-up-replication' && step.instance === id && step.channel === channel.name,
  );
  if (sent?.step.kind !== 'set-up-replication') return null;
  return { atMs: sent.atMs, source: instanceIdOf(sent.step.source) };
}

function placeAfter(
  { ledger, id, channel }: Expected,
  plan: PlanRecord,
): 'failed' | 'anywhere' | readonly InstanceId[] {
  const step = pointSteps(plan).find(({ lane, channel: name }) => lane === id && name === channel.name);
  const execution = ledger.executionOf(plan);
  if (step === undefined || execution === null || plan.finishedAtMs === null) return 'anywhere';
  switch (laneEnd(execution, plan, id)) {
    case 'moved':
      return [instanceIdOf(step.to)];
    case 'where-it-was':
      return [instanceIdOf(step.from)];
    case 'failed':
      return 'failed';
    case 'somebody-elses':
      return 'anywhere';
  }
}
