/**
 * Takes back what a lane has done, last step first, each by its opposite. A lane whose steps changed nothing needs
 * nothing, and one that somebody changed by hand meanwhile is theirs. A replica that does not answer is owed; what fails
 * otherwise leaves a server in a state that nobody asked for, and is said as loudly as possible.
 */
import type { InstanceId, JournalEntry, Message, Plan, Step } from '@topiary/domain';
import { instanceIdOf, lasts, message, oppositeOf } from '@topiary/domain';
import { OWED_PATIENCE_MS } from './owed.ts';
import { heldByPlace } from './place-guard.ts';
import { renderSent } from './render-plan.ts';
import { lookAtLane, runStep } from './step-runner.ts';
import type { StepContext } from './step-runner.ts';

/** A replica that does not answer is tried again for so long while its plan goes on. */
export const PUT_BACK_PATIENCE_MS = 10_000;
/** A master that was to go whatever it answers is given up after that. */
export const FORCED_PUT_BACK_MS = 2_000;
const PUT_BACK_RETRY_MS = 500;

export type PutBack = Omit<Extract<JournalEntry, { kind: 'lane-put-back' }>, 'kind' | 'at'>;

export interface Lane {
  readonly instance: InstanceId;
  readonly steps: readonly Step[];
  /** Those that may have taken effect, in the order in which they ran. */
  readonly taken: readonly Step[];
}

export interface Patience {
  /** 0: one attempt. */
  readonly patienceMs: number;
  /** What a replica that did not answer to the last attempt is called. */
  readonly whenLost: 'owed' | 'failed';
}

/** While its plan goes on. */
export function atFirst({ intent }: Pick<Plan, 'intent'>): Patience {
  const isForced = intent.kind === 'replace-master' && intent.because === 'forced';
  return { patienceMs: isForced ? FORCED_PUT_BACK_MS : PUT_BACK_PATIENCE_MS, whenLost: 'owed' };
}

type Result = Omit<PutBack, 'lane'>;

export async function putBack(lane: Lane, context: StepContext, { patienceMs, whenLost }: Patience): Promise<Result> {
  const opposites = lane.taken.toReversed().flatMap((step) => oppositeOf(step) ?? []);
  const lasting = lane.taken.find(lasts);
  if (opposites.length === 0 && lasting !== undefined) return staysDone(lasting);
  if (opposites.length === 0) return untouched(lane.instance);
  const attempt: Attempt = { lane, opposites, context };
  const untilMs = context.clock.monotonicMs() + patienceMs;
  for (;;) {
    const tried = await tryPutBack(attempt);
    if (tried.kind === 'ended') return tried.result;
    if (context.isAbandoned() || context.clock.monotonicMs() >= untilMs)
      return whenLost === 'owed' && tried.reason.code === 'server-lost' && !lane.taken.some(reopens)
        ? { outcome: 'owed', reason: owed(lane, tried.reason), statements: tried.statements }
        : { outcome: 'failed', reason: failure(attempt, tried.reason), statements: tried.statements };
    await context.clock.sleep(PUT_BACK_RETRY_MS);
  }
}

/** Whoever closed it may be gone, and another server the master, by the time that it answers: it is opened at once or not at all. */
function reopens(step: Step): boolean {
  return step.kind === 'set-writability' && step.closes === true;
}

export function untouched(instance: InstanceId): Result {
  return { outcome: 'nothing-to-undo', reason: message('nothing-was-changed', { instance }), statements: [] };
}

/** Half of what was asked for is done, and nothing brings it back: that is a state nobody asked for. */
function staysDone({ instance, id }: Step): Result {
  return { outcome: 'failed', reason: message('stays-done', { instance, step: id }), statements: [] };
}

interface Attempt {
  readonly lane: Lane;
  readonly opposites: readonly Step[];
  readonly context: StepContext;
}

type Tried =
  | { readonly kind: 'ended'; readonly result: Result }
  | { readonly kind: 'lost'; readonly reason: Message; readonly statements: readonly string[] };

async function tryPutBack({ lane, opposites, context }: Attempt): Promise<Tried> {
  const statements: string[] = [];
  const first = await lookAgain(lane, context, statements);
  if (first !== null) return first;
  for (const [index, step] of opposites.entries()) {
    if (context.isAbandoned())
      return { kind: 'lost', reason: message('server-lost', { instance: lane.instance, code: 'STOPPED' }), statements };
    const held = await heldByPlace(step, context);
    if (held.kind === 'back-already') continue;
    if (held.kind === 'held' && held.reason.code === 'server-lost')
      return { kind: 'lost', reason: held.reason, statements };
    // What was sent meanwhile took its time, in which somebody may have come.
    const isFresh = index === 0 && held.kind === 'free' && !held.stands;
    const changed = isFresh ? null : await lookAgain(lane, context, statements);
    if (changed !== null) return changed;
    if (held.kind === 'held') {
      return {
        kind: 'ended',
        result: {
          outcome: 'failed',
          reason: held.reason,
          statements: [...statements, ...(await goOn(opposites, context))],
        },
      };
    }
    statements.push(...renderSent(step, context));
    const outcome = await runStep(step, context);
    if (outcome.kind === 'done') continue;
    if (outcome.reason.code === 'server-lost') return { kind: 'lost', reason: outcome.reason, statements };
    const reason = failure({ lane, opposites, context }, outcome.reason);
    return { kind: 'ended', result: { outcome: 'failed', reason, statements } };
  }
  const lasting = lane.taken.find(lasts);
  if (lasting !== undefined) return { kind: 'ended', result: { ...staysDone(lasting), statements } };
  return { kind: 'ended', result: { outcome: 'put-back', reason: success(lane), statements } };
}

/** `null`: the replica is still this plan's to change. */
async function lookAgain(lane: Lane, context: StepContext, statements: readonly string[]): Promise<Tried | null> {
  const look = await lookAtLane({ instance: lane.instance, lane: lane.steps, isUntouched: false }, context);
  if (look.kind === 'not-seen') return { kind: 'lost', reason: look.reason, statements };
  if (look.kind === 'ours') return null;
  const reason = message('left-as-found', { instance: lane.instance });
  return { kind: 'ended', result: { outcome: 'nothing-to-undo', reason, statements } };
}

/** It stays where it is, and goes on. Gives what was sent. */
async function goOn(opposites: readonly Step[], context: StepContext): Promise<readonly string[]> {
  const start = opposites.findLast((step) => step.kind === 'start-replication');
  if (start === undefined) return [];
  const statements = renderSent(start, context);
  await runStep(start, context);
  return statements;
}

function success({ instance, taken }: Lane): Message {
  const point = taken.find((step) => step.kind === 'point-replica-at');
  return point === undefined
    ? message('acts-taken-back', { instance })
    : message('was-put-back', { instance, source: instanceIdOf(point.from) });
}

function owed(lane: Lane, reason: Message): Message {
  return message('put-back-owed', {
    instance: lane.instance,
    source: sourceOf(lane),
    code: reason.params['code'] ?? reason.code,
    minutes: OWED_PATIENCE_MS / 60_000,
  });
}

function failure({ lane, opposites, context }: Attempt, reason: Message): Message {
  return message('put-back-failed', {
    instance: lane.instance,
    source: sourceOf(lane),
    errorNumber: reason.params['errorNumber'] ?? reason.params['code'] ?? reason.code,
    statements: opposites.flatMap((step) => renderSent(step, context)).join('; '),
  });
}

function sourceOf({ steps }: Lane): string {
  const point = steps.find((step) => step.kind === 'point-replica-at');
  return point === undefined ? '' : instanceIdOf(point.from);
}
