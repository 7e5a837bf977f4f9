/** A plan for the terminal: what it will run on which server, what it waits for, and how it went. */
import { say } from '@topiary/contract';
import type { PlanView, StepView } from '@topiary/contract';
import { stepsOf } from './plan-steps.ts';

export function planText(plan: PlanView): string {
  const head = `Plan ${plan.id} on ${plan.clusterName}: ${plan.outcome ?? plan.status}`;
  const changes = plan.changes.map(({ replica, from, to }) => `  ${replica}: ${from} → ${to}`);
  const warnings = plan.checks
    .filter(({ verdict }) => verdict === 'warn')
    .map(({ message }) => `  warning: ${say(message, 'en')}`);
  const notes = plan.notes.map((note) => `  note: ${say(note, 'en')}`);
  const reason = plan.reason === null ? [] : [`  ${say(plan.reason, 'en')}`];
  const retries = (plan.retries ?? []).map(({ said, reason: why }) => `  ${say(said, 'en')} ${say(why, 'en')}`);
  const facts = [...reason, ...retries, ...changes, ...warnings, ...notes];
  return [head, `  ${say(plan.title, 'en')}`, ...facts, ...stepLines(plan)].join('\n');
}

/** What is said of a confirmed plan that is not done; one without an outcome owes a server something and goes on. */
export function whyNotDone({ id, outcome, reason }: Pick<PlanView, 'id' | 'outcome' | 'reason'>): readonly string[] {
  if (outcome !== null) return [`The plan ended as "${outcome}".`];
  return [
    `The plan has not ended${reason === null ? '.' : `: ${say(reason, 'en')}`}`,
    `Topiary goes on with it; "topiary plan show ${id}" says how it stands.`,
  ];
}

function stepLines(plan: PlanView): readonly string[] {
  return stepsOf(plan).flatMap((step) => [
    `  ${step.id}. ${say(step.title, 'en')} — ${say(step.waitsFor, 'en')}${progressOf(step)}`,
    ...step.statements.map((statement) => `       ${statement};`),
    ...(step.reason === null ? [] : [`       ${say(step.reason, 'en')}`]),
  ]);
}

function progressOf(step: StepView): string {
  if (step.state === 'waiting') return '';
  return step.tookMs === null ? ` [${step.state}]` : ` [${step.state}, ${Math.round(step.tookMs)} ms]`;
}
