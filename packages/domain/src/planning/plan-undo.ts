/**
 * The plan that takes a finished one back. Replicas are moved, with every rule of a move tried anew; what else was done is
 * taken back by its opposite, where the server still stands as the plan left it.
 */
import { assert } from '../shared/assert.ts';
import type { InstanceId } from '../topology/address.ts';
import { assemble, refuse } from './assemble.ts';
import type { PlanQuestion } from './assemble.ts';
import { fail, pass } from './checks.ts';
import { message } from './message.ts';
import { planMovesOf } from './plan-moves.ts';
import type { Check, Intent, Plan, Refusal } from './plan.ts';

type UndoIntent = Extract<Intent, { kind: 'undo' }>;

export function planUndo(question: PlanQuestion, intent: UndoIntent): Plan | Refusal {
  if (intent.steps.length === 0) return planMovesOf(question, intent);
  assert(intent.moves.length === 0, 'a plan either moves replicas or does something else', intent.plan);
  const lanes = [...Map.groupBy(intent.steps, ({ lane }) => lane)];
  const gone = lanes.filter(([lane]) => !question.snapshot.instances.has(lane));
  const [cluster] = lanes.flatMap(([lane]) => question.snapshot.instances.get(lane)?.cluster ?? []);
  if (cluster === undefined)
    return refuse(gone.map(([replica]) => fail(replica, message('replica-unknown', { replica }))));
  const servers = new Set(intent.steps.map(({ instance }) => instance));
  const checks = [...servers].map((id) => reachable(question, id));
  return assemble(question, cluster, { checks, lanes: lanes.map(([, steps]) => steps) });
}

function reachable({ snapshot }: PlanQuestion, id: InstanceId): Check {
  return snapshot.instances.get(id)?.health === 'ok'
    ? pass(id, message('is-reachable', { instance: id }))
    : fail(id, message('replica-not-reachable', { replica: id }));
}
