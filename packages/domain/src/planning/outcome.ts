/** What a plan will have changed, what it has changed, and how that is taken back. */
import { addressOf, instanceIdOf } from '../topology/address.ts';
import type { Address, InstanceId } from '../topology/address.ts';
import { canonicalId, sourceAddressOf } from '../topology/edges.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import type { Execution } from './execution.ts';
import { lanesDone } from './fold-journal.ts';
import { stepsInOrder } from './plan.ts';
import type { Move, Plan, PointReplicaAtStep } from './plan.ts';

export interface EdgeChange {
  readonly replica: InstanceId;
  readonly channel: string;
  readonly from: InstanceId;
  readonly to: InstanceId;
}

/** The predicted tree as what differs from the present one. */
export function changesOf(plan: Plan): readonly EdgeChange[] {
  return pointSteps(plan).map(({ instance, channel, from, to }) => ({
    replica: instance,
    channel,
    from: instanceIdOf(from),
    to: instanceIdOf(to),
  }));
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
    .filter(({ replica, channel, to }) => done.has(replica) && isAt(snapshot, { replica, channel, source: to }))
    .map(({ replica, channel, from }) => ({ replica, channel, target: from }));
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

function pointSteps(plan: Plan): readonly PointReplicaAtStep[] {
  return stepsInOrder(plan).filter((step) => step.kind === 'point-replica-at');
}
