/** Runs one step: the statements that `render` shows, as one packet, on an acting session. */
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, message, unreachable, type Address, type SqlStep } from '@topiary/domain';
import type { ExecuteContext, ExecuteResult } from '@topiary/engine';
import type { Dialect, ProbeStatement, StepConclusion, StepContext } from '../dialects/dialect.ts';
import { ColumnCache } from '../dialects/result-set.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { OWN_GRANTS } from '../dialects/learning.ts';
import { privilegesIn } from '../dialects/own-privileges.ts';
import { failure, isPrivilegeError, type Fault } from '../errors.ts';
import { answersOf } from '../observe/batch.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Credentials } from '../secret.ts';
import type { ReplicationAccountSource } from '../servers.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';
import { checkClone, cloneData } from './clone-data.ts';
import { replicationAccount, type AccountResult } from './replication-account.ts';
import type { WaitsTogether } from './wait-together.ts';

/** The server answers at its own deadline. */
const WAITS: ReadonlySet<SqlStep['kind']> = new Set([
  'wait-for-position',
  'wait-for-source-position',
  'wait-for-log-position',
]);

const CHANGES_SESSION: ReadonlySet<SqlStep['kind']> = new Set([
  'inject-empty-transactions',
  'skip-transaction',
  'switch-events',
]);

/** Done when they are answered, as a rule: the look that shows it goes with them, and saves a turn. */
const LOOKED_AT_TOGETHER: ReadonlySet<SqlStep['kind']> = new Set(['stop-replication']);

/** It ended by itself. */
const ER_NO_SUCH_THREAD = 1094;

export interface RunParts {
  readonly sessions: ActingSessions;
  readonly dialect: Dialect;
  readonly monotonicMs: () => number;
  readonly replicationAccount: ReplicationAccountSource | null;
  readonly waits: WaitsTogether;
  readonly waitAnswerMarginMs: number;
  /** Of the account that acts. */
  readonly credentials: (address: Address) => Credentials;
}

export async function runStep(parts: RunParts, step: SqlStep, context: ExecuteContext): Promise<ExecuteResult> {
  if (step.kind === 'check-clone') return checkClone(parts, step, context);
  if (step.kind === 'clone-data') return cloneData(parts, step, context);
  const reached = step.kind === 'wait-for-position' ? await reachedTogether(parts, step, context) : null;
  return reached ?? runAlone(parts, step, context);
}

function reachedTogether(
  { waits, dialect }: RunParts,
  step: SqlStep,
  context: ExecuteContext,
): Promise<ExecuteResult | null> {
  return waits.reached({
    address: context.address,
    statements: dialect.render(step, context),
    packets: dialect.packets,
    isReached: (results) => dialect.conclude(step, results).kind === 'done',
  });
}

async function runAlone(parts: RunParts, step: SqlStep, context: ExecuteContext): Promise<ExecuteResult> {
  const untilMs = parts.monotonicMs() + step.deadlineMs + (WAITS.has(step.kind) ? parts.waitAnswerMarginMs : 0);
  const got = await parts.sessions.acquire(context.address, untilMs);
  if (got.kind === 'failed') return { kind: 'lost', failure: got.failure };
  try {
    const result = await runUntil(got.acting, { parts, step, context, untilMs });
    if (result.kind === 'lost') parts.sessions.giveUp(context.address, got.acting);
    // It may have ended inside a transaction, with a GTID asked for, or with another default connection.
    if (result.kind === 'refused' && CHANGES_SESSION.has(step.kind)) got.acting.session.close();
    return result;
  } finally {
    parts.sessions.release(context.address, got.acting);
  }
}

interface Running {
  readonly parts: RunParts;
  readonly step: SqlStep;
  readonly context: ExecuteContext;
  readonly untilMs: number;
}

/** Between two questions of a wait that no statement of the server does by itself. */
const ASK_AGAIN_MS = 50;

async function runUntil(acting: ActingSession, running: Running): Promise<ExecuteResult> {
  for (;;) {
    const result = await runOn(acting, running);
    if (result.kind !== 'not-yet') return result;
    if (running.parts.monotonicMs() + ASK_AGAIN_MS >= running.untilMs) return { kind: 'timed-out' };
    await sleep(ASK_AGAIN_MS);
  }
}

type Ran = ExecuteResult | { readonly kind: 'not-yet' };

async function runOn(acting: ActingSession, running: Running): Promise<Ran> {
  const { step, context } = running;
  if (step.kind !== 'change-credentials' && step.kind !== 'set-up-replication') return send(acting, running, context);
  const asked = await accountFor(acting, running);
  return asked.kind === 'account' ? send(acting, running, { ...context, account: asked.account }) : asked.result;
}

/** A server that never replicated has nothing to be asked: a query is asked on the one that the step names. */
async function accountFor(acting: ActingSession, { parts, step, untilMs }: Running): Promise<AccountResult> {
  const { replicationAccount: source, sessions, monotonicMs } = parts;
  const ask = (session: ActingSession['session']): Promise<AccountResult> =>
    replicationAccount(session, step, { source, leftMs: untilMs - monotonicMs() });
  if (step.kind !== 'set-up-replication' || step.asked === step.instance || source?.kind !== 'query')
    return ask(acting.session);
  const address = addressOf(step.asked);
  const got = await sessions.acquire(address, untilMs);
  if (got.kind === 'failed') return { kind: 'none', result: { kind: 'lost', failure: got.failure } };
  try {
    const asked = await ask(got.acting.session);
    if (asked.kind === 'none' && asked.result.kind === 'lost') sessions.giveUp(address, got.acting);
    return asked;
  } finally {
    sessions.release(address, got.acting);
  }
}

/** What is shown of the statements has no secrets in it; what is sent has. */
async function send(acting: ActingSession, running: Running, context: StepContext): Promise<Ran> {
  const { parts, step, untilMs } = running;
  const statements = parts.dialect.render(step, context);
  const shown = parts.dialect.render(step, running.context);
  const scrub = (text: string): string => context.account?.password.scrub(text) ?? text;
  const looks = LOOKED_AT_TOGETHER.has(step.kind) ? parts.dialect.channelStatements : [];
  const batch = acting.session.run([...statements, ...looks.map(({ sql }) => sql)], parts.dialect.packets);
  const end = await within(batch.end, untilMs - parts.monotonicMs());
  if (end === LATE) {
    const waitingFor = shown[batch.results.length] ?? 'the end of the answer';
    return {
      kind: 'lost',
      failure: failure({
        kind: 'timeout',
        code: 'NO_ANSWER',
        detail: `no answer within ${step.deadlineMs} ms to: ${waitingFor}`,
        waitingFor,
      }),
    };
  }
  // A look that is refused is no refusal of the step.
  if (
    end.kind === 'complete' ||
    (end.kind === 'error' && looks.length > 0 && batch.results.length >= statements.length)
  )
    return concluded(parts.dialect, step, { results: batch.results, own: statements.length, looks });
  switch (end.kind) {
    case 'lost':
      return { kind: 'lost', failure: end.failure };
    case 'error':
      if (step.kind === 'kill-process' && end.fault.errorNumber === ER_NO_SUCH_THREAD)
        return {
          kind: 'unlike-plan',
          reason: message('process-gone', { instance: step.instance, process: step.process }),
        };
      return refused(
        { ...end.fault, text: scrub(end.fault.text) },
        isPrivilegeError(end.fault.errorNumber) ? await grantFor(acting, running) : null,
      );
    default:
      return unreachable(end);
  }
}

/** Two privileges are asked for to end a session, and the server does not tell which one is missing. */
async function grantFor({ session, account }: ActingSession, { parts, step, untilMs }: Running): Promise<string> {
  if (step.kind !== 'kill-process') return parts.dialect.grantForStep(step, { account, held: null });
  const batch = session.run([OWN_GRANTS]);
  const end = await within(batch.end, untilMs - parts.monotonicMs());
  const held = end !== LATE && end.kind === 'complete' ? privilegesIn(batch.results[0]) : null;
  return parts.dialect.grantForStep(step, { account, held });
}

interface Answered {
  readonly results: readonly ResultSet[];
  /** So many of them are of the step's own statements; the rest are of `looks`. */
  readonly own: number;
  readonly looks: readonly ProbeStatement[];
}

function concluded(dialect: Dialect, step: SqlStep, { results, own, looks }: Answered): StepConclusion | ExecuteResult {
  const conclusion = dialect.conclude(step, results.slice(0, own));
  const answers = answersOf(looks, results.slice(own));
  if (conclusion.kind !== 'done' || !answers.has('replica-status')) return conclusion;
  return { ...conclusion, channels: dialect.channels(answers, new ColumnCache()) };
}

function refused(fault: Fault, grant: string | null): ExecuteResult {
  return { kind: 'refused', errorNumber: fault.errorNumber, text: fault.text, grant };
}
