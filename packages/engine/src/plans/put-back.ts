/**
 * Takes back what a lane has done, last step first, each by its opposite. A lane whose steps changed nothing needs
 * nothing, and one that somebody changed by hand meanwhile is theirs. What fails here leaves a server in a state that
 * nobody asked for, and is said as loudly as possible.
 */
import type { InstanceId, JournalEntry, Message, Step } from '@topiary/domain';
import { instanceIdOf, message, oppositeOf } from '@topiary/domain';
import { renderSent } from './render-plan.ts';
import { lookAtLane, runStep } from './step-runner.ts';
import type { StepContext } from './step-runner.ts';

/** A replica that cannot be reached is tried again for so long: giving up leaves it stopped, which a lost packet is not worth. */
export const PUT_BACK_PATIENCE_MS = 10_000;
const PUT_BACK_RETRY_MS = 500;

export type PutBack = Omit<Extract<JournalEntry, { kind: 'lane-put-back' }>, 'kind' | 'at'>;

export interface Lane {
  readonly instance: InstanceId;
  readonly steps: readonly Step[];
  /** Those that may have taken effect, in the order in which they ran. */
  readonly taken: readonly Step[];
}

type Result = Omit<PutBack, 'lane'>;

export async function putBack(lane: Lane, context: StepContext): Promise<Result> {
  const opposites = lane.taken.toReversed().flatMap((step) => oppositeOf(step) ?? []);
  if (opposites.length === 0)
    return {
      outcome: 'nothing-to-undo',
      reason: message('nothing-was-changed', { instance: lane.instance }),
      statements: [],
    };
  const untilMs = context.clock.monotonicMs() + PUT_BACK_PATIENCE_MS;
  for (;;) {
    const tried = await tryPutBack(lane, opposites, context);
    if (tried.kind === 'ended') return tried.result;
    if (context.isAbandoned() || context.clock.monotonicMs() >= untilMs)
      return { outcome: 'failed', reason: failure(lane, tried.reason), statements: tried.statements };
    await context.clock.sleep(PUT_BACK_RETRY_MS);
  }
}

type Tried =
  | { readonly kind: 'ended'; readonly result: Result }
  | { readonly kind: 'lost'; readonly reason: Message; readonly statements: readonly string[] };

async function tryPutBack(lane: Lane, opposites: readonly Step[], context: StepContext): Promise<Tried> {
  const statements: string[] = [];
  const look = await lookAtLane(lane.instance, lane.steps, context);
  if (look.kind === 'not-seen') return { kind: 'lost', reason: look.reason, statements };
  if (look.kind === 'changed-by-others') {
    const reason = message('left-as-found', { instance: lane.instance });
    return { kind: 'ended', result: { outcome: 'nothing-to-undo', reason, statements } };
  }
  for (const step of opposites) {
    if (context.isAbandoned())
      return { kind: 'lost', reason: message('server-lost', { instance: lane.instance, code: 'STOPPED' }), statements };
    statements.push(...renderSent(step, context));
    const outcome = await runStep(step, context);
    if (outcome.kind === 'done') continue;
    if (outcome.reason.code === 'server-lost') return { kind: 'lost', reason: outcome.reason, statements };
    return { kind: 'ended', result: { outcome: 'failed', reason: failure(lane, outcome.reason), statements } };
  }
  return { kind: 'ended', result: { outcome: 'put-back', reason: success(lane), statements } };
}

function success({ instance, taken }: Lane): Message {
  const point = taken.find((step) => step.kind === 'point-replica-at');
  return point === undefined
    ? message('nothing-was-changed', { instance })
    : message('was-put-back', { instance, source: instanceIdOf(point.from) });
}

function failure({ instance, steps }: Lane, reason: Message): Message {
  const point = steps.find((step) => step.kind === 'point-replica-at');
  const source = point === undefined ? '' : instanceIdOf(point.from);
  return message('put-back-failed', { instance, source, errorNumber: reason.params['errorNumber'] ?? reason.code });
}
