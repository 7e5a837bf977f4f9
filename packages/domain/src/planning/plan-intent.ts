/** The planner: intent and snapshot in, plan or refusal out. */
import { assert, unreachable } from '../shared/assert.ts';
import type { InstanceId } from '../topology/address.ts';
import { withAccountChecks } from './accounts/account-checks.ts';
import type { PlanQuestion } from './assemble.ts';
import { planControl } from './control/plan-control.ts';
import { upkeepTitle } from './control/upkeep-titles.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import { actWithNames, otherServersIn } from './recovery/last-mile-acts.ts';
import { planMovesOf } from './plan-moves.ts';
import { stepsInOrder } from './plan.ts';
import type { AskedIntent, Intent, Plan, Refusal } from './plan.ts';
import { planUndo } from './plan-undo.ts';
import { withLogsRead } from './reads.ts';
import { planReplaceMaster, replaceTitle } from './recovery/replace-master.ts';
import { planReshape, shapeTitle } from './reshape/plan-reshape.ts';
import { namedInShape, shapeWithNames } from './reshape/reshape.ts';
import { describeStep } from './step-kinds.ts';

export function planIntent(asked: PlanQuestion): Plan | Refusal {
  const { intent } = asked;
  const question = { ...asked, snapshot: withLogsRead(asked.snapshot, asked.reads ?? {}) };
  return withAccountChecks(question, planFor(question, intent));
}

function planFor(question: PlanQuestion, intent: Intent): Plan | Refusal {
  switch (intent.kind) {
    case 'relocate':
    case 'relocate-replicas':
      return planMovesOf(question, intent);
    case 'reshape':
      return planReshape(question, intent);
    case 'control':
      return planControl(question, intent);
    case 'replace-master':
      return planReplaceMaster(question, intent);
    case 'undo':
      return planUndo(question, intent);
    default:
      return unreachable(intent);
  }
}

/** In a sentence, for a heading. */
export function titleOf(plan: Plan): Message {
  const { intent } = plan;
  switch (intent.kind) {
    case 'relocate':
      return message('title-relocate', { replica: intent.replica, target: intent.target });
    case 'relocate-replicas':
      return message('title-relocate-replicas', { source: intent.source, target: intent.target });
    case 'reshape':
      return shapeTitle(intent.shape);
    case 'control':
      return upkeepTitle(intent) ?? actTitle(plan, intent.instance);
    case 'replace-master':
      return replaceTitle(plan, intent);
    case 'undo':
      return message('title-undo', { plan: intent.plan });
    default:
      return unreachable(intent);
  }
}

/** What the last of its steps does is what was asked for; those before it prepare it. */
function actTitle(plan: Plan, instance: InstanceId): Message {
  const last = stepsInOrder(plan).findLast((step) => step.instance === instance);
  assert(last !== undefined, 'a plan for a server has a step on it', plan.id);
  return describeStep(last);
}

/** The servers that an intent names, the one that it is about first. */
export function namedIn(intent: Intent): readonly InstanceId[] {
  switch (intent.kind) {
    case 'relocate':
      return [intent.replica, intent.target];
    case 'relocate-replicas':
      return [intent.source, intent.target, ...(intent.only ?? [])];
    case 'reshape':
      return namedInShape(intent.shape);
    case 'control':
      return [intent.instance, ...otherServersIn(intent.act)];
    case 'replace-master':
      return [intent.master, ...(intent.successor === null ? [] : [intent.successor])];
    case 'undo':
      return [
        ...new Set([
          ...intent.moves.flatMap(({ replica, target }) => [replica, target]),
          ...intent.steps.map(({ instance }) => instance),
        ]),
      ];
    default:
      return unreachable(intent);
  }
}

/** The same intent with every server named as `kept` names it. */
export function withNames(intent: AskedIntent, kept: (id: InstanceId) => InstanceId): AskedIntent {
  switch (intent.kind) {
    case 'relocate':
      return { ...intent, replica: kept(intent.replica), target: kept(intent.target) };
    case 'relocate-replicas':
      return {
        ...intent,
        source: kept(intent.source),
        target: kept(intent.target),
        only: intent.only?.map(kept) ?? null,
      };
    case 'reshape':
      return { ...intent, shape: shapeWithNames(intent.shape, kept) };
    case 'control':
      return { ...intent, instance: kept(intent.instance), act: actWithNames(intent.act, kept) };
    case 'replace-master': {
      const successor = intent.successor === null ? null : kept(intent.successor);
      return { ...intent, master: kept(intent.master), successor };
    }
    default:
      return unreachable(intent);
  }
}
