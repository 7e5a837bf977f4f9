/**
 * The plan that takes a finished one back. Replicas are moved, with every rule of a move tried anew; what else was done is
 * taken back by its opposite, where the server still stands as the plan left it.
 */
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import { assemble, isFail, refuse } from './assemble.ts';
import type { PlanQuestion } from './assemble.ts';
import { fail, pass, warn } from './checks.ts';
import { message } from './message.ts';
import { orderMoves } from './order-moves.ts';
import { planMovesOf } from './plan-moves.ts';
import type { Check, Intent, Plan, Refusal, Step } from './plan.ts';
import { predictSteps } from './predict.ts';
import { drainedFirst, undoChecks } from './undo-rules.ts';

type UndoIntent = Extract<Intent, { kind: 'undo' }>;

export function planUndo(question: PlanQuestion, intent: UndoIntent): Plan | Refusal {
  if (intent.steps.length === 0) return planMovesOf(question, intent);
  const lanes = [...Map.groupBy(intent.steps, ({ lane }) => lane)];
  const gone = lanes.filter(([lane]) => !question.snapshot.instances.has(lane));
  const [cluster] = lanes.flatMap(([lane]) => question.snapshot.instances.get(lane)?.cluster ?? []);
  if (cluster === undefined)
    return refuse(gone.map(([replica]) => fail(replica, message('replica-unknown', { replica }))));
  const servers = new Set(intent.steps.map(({ instance }) => instance));
  const checks = [...[...servers].map((id) => reachable(question, id)), ...undoChecks(question, intent.steps)];
  const first = lanes.map(([, steps]) => drainedFirst(question, steps));
  if (intent.moves.length === 0) return assemble(question, cluster, { checks, lanes: first });
  return movesAfter(question, intent, { cluster, checks, first });
}

interface First {
  readonly cluster: ClusterId;
  readonly checks: readonly Check[];
  readonly first: readonly (readonly Step[])[];
}

/** What was no move is taken back before the moves are, and these are judged on the tree that it leaves. */
function movesAfter(question: PlanQuestion, intent: UndoIntent, { cluster, checks, first }: First): Plan | Refusal {
  const { snapshot, policy, user = null } = question;
  const then = predictSteps(intent.steps, snapshot, policy);
  const { judged, phases } = orderMoves({ snapshot: then, policy, user, acceptsLoss: false }, intent.moves);
  const all = [...checks, ...judged.flatMap((one) => one.checks)];
  if (judged.every((one) => one.checks.some(isFail))) return refuse(all);
  const lanes = first.flatMap(([step]) => step?.lane ?? []);
  return assemble(question, cluster, {
    checks: all.map((check) => (isFail(check) && !checks.includes(check) ? warn(check.replica, check.message) : check)),
    notes: phases.flat().flatMap(({ notes }) => notes),
    lanes: first,
    later: phases.map((phase, index) =>
      phase.map(({ steps, after }) => ({ steps, after: index === 0 ? [...lanes, ...after] : after })),
    ),
  });
}

function reachable({ snapshot }: PlanQuestion, id: InstanceId): Check {
  return snapshot.instances.get(id)?.health === 'ok'
    ? pass(id, message('is-reachable', { instance: id }))
    : fail(id, message('replica-not-reachable', { replica: id }));
}
