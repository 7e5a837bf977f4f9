/**
 * The relocation planner: intent and snapshot in, plan or refusal out. Pure, so that the same call makes the preview,
 * answers "may I drop it here?" for every server, and is repeated under the cluster's lock before anything is run.
 */
import { asClusterId } from '../topology/snapshot.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { assemble, isFail, refuse } from './assemble.ts';
import type { PlanQuestion } from './assemble.ts';
import { fail, warn } from './checks.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import { reasonOfMethod } from './methods.ts';
import { orderMoves } from './order-moves.ts';
import type { Check, Intent, Plan, Refusal } from './plan.ts';
import { judge, replicasTo } from './wanted-moves.ts';
import type { AskedMove, Judged, Wanted } from './wanted-moves.ts';

/** One plan moves at most so many replicas: each is a lane with statements that a person is asked to read. */
export const MAX_MOVES_PER_PLAN = 1000;

export function planMovesOf(question: PlanQuestion, intent: MovingIntent): Plan | Refusal {
  const wanted = movesOf(question.snapshot, intent);
  return 'kind' in wanted ? wanted : planMoves(question, wanted);
}

/** What comes down to moves of replicas, all of them named. */
export type MovingIntent = Extract<Intent, { kind: 'relocate' | 'relocate-replicas' | 'undo' }>;

export function movesOf(snapshot: TopologySnapshot, intent: MovingIntent): Wanted | Refusal {
  switch (intent.kind) {
    case 'relocate':
      return { moves: [intent], mayLeaveBehind: false, acceptsLoss: intent.acceptsLoss };
    case 'undo':
      return { moves: intent.moves, mayLeaveBehind: intent.moves.length > 1 };
    case 'relocate-replicas': {
      const moves = replicasTo(snapshot, intent).map((move) => ({ ...move, method: intent.method }));
      if (moves.length > 0) return { moves, mayLeaveBehind: true, acceptsLoss: intent.acceptsLoss };
      return refuse([fail(null, message('no-replicas-to-move', { source: intent.source, target: intent.target }))]);
    }
  }
}

export function planMoves(question: PlanQuestion, wanted: Wanted): Plan | Refusal {
  const { snapshot, policy, user = null } = question;
  const count = wanted.moves.length;
  if (count > MAX_MOVES_PER_PLAN)
    return refuse([fail(null, message('too-many-moves', { count, limit: MAX_MOVES_PER_PLAN }))]);
  const { judged, phases } = orderMoves(
    { snapshot, policy, user, acceptsLoss: wanted.acceptsLoss === true },
    wanted.moves,
  );
  const isRefused = ({ checks }: Judged): boolean => checks.some(isFail);
  const isHeldUp = judged.some((one) => isRefused(one) && (!wanted.mayLeaveBehind || one.move.isEssential === true));
  const first = phases.flat()[0];
  const checks = [...(wanted.checks ?? []), ...judged.flatMap((one) => one.checks)];
  if (first === undefined || isHeldUp || wanted.checks?.some(isFail) === true)
    return refuse([...checks, ...judged.filter(isRefused).flatMap((one) => wouldDo(question, one))]);
  const offers = judged.filter((one) => !isRefused(one) && couldSwitch(question, one));
  const [now = [], ...later] = phases;
  const leftBehind = judged
    .filter(isRefused)
    .map(({ move: { replica } }) => message('replica-left-behind', { replica }));
  return assemble(question, snapshot.instances.get(first.instance)?.cluster ?? asClusterId(''), {
    // What failed for one of several replicas does not refuse the plan of the others; there it is a warning.
    checks: checks.map((check) => (isFail(check) ? warn(check.replica, check.message) : check)),
    notes: [
      ...(wanted.notes ?? []),
      ...leftBehind,
      ...phases.flat().flatMap(({ notes }) => notes),
      ...offers.map(({ move: { replica } }) => message('switch-possible', { replica })),
      ...reasonsOfMethods(judged.filter((one) => !isRefused(one))),
    ],
    lanes: now.map(({ steps }) => steps),
    later: [...later, ...(wanted.later ?? [])],
  });
}

/** Whether a replica that goes by file, and for which nobody named a method, could be switched to GTIDs with its move. */
function couldSwitch(question: PlanQuestion, { move, context }: Judged): boolean {
  const { snapshot, policy, user = null } = question;
  if (move.method !== undefined || context?.channel.positioning !== 'file') return false;
  const { acceptsLoss } = context;
  const asked: AskedMove = { snapshot, policy, user, acceptsLoss, ...move, method: 'switch-to-gtid' };
  return !judge(asked).checks.some(isFail);
}

function wouldDo(question: PlanQuestion, one: Judged): readonly Check[] {
  const { replica, target } = one.move;
  return couldSwitch(question, one) ? [fail(replica, message('switch-would-do', { replica, target }))] : [];
}

/** Each once, however many replicas go by it. */
function reasonsOfMethods(judged: readonly Judged[]): readonly Message[] {
  const reasons = judged.flatMap(({ context }) => (context === null ? [] : [reasonOfMethod(context)]));
  return [...new Map(reasons.map((reason) => [reason.code, reason])).values()];
}
