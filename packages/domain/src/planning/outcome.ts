/** What a plan will have changed, what it has changed, and how that is taken back. */
import { addressOf, instanceIdOf } from '../topology/address.ts';
import type { Address, InstanceId } from '../topology/address.ts';
import { canonicalId, sourceAddressOf } from '../topology/edges.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import type { Execution } from './execution.ts';
import { lanesDone } from './fold-journal.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import { stepsInOrder } from './plan.ts';
import type { Intent, Move, Plan, PointReplicaAtStep, Step } from './plan.ts';
import { successorIn } from './recovery/successor-in.ts';
import { isAsLeft, lasts, oppositeOf } from './step-kinds.ts';
import { asItRunsNow } from './undo-step.ts';

type UndoIntent = Extract<Intent, { kind: 'undo' }>;

export interface EdgeChange {
  readonly replica: InstanceId;
  readonly channel: string;
  readonly from: InstanceId;
  readonly to: InstanceId;
}

/** The predicted tree as what differs from the present one. */
export function changesOf(plan: Plan): readonly EdgeChange[] {
  return pointSteps(plan)
    .map(({ instance, channel, from, to }) => ({
      replica: instance,
      channel,
      from: instanceIdOf(from),
      to: instanceIdOf(to),
    }))
    .filter(({ from, to }) => from !== to);
}

/**
 * The moves that take a finished plan back, each to the server that the replica read from, under the name by which it is
 * known now (the replica may know it by another address): of every lane that was done and whose replica is still where the plan put
 * it. Undoing plans these anew, so that every rule is tried again on the tree as it is then.
 */
export function undoMovesOf(execution: Execution, snapshot: TopologySnapshot): readonly Move[] {
  const done = lanesDone(execution);
  return pointSteps(execution.plan)
    .map(({ instance: replica, channel, from, to }) => {
      const known = (address: Address): InstanceId => knownAs(snapshot, replica, address);
      return { replica, channel, from: known(from), to: known(to) };
    })
    .filter(
      ({ replica, channel, from, to }) =>
        from !== to && done.has(replica) && isAt(snapshot, { replica, channel, source: to }),
    )
    .map(({ replica, channel, from }) => ({ replica, channel, target: from }));
}

/** `null`: it has not ended, or nothing of it is left to be taken back. */
export function undoOf(execution: Execution, snapshot: TopologySnapshot): UndoIntent | null {
  if (execution.finishedAt === null || execution.plan.intent.kind === 'replace-master') return null;
  const moves = undoMovesOf(execution, snapshot);
  const steps = undoStepsOf(execution, snapshot);
  return moves.length === 0 && steps.length === 0 ? null : { kind: 'undo', plan: execution.planId, moves, steps };
}

/** As many as anybody reads. */
const MAX_WHY_NOT = 5;

/** Why a plan cannot be taken back; none: it can. Asked of one that ran. */
export function whyNotUndone(execution: Execution, snapshot: TopologySnapshot): readonly Message[] {
  if (execution.finishedAt === null) return [message('undo-not-ended')];
  if (undoOf(execution, snapshot) !== null) return [];
  const { plan } = execution;
  if (plan.intent.kind === 'replace-master')
    return [message('undo-by-takeover', { master: plan.intent.master, successor: successorIn(plan) ?? '' })];
  const done = lanesDone(execution);
  const moved = pointSteps(execution.plan).filter(({ instance, from, to }) => {
    const known = (address: Address): InstanceId => knownAs(snapshot, instance, address);
    return done.has(instance) && known(from) !== known(to);
  });
  // Beside moves nothing is done that would stay: what stands still for one goes on by itself.
  const reasons =
    moved.length > 0
      ? moved.map(({ instance: replica, to }) =>
          message('undo-moved-on', { replica, target: knownAs(snapshot, replica, to) }),
        )
      : stepsInOrder(execution.plan)
          .filter(({ lane }) => done.has(lane))
          .flatMap((step) => whyStays(step, snapshot));
  const distinct = [...new Map(reasons.map((one) => [JSON.stringify(one), one])).values()];
  return distinct.length === 0 ? [message('undo-nothing-done')] : distinct.slice(0, MAX_WHY_NOT);
}

function whyStays(step: Step, snapshot: TopologySnapshot): readonly Message[] {
  const { instance } = step;
  if (lasts(step)) return [message('undo-lasts', { instance })];
  if (oppositeOf(step) === null) return [];
  const seen = snapshot.instances.get(instance)?.observation ?? null;
  return [message(seen === null ? 'undo-not-seen' : 'undo-changed-since', { instance })];
}

/**
 * The steps that take back what a finished plan did beside moving, the last one first: of every lane without a move that was
 * done, where the server still stands as the step left it.
 */
function undoStepsOf(execution: Execution, snapshot: TopologySnapshot): readonly Step[] {
  const { plan } = execution;
  const done = lanesDone(execution);
  const moved = new Set(pointSteps(plan).map(({ lane }) => lane));
  return stepsInOrder(plan)
    .toReversed()
    .filter(({ lane }) => done.has(lane) && !moved.has(lane))
    .flatMap((step) => {
      const seen = snapshot.instances.get(step.instance)?.observation ?? null;
      const opposite = seen !== null && isAsLeft(step, seen) ? oppositeOf(step) : null;
      return seen === null || opposite === null ? [] : [asItRunsNow(opposite, seen)];
    });
}

function knownAs(snapshot: TopologySnapshot, replica: InstanceId, source: Address): InstanceId {
  const address = sourceAddressOf(addressOf(replica), source) ?? source;
  return canonicalId(address, snapshot.aliases);
}

function isAt(
  snapshot: TopologySnapshot,
  edge: { readonly replica: InstanceId; readonly channel: string; readonly source: InstanceId },
): boolean {
  return (
    snapshot.edgesByReplica
      .get(edge.replica)
      ?.some(({ channel, source }) => channel === edge.channel && source === edge.source) ?? false
  );
}

/**
 * Two plans with equal fingerprints run the same statements on the same servers. A plan that was confirmed is made
 * again under the lock, from fresh observations; when its fingerprint differs, people would run what they did not read.
 */
export function fingerprintOf(plan: Plan): string {
  return JSON.stringify([plan.intent, plan.cluster, plan.rounds]);
}

type Pointed = Pick<PointReplicaAtStep, 'channel' | 'from' | 'instance' | 'lane' | 'to'>;

/** One for each channel: a way over several servers leads from the first to the last. */
function pointSteps(plan: Plan): readonly Pointed[] {
  const byChannel = new Map<string, Pointed>();
  for (const step of stepsInOrder(plan)) {
    if (step.kind !== 'point-replica-at') continue;
    const key = `${step.instance} ${step.channel}`;
    byChannel.set(key, { ...step, from: byChannel.get(key)?.from ?? step.from });
  }
  return [...byChannel.values()];
}
