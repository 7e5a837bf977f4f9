/**
 * Carries out the step that keeps a server from being written to: one way after the other until one has done it. A server
 * that does not answer is not asked by each of them; what is left for it is the configured command. Which way it was, and
 * what became of those before it, is what the step yields.
 */
import {
  addressOf,
  comingBack,
  FENCED_RESULT,
  FENCING_WAY_MS,
  fencingParts,
  message,
  releasingParts,
  TRIED_RESULT,
} from '@topiary/domain';
import type { FenceStep, FencingWay, InstanceId, Plan, Product, ServerProcess, SqlStep } from '@topiary/domain';
import type { ExecuteContext, Servers } from '../ports/servers.ts';
import { Limiter } from '../shared/limiter.ts';
import type { StepContext, StepOutcome } from './step-runner.ts';

/** Whether it answers at all; a server that is frozen costs the whole of it. */
const ANSWERS_WITHIN_MS = 500;
/** Sessions that are ended at the same time. */
const MAX_ENDED_AT_ONCE = 8;

/** `none`: no command is configured. */
export type FencingHookEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'none' };

/** Never rejects, and ends by the deadline of hooks. */
export type RunFencingHook = (instance: InstanceId, plan: Plan) => Promise<FencingHookEnd>;

export const NO_FENCING_HOOK: RunFencingHook = () => Promise.resolve({ kind: 'none' });

export type FenceContext = Pick<StepContext, 'servers' | 'productOf' | 'fencingHook'>;

/**
 * What became of one way: what it came to, or why not; `silent`: the server did not answer, and no other statement is sent
 * to it.
 */
type Tried =
  | { readonly done: true; readonly way: FencingWay }
  | { readonly done: false; readonly code: string; readonly silent: boolean };

type FenceOutcome =
  | Omit<Extract<StepOutcome, { kind: 'done' }>, 'tookMs'>
  | Omit<Extract<StepOutcome, { kind: 'failed' }>, 'tookMs'>;

export async function fenceServer(step: FenceStep, context: FenceContext): Promise<FenceOutcome> {
  const { instance, ways } = step;
  const tried: string[] = [];
  const product = context.productOf(instance);
  let silence = product === null ? 'NOT_KNOWN' : await silenceOf(instance, context.servers);
  for (const way of ways) {
    const attempt: Attempt = { step, way, product, context };
    const ended = way === 'hook' ? await tryHook(attempt) : silence === null ? await tryWay(attempt) : null;
    if (ended?.done === true)
      return { kind: 'done', results: { [FENCED_RESULT]: ended.way, [TRIED_RESULT]: tried.join(', ') } };
    tried.push(`${way}: ${ended === null ? (silence ?? '') : ended.code}`);
    if (ended?.silent === true) silence = ended.code;
  }
  return { kind: 'failed', reason: message('fence-failed', { instance, tried: tried.join(', ') }), mayHaveRun: true };
}

/** `null`: it answers. */
async function silenceOf(instance: InstanceId, servers: Pick<Servers, 'observeChannels'>): Promise<string | null> {
  const looked = await servers.observeChannels(addressOf(instance), { deadlineMs: ANSWERS_WITHIN_MS });
  return looked.kind === 'failed' ? looked.failure.code : null;
}

interface Attempt {
  readonly step: FenceStep;
  readonly way: FencingWay;
  readonly product: Product | null;
  readonly context: FenceContext;
}

async function tryHook({ step: { instance }, context }: Attempt): Promise<Tried> {
  const end = await context.fencingHook(instance);
  if (end.kind === 'done') return { done: true, way: 'hook' };
  return { done: false, code: end.kind === 'none' ? 'no command' : end.detail, silent: false };
}

async function tryWay(attempt: Attempt): Promise<Tried> {
  const { step, way } = attempt;
  const part = fencingParts(step).get(way);
  if (part === undefined) return { done: false, code: 'no statement', silent: false };
  if (way === 'offline-mode') return goOffline(attempt, part);
  const release = releasingParts(step).find(({ kind }) => kind === 'set-semi-sync');
  if (way === 'end-sessions') {
    await endSessions(attempt);
    if (release !== undefined) await send(attempt, release);
  }
  const ended = await send(attempt, part);
  // Once it is read-only no client's commit waits any more, so that nobody is told of one that is let go.
  if (ended.done && step.waitsForNobody === true && release !== undefined) await send(attempt, release);
  return ended;
}

async function goOffline(attempt: Attempt, part: SqlStep): Promise<Tried> {
  const ended = await send(attempt, part);
  return ended.done && (await isBackReadOnly(attempt)) ? { done: true, way: 'end-sessions' } : ended;
}

/**
 * Once it is offline. Nobody gets in any more, whatever becomes of these: they are so that it does not stay half closed, and
 * one that replicates does not stay offline either.
 */
async function isBackReadOnly(attempt: Attempt): Promise<boolean> {
  let isClosed = false;
  for (const next of releasingParts(attempt.step)) isClosed = (await send(attempt, next)).done;
  const back = comingBack(attempt.step);
  return isClosed && back !== null && (await send(attempt, back)).done;
}

async function send({ step, way, product, context: { servers } }: Attempt, part: SqlStep): Promise<Tried> {
  if (product === null) return { done: false, code: 'NOT_KNOWN', silent: true };
  const sent: ExecuteContext = { address: addressOf(step.instance), product, results: {} };
  const result = await servers.execute(part, sent);
  switch (result.kind) {
    case 'done':
      return { done: true, way };
    case 'refused':
      return { done: false, code: result.grant ?? String(result.errorNumber), silent: false };
    case 'lost':
      // A statement that hangs (a full disk) is no sign that others do.
      return { done: false, code: result.failure.code, silent: result.failure.kind !== 'timeout' };
    case 'timed-out':
    case 'unlike-plan':
      return { done: false, code: result.kind, silent: false };
  }
}

/** Those of clients alone: who replicates, and Topiary, writes nothing there. What cannot be ended is seen by what follows. */
async function endSessions(attempt: Attempt): Promise<void> {
  const { step, context } = attempt;
  const deadlineMs = step.wayMs ?? FENCING_WAY_MS;
  const listed = await context.servers.listProcesses(addressOf(step.instance), { deadlineMs, only: null });
  if (listed.kind === 'failed') return;
  const clients = listed.list.processes.filter(({ role }) => role === 'client');
  const limiter = new Limiter(MAX_ENDED_AT_ONCE);
  await Promise.all(clients.map((client) => limiter.run(() => send(attempt, killing(step, client)))));
}

function killing(
  { id, lane, instance, wayMs = FENCING_WAY_MS }: FenceStep,
  { id: process, user, host, database }: ServerProcess,
): SqlStep {
  const base = { id, lane, instance, deadlineMs: wayMs };
  return { ...base, kind: 'kill-process', process, what: 'connection', user, host, database, statement: '' };
}
