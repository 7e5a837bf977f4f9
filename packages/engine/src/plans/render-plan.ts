/** What a preview shows of every step: its sentence, the exact SQL, what it waits for, and how it is taken back. */
import type { Execution, Plan, Product, Step, TopologySnapshot } from '@topiary/domain';
import { describeStep, oppositeOf, stepsInOrder, waitsForOf } from '@topiary/domain';
import type { RenderedStep } from '../api.ts';
import type { Servers } from '../ports/servers.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { StepContext } from './step-runner.ts';

export function renderPlan(
  plan: Plan,
  snapshot: TopologySnapshot,
  servers: Pick<Servers, 'render'>,
): readonly RenderedStep[] {
  return stepsInOrder(plan).map((step) => {
    const product: Product | null = snapshot.instances.get(step.instance)?.observation?.product ?? null;
    return {
      id: step.id,
      title: describeStep(step),
      statements: product === null ? [] : servers.render(step, { product, results: {} }),
      waitsFor: waitsForOf(step),
      undo: oppositeOf(step) === null ? 'nothing-to-undo' : 'opposite',
    };
  });
}

/** What a step sends now. For the record only: what is wrong with a step is said when it is run. */
export function renderSent(
  step: Step,
  { servers, productOf, results }: Pick<StepContext, 'servers' | 'productOf' | 'results'>,
): readonly string[] {
  const product = productOf(step.instance);
  if (product === null) return [];
  try {
    return servers.render(step, { product, results });
  } catch (error) {
    return [`-- ${detailOf(error)}`];
  }
}

/** By step id, what these steps send now where it is not what `shown` holds: a plan of a thousand steps is not written twice. */
export function renderDifferent(
  steps: readonly Step[],
  shown: Execution['statements'],
  context: Pick<StepContext, 'servers' | 'productOf' | 'results'>,
): Execution['statements'] {
  const sent = steps.map((step) => [step.id, renderSent(step, context)] as const);
  return Object.fromEntries(
    sent.filter(([id, statements]) => statements.length > 0 && statements.join('\n') !== shown[id]?.join('\n')),
  );
}

/** The same of a plan that was run: the SQL as it was sent or shown then, whatever the server is now. */
export function renderExecuted(
  plan: Plan,
  statements: Readonly<Record<string, readonly string[]>>,
): readonly RenderedStep[] {
  return stepsInOrder(plan).map((step) => ({
    id: step.id,
    title: describeStep(step),
    statements: statements[step.id] ?? [],
    waitsFor: waitsForOf(step),
    undo: oppositeOf(step) === null ? 'nothing-to-undo' : 'opposite',
  }));
}
