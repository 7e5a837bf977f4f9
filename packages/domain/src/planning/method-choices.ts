/** Which methods there are for what a person asked to be moved: which one is taken by itself, and why the others are not to be had. */
import type { PlanQuestion } from './assemble.ts';
import type { Message } from './message.ts';
import { methodsIn, MOVE_METHODS } from './methods.ts';
import type { MoveMethod } from './methods.ts';
import { planIntent } from './plan-intent.ts';
import type { AskedIntent } from './plan.ts';

/** A plan of many replicas may be refused for as many reasons; the first ones say what is in the way. */
export const MAX_REASONS_PER_METHOD = 3;

export interface MethodChoice {
  readonly method: MoveMethod;
  /** Taken, for some of the moves at least, where nobody names one. */
  readonly isAutomatic: boolean;
  readonly allowed: boolean;
  /** Why not. */
  readonly reasons: readonly Message[];
}

type Question = Omit<PlanQuestion, 'intent'> & { readonly intent: AskedIntent };

/** None where nothing is moved by a method; whichever method the intent itself names does not matter. */
export function methodChoices(question: Question): readonly MethodChoice[] {
  const { intent } = question;
  if (intent.kind === 'control' || intent.kind === 'replace-master') return [];
  const { method: _, ...automatic } = intent;
  const byItself = planIntent({ ...question, intent: automatic });
  const taken = 'kind' in byItself ? [] : methodsIn(byItself).map(({ method }) => method);
  const choices = MOVE_METHODS.map((method): MethodChoice => {
    const planned = planIntent({ ...question, intent: { ...automatic, method } });
    const reasons = 'kind' in planned ? planned.reasons.slice(0, MAX_REASONS_PER_METHOD) : [];
    return { method, isAutomatic: taken.includes(method), allowed: !('kind' in planned), reasons };
  });
  const movesByNone = taken.length === 0 && choices.every(({ allowed }) => allowed);
  return movesByNone ? [] : choices;
}
