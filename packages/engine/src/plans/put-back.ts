/**
 * Takes back what a lane has done, last step first, each by its opposite. A lane whose steps changed nothing needs
 * nothing. What fails here leaves a server in a state that nobody asked for, and is said as loudly as possible.
 */
import type { JournalEntry, Message, Product, Step } from '@topiary/domain';
import { instanceIdOf, message, oppositeOf } from '@topiary/domain';
import { runStep } from './step-runner.ts';
import type { StepContext } from './step-runner.ts';

export type PutBack = Omit<Extract<JournalEntry, { kind: 'lane-put-back' }>, 'kind' | 'at'>;

/** `taken`: the lane's steps that may have taken effect, in the order in which they ran. */
export async function putBack(taken: readonly Step[], context: StepContext): Promise<Omit<PutBack, 'lane'>> {
  const opposites = taken.toReversed().flatMap((step) => oppositeOf(step) ?? []);
  const statements: string[] = [];
  if (opposites.length === 0) {
    return {
      outcome: 'nothing-to-undo',
      reason: message('nothing-was-changed', { instance: taken[0]?.lane ?? '' }),
      statements,
    };
  }
  for (const step of opposites) {
    const product: Product | null = context.productOf(step.instance);
    if (product !== null) statements.push(...context.servers.render(step, { product, results: context.results }));
    const outcome = await runStep(step, context);
    if (outcome.kind === 'failed') return { outcome: 'failed', reason: failure(taken, outcome.reason), statements };
  }
  return { outcome: 'put-back', reason: success(taken), statements };
}

function success(taken: readonly Step[]): Message {
  const point = taken.find((step) => step.kind === 'point-replica-at');
  return point === undefined
    ? message('nothing-was-changed', { instance: taken[0]?.lane ?? '' })
    : message('was-put-back', { instance: point.instance, source: instanceIdOf(point.from) });
}

function failure(taken: readonly Step[], reason: Message): Message {
  const point = taken.find((step) => step.kind === 'point-replica-at');
  const instance = taken[0]?.lane ?? '';
  const source = point === undefined ? '' : instanceIdOf(point.from);
  return message('put-back-failed', { instance, source, errorNumber: reason.params['errorNumber'] ?? reason.code });
}
