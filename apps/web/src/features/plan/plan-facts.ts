/** What can be read off a plan: its steps in order, how far it is, what it is called. */
import type { InstanceId, PlanView, StepView } from '@topiary/contract';
import type { Words } from '../../shared/i18n/use-words.ts';
import type { Mark } from '../../shared/topology/severity.ts';

export function stepsOf(plan: PlanView): readonly StepView[] {
  return plan.rounds.flatMap((round) => round.stages.flatMap((stage) => stage.steps));
}

export interface PlanProgress {
  readonly ended: number;
  readonly total: number;
  readonly running: readonly StepView[];
}

export function progressOf(plan: PlanView): PlanProgress {
  const steps = stepsOf(plan);
  return {
    ended: steps.filter((step) => step.state !== 'waiting' && step.state !== 'running').length,
    total: steps.length,
    running: steps.filter((step) => step.state === 'running'),
  };
}

export function titleOf(plan: PlanView, { t, message }: Words): string {
  const [first] = plan.changes;
  if (plan.undoes !== null && first !== undefined) return t('plan.title.undo', { count: plan.changes.length });
  const [step] = stepsOf(plan);
  if (plan.undoes !== null && step !== undefined) return t('plan.title.undoAct', { what: message(step.title) });
  const target = oneTargetOf(plan);
  if (target !== null) return t('plan.title.picked', { count: plan.changes.length, target });
  if (first === undefined || plan.intent === 'reshape' || plan.intent === 'replace-master') return message(plan.title);
  if (plan.intent === 'relocate') return t('plan.title.relocate', { replica: first.replica, target: first.to });
  return t('plan.title.replicas', { count: plan.changes.length, source: first.from, target: first.to });
}

/** Of moves that were asked for together and all lead to one server; else `null`. */
function oneTargetOf({ request, changes: [first, ...others] }: PlanView): InstanceId | null {
  if (request?.kind !== 'reshape' || request.shape.kind !== 'move-many' || first === undefined) return null;
  if (request.shape.restores === true) return null;
  return others.every(({ to }) => to === first.to) ? first.to : null;
}

/** How a plan ended, in a sentence: one that moves nobody is not said to have. */
export function outcomeText({ changes, outcome, intent, title }: Ended, { t }: Words): string {
  if (intent === 'replace-master' && outcome === 'done')
    return t('plan.replaced.done', { successor: String(title.params['successor'] ?? '') });
  const ownWords =
    changes.length === 0 || intent === 'replace-master' ? ACTED.find((known) => known === outcome) : undefined;
  return ownWords === undefined ? t(`plan.outcome.${outcome}`) : t(`plan.acted.${ownWords}`);
}

interface Ended extends Pick<PlanView, 'changes' | 'intent' | 'title'> {
  readonly outcome: NonNullable<PlanView['outcome']>;
}

/** What is said of the others fits every plan. */
const ACTED = ['done', 'partly-done', 'put-back'] as const;

/** All statements with the server that each runs on, as one text to copy. */
export function sqlOf(plan: PlanView): string {
  return stepsOf(plan)
    .filter((step) => step.statements.length > 0)
    .map((step) => `-- ${step.id}: ${step.instance}\n${step.statements.map(terminated).join('\n')}`)
    .join('\n\n');
}

export function tookMs(plan: PlanView): number | null {
  return plan.startedAt === null || plan.finishedAt === null ? null : plan.finishedAt - plan.startedAt;
}

/** Statements come without the semicolon that a client would need. */
export function terminated(statement: string): string {
  return statement.trimEnd().endsWith(';') ? statement : `${statement};`;
}

export const OUTCOME_MARKS: Readonly<Record<NonNullable<PlanView['outcome']>, Mark>> = {
  done: 'ok',
  'partly-done': 'warning',
  'put-back': 'warning',
  failed: 'critical',
  stopped: 'warning',
  refused: 'critical',
};
