/** L4: where each replica is and whether it replicates, against everything that explains it. */
import type { InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import type { PlannedServer } from '../scenario/scenario.ts';
import { laneEnd, lastPlanOf, pointSteps, unseenSinceMs } from './lanes-kept.ts';
import type { Ledger, PlanRecord } from './ledger.ts';

export interface Expected {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly server: PlannedServer;
  readonly id: InstanceId;
  readonly firstSource: InstanceId;
  /** Of the same tree. */
  readonly tree: readonly InstanceId[];
}

export function replicaProblems(expected: Expected): readonly string[] {
  const { fleet, id } = expected;
  const channel = fleet.server(id).channels.get('');
  if (channel === undefined) return [`${id} has no source any more`];
  const place = expectedPlace(expected);
  if (place === 'failed') return [];
  const source = instanceIdOf(channel.source);
  const problems: string[] = [];
  if (place !== 'anywhere' && !place.includes(source))
    problems.push(`${id} replicates from ${source}; it should from ${place.join(' or ')}`);
  if (isExcused(expected)) return problems;
  const { receiver, applier } = channel;
  if (receiver.state !== 'running' && !mayStand(expected, 'receiver'))
    problems.push(`the receiver of ${id} (below ${source}) is ${receiver.state}${errorText(receiver.error)}`);
  if (applier.state !== 'running' && !mayStand(expected, 'applier'))
    problems.push(`the applier of ${id} (below ${source}) is ${applier.state}${errorText(applier.error)}`);
  return problems;
}

function errorText(error: { readonly number: number; readonly text: string } | null): string {
  return error === null ? '' : `, error ${error.number}: ${error.text}`;
}

/** A disk that lost transactions may leave histories that no longer fit together; a hand may put a replica where it cannot read. */
function isExcused({ ledger, tree, id }: Expected): boolean {
  if (tree.some((member) => ledger.wasDisturbed(member, ['lost-tail'], 0))) return true;
  const hand = ledger.disturbances.findLast((one) => one.server === id && one.kind === 'hand-move');
  const moved = [...ledger.plans.values()].findLast((plan) => hasMoved(ledger, plan, id));
  return hand !== undefined && (moved === undefined || hand.atMs >= moved.startedAtMs);
}

function hasMoved(ledger: Ledger, plan: PlanRecord, id: InstanceId): boolean {
  const execution = ledger.executionOf(plan);
  const isIts = pointSteps(plan).some(({ lane }) => lane === id);
  return isIts && execution !== null && laneEnd(execution, plan, id) === 'moved';
}

/** Somebody stopped it, and nobody but a restart of the server has started it since. */
function mayStand({ ledger, server, id }: Expected, thread: 'receiver' | 'applier'): boolean {
  // A move leaves a thread that somebody stopped as it was; a hand that comes in between is not seen.
  const plan = lastPlanOf(ledger, id);
  if (plan !== null && wasBetween(ledger, id, plan)) return true;
  if (plan !== null && stoodBefore(ledger, plan, { id, thread })) return true;
  const last = ledger.disturbances.findLast(
    ({ server: where, hand }) => where === id && hand !== null && hand[thread] !== 'as-it-was',
  );
  if (last?.hand !== undefined && last.hand !== null) return last.hand[thread] === 'stopped';
  const { stopped } = server.channel;
  return stopped === 'both' || stopped === thread;
}

/** One that an error had stopped is started where its replica was moved. */
function stoodBefore(
  ledger: Ledger,
  plan: PlanRecord,
  { id, thread }: { readonly id: InstanceId; readonly thread: 'receiver' | 'applier' },
): boolean {
  const before = plan.before.get(id);
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
function expectedPlace({ ledger, id, firstSource }: Expected): 'failed' | 'anywhere' | readonly InstanceId[] {
  const hand = ledger.disturbances.findLast((one) => one.server === id && one.kind === 'hand-move');
  const plan = lastPlanOf(ledger, id);
  if (plan === null) return hand === undefined ? [firstSource] : 'anywhere';
  if (hand !== undefined && hand.atMs >= unseenSinceMs(plan, id)) return 'anywhere';
  return placeAfter(ledger, plan, id);
}

function placeAfter(ledger: Ledger, plan: PlanRecord, id: InstanceId): 'failed' | 'anywhere' | readonly InstanceId[] {
  const step = pointSteps(plan).find(({ lane }) => lane === id);
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
