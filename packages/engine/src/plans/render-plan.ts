/** What a preview shows of every step: its sentence, the exact SQL, what it waits for, and how it is taken back. */
import type { Plan, Product, TopologySnapshot } from '@topiary/domain';
import { describeStep, oppositeOf, stepsInOrder, waitsForOf } from '@topiary/domain';
import type { RenderedStep } from '../api.ts';
import type { Servers } from '../ports/servers.ts';

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

/** The same of a plan that was run: the SQL as it was shown then, whatever the server is now. */
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
