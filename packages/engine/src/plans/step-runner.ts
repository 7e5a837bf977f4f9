/**
 * Carries out one step: sends its statements, then looks at the server until the step's own criterion says done or
 * failed, or its deadline has passed. Never throws: what a driver throws is a failed step too, so that one plan with a
 * bug in its way ends and is put back, instead of ending the process at this start and at every next one.
 */
import type { InstanceId, Message, Product, ReplicationChannel, Step, StepResults } from '@topiary/domain';
import {
  addressOf,
  changedByOthers,
  changedSincePlanned,
  keptOut,
  message,
  needsVerification,
  placeChanged,
  progressOf,
  verifyStep,
  withKnownPlace,
} from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import { clearSessions } from './clear-sessions.ts';
import type { ExecuteResult, Servers } from '../ports/servers.ts';
import type { PlanMatches } from '../pseudo-gtid/plan-matches.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { Shutdown } from '../shared/shutdown.ts';
import { fenceServer } from './fence-server.ts';
import type { FencingHookEnd } from './fence-server.ts';

/** Between two looks: a share of the time waited so far, so that a move of ten milliseconds is seen at once and a long wait costs little. */
const LOOK_SHARE = 0.2;
/**
 * And no less than so many times what the look before took: where thirty replicas are moved at once looks take longer, and
 * keep the servers from what is waited for.
 */
const LOOK_REST = 2;
const SHORTEST_LOOK_INTERVAL_MS = 2;
const LONGEST_LOOK_INTERVAL_MS = 100;

/**
 * For one look while a step is waited for, however long that may take: a machine that dies says nothing, and what was asked of
 * it is never answered.
 */
export const WATCH_LOOK_MS = 10_000;
/** For the statements of a step that is watched for longer than this: they begin something, and do not wait for its end. */
const BEGUN_WITHIN_MS = 30_000;

/** For one look at a replica before it is changed. */
export const LOOK_DEADLINE_MS = 2_000;

export type StepOutcome =
  | { readonly kind: 'done'; readonly results: StepResults; readonly tookMs: number }
  /** `mayHaveRun`: some statement may have taken effect, so that there is something to put back. */
  | { readonly kind: 'failed'; readonly reason: Message; readonly mayHaveRun: boolean; readonly tookMs: number };

export interface StepContext {
  readonly servers: Servers;
  readonly clock: Clock;
  readonly productOf: (id: InstanceId) => Product | null;
  readonly results: Readonly<Record<string, StepResults>>;
  /** For the steps that no packet of statements carries out. */
  readonly matches: PlanMatches;
  readonly fencingHook: (instance: InstanceId) => Promise<FencingHookEnd>;
  /** How far a long step is. */
  readonly onProgress?: (step: Step, progress: Message) => void;
  /** Nobody waits for the outcome any more. */
  readonly isAbandoned: () => boolean;
}

export async function runStep(step: Step, context: StepContext): Promise<StepOutcome> {
  const startedMs = context.clock.monotonicMs();
  try {
    return await attempt(step, context, startedMs);
  } catch (error) {
    const reason = message('internal-error', { instance: step.instance, detail: detailOf(error) });
    return { kind: 'failed', reason, mayHaveRun: true, tookMs: context.clock.monotonicMs() - startedMs };
  }
}

/** A step that changes nothing, and may be left alone at any time. */
export async function runWait(step: Step, context: StepContext, shutdown: Shutdown): Promise<StepOutcome> {
  const { clock } = context;
  const startedMs = clock.monotonicMs();
  const { promise: givenUp, resolve } = Promise.withResolvers<StepOutcome>();
  const unsubscribe = shutdown.onBegin(() =>
    resolve({
      kind: 'failed',
      reason: message('ended-by-shutdown'),
      mayHaveRun: false,
      tookMs: clock.monotonicMs() - startedMs,
    }),
  );
  const outcome = await Promise.race([runStep(step, context), givenUp]);
  unsubscribe();
  return outcome;
}

export type Look =
  | { readonly kind: 'ours' }
  | { readonly kind: 'changed-by-others'; readonly reason: Message }
  | { readonly kind: 'not-seen'; readonly reason: Message };

export interface Looked {
  readonly instance: InstanceId;
  readonly lane: readonly Step[];
  /** Nothing of it has run: the replica must stand exactly as the plan found it. */
  readonly isUntouched: boolean;
  /** The one that is to be run, when the look is for it: it may need its server to stand at a certain place. */
  readonly next?: { readonly step: Step; readonly results: StepContext['results'] };
}

/** Whether a lane's replica still stands at one of the two ends of its move, or as it was found, so that it may be changed. */
export async function lookAtLane(
  { instance, lane, isUntouched, next }: Looked,
  { servers }: Pick<StepContext, 'servers'>,
): Promise<Look> {
  try {
    const looked = await servers.observeChannels(addressOf(instance), { deadlineMs: LOOK_DEADLINE_MS });
    if (looked.kind === 'failed')
      return { kind: 'not-seen', reason: message('server-lost', { instance, code: looked.failure.code }) };
    const moved = (isUntouched ? changedSincePlanned : changedByOthers)(lane, looked.channels);
    const isHere = next?.step.instance === instance;
    const reason = moved ?? (isHere ? placeChanged(next.step, looked.channels, next.results) : null);
    return reason === null ? { kind: 'ours' } : { kind: 'changed-by-others', reason };
  } catch (error) {
    return { kind: 'not-seen', reason: message('internal-error', { instance, detail: detailOf(error) }) };
  }
}

async function attempt(step: Step, context: StepContext, startedMs: number): Promise<StepOutcome> {
  const tookMs = (): number => context.clock.monotonicMs() - startedMs;
  if (step.kind === 'fence') return { ...(await fenceServer(step, context)), tookMs: tookMs() };
  const product = context.productOf(step.instance);
  if (product === null) {
    return {
      kind: 'failed',
      reason: message('replica-not-reachable', { replica: step.instance }),
      mayHaveRun: false,
      tookMs: tookMs(),
    };
  }
  if (step.kind === 'clear-sessions')
    return { ...(await clearSessions(step, { ...context, product })), tookMs: tookMs() };
  if (step.kind === 'match-position') {
    const found = await context.matches.find(step, context.isAbandoned);
    return found.kind === 'done' ? { ...found, tookMs: tookMs() } : { ...found, mayHaveRun: false, tookMs: tookMs() };
  }
  const isWatched = step.kind === 'drain-relay-log';
  const sent = isWatched ? { ...step, deadlineMs: Math.min(step.deadlineMs, BEGUN_WITHIN_MS) } : step;
  const executed = await context.servers.execute(sent, {
    address: addressOf(step.instance),
    product,
    results: context.results,
    onProgress: (progress) => context.onProgress?.(step, progress),
  });
  if (executed.kind !== 'done') return { ...failureOf(step, executed), tookMs: tookMs() };
  if (!needsVerification(step)) return { kind: 'done', results: executed.results, tookMs: tookMs() };
  const wanted = withKnownPlace(step, context.results);
  if (executed.channels !== undefined && verifyStep(wanted, executed.channels).kind === 'done')
    return { kind: 'done', results: executed.results, tookMs: tookMs() };
  const reason = await watch(wanted, context, startedMs + step.deadlineMs);
  if (reason !== null) return { kind: 'failed', reason, mayHaveRun: true, tookMs: tookMs() };
  return { kind: 'done', results: executed.results, tookMs: tookMs() };
}

/** `null` when the step's criterion is met, else why it was not. */
async function watch(
  step: Step,
  { servers, clock, isAbandoned }: StepContext,
  deadlineMs: number,
): Promise<Message | null> {
  const startedMs = clock.monotonicMs();
  /** Of a server that was not seen, or a receiver that was not let in, when it was looked at last. */
  let lastFailure: Message | null = null;
  const gotOn = { progress: '', atMs: startedMs };
  let lookTookMs = 0;
  for (;;) {
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= 0 || isAbandoned())
      return lastFailure ?? message('step-timed-out', { instance: step.instance, seconds: step.deadlineMs / 1000 });
    const pauseMs = Math.max(pauseAfter(clock.monotonicMs() - startedMs), lookTookMs * LOOK_REST);
    await clock.sleep(Math.min(pauseMs, LONGEST_LOOK_INTERVAL_MS, leftMs));
    const lookedAtMs = clock.monotonicMs();
    const looked = await servers.observeChannels(addressOf(step.instance), {
      deadlineMs: Math.min(WATCH_LOOK_MS, Math.max(1, deadlineMs - clock.monotonicMs())),
    });
    lookTookMs = clock.monotonicMs() - lookedAtMs;
    if (looked.kind === 'failed') {
      lastFailure = message('server-lost', { instance: step.instance, code: looked.failure.code });
      continue;
    }
    lastFailure = keptOut(step, looked.channels);
    const verdict = verifyStep(step, looked.channels);
    if (verdict.kind === 'done') return null;
    if (verdict.kind === 'failed') return verdict.reason;
    if (isStale(step, looked.channels, { gotOn, nowMs: clock.monotonicMs() }))
      return message('no-progress', { instance: step.instance, seconds: staleMsOf(step) / 1000 });
  }
}

interface GettingOn {
  /** The last sign of it, and when it came. */
  readonly gotOn: { progress: string; atMs: number };
  readonly nowMs: number;
}

function isStale(step: Step, channels: readonly ReplicationChannel[], { gotOn, nowMs }: GettingOn): boolean {
  const progress = progressOf(step, channels);
  if (progress === null) return false;
  if (progress !== gotOn.progress) Object.assign(gotOn, { progress, atMs: nowMs });
  return nowMs - gotOn.atMs >= staleMsOf(step);
}

function staleMsOf(step: Step): number {
  return 'staleMs' in step ? step.staleMs : step.deadlineMs;
}

function pauseAfter(waitedMs: number): number {
  return Math.min(LONGEST_LOOK_INTERVAL_MS, Math.max(SHORTEST_LOOK_INTERVAL_MS, waitedMs * LOOK_SHARE));
}

function failureOf(
  step: Step,
  result: Exclude<ExecuteResult, { kind: 'done' }>,
): Omit<Extract<StepOutcome, { kind: 'failed' }>, 'tookMs'> {
  const { instance } = step;
  switch (result.kind) {
    case 'refused': {
      const reason =
        result.grant === null
          ? message('statement-failed', { instance, errorNumber: result.errorNumber, errorText: result.text })
          : message('missing-grant', { instance, fact: step.kind, grant: result.grant });
      // A packet ends at its first error, so what stands before it in the packet has run.
      return { kind: 'failed', reason, mayHaveRun: true };
    }
    case 'lost':
      return {
        kind: 'failed',
        reason: message('server-lost', { instance, code: result.failure.code }),
        mayHaveRun: true,
      };
    case 'unlike-plan':
      return { kind: 'failed', reason: result.reason, mayHaveRun: false };
    case 'timed-out':
      return {
        kind: 'failed',
        reason: message('step-timed-out', { instance, seconds: step.deadlineMs / 1000 }),
        mayHaveRun: false,
      };
  }
}
