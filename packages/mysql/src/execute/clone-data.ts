/**
 * Fills a server anew from another one. The statement runs for as long as the copy does, and how far it is is asked beside it;
 * at its end the server goes down and is to come up with the donor's data (3707 where nothing starts it again: then somebody
 * has to). Whether the copy is whole the server says afterwards. Source: MySQL's manual on CLONE.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, instanceIdOf, message } from '@topiary/domain';
import type { Address, CheckCloneStep, CloneDataStep } from '@topiary/domain';
import type { ExecuteContext, ExecuteResult } from '@topiary/engine';
import { CLONE_PLUGIN, cloneStatements } from '../dialects/clone-statements.ts';
import { numberOf, textOf } from '../dialects/result-set.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { isPrivilegeError } from '../errors.ts';
import type { Credentials } from '../secret.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { BatchEnd } from '../wire/session.ts';
import type { ActingSessions } from './acting-sessions.ts';
import type { Dialect } from '../dialects/dialect.ts';

const LOOK_DEADLINE_MS = 3_000;
const PROGRESS_LOOK_MS = 1_000;
/** A supervisor starts a server at once; what it has to read then takes its time. */
export const RESTART_MS = 300_000;
/** Where somebody has to start it by hand. */
export const STARTED_BY_HAND_MS = 3_600_000;
const RESTART_LOOK_MS = 500;

/** `ER_RESTART_SERVER_FAILED`: the copy is whole, and nothing starts the server again. */
const ER_RESTART_SERVER_FAILED = 3707;

const PROGRESS =
  'SELECT STAGE, STATE, ESTIMATE, DATA FROM performance_schema.clone_progress WHERE STATE IS NOT NULL ORDER BY BEGIN_TIME';
const STATUS = 'SELECT STATE, ERROR_NO, ERROR_MESSAGE FROM performance_schema.clone_status';

export interface CloneParts {
  readonly sessions: ActingSessions;
  readonly dialect: Dialect;
  readonly monotonicMs: () => number;
  readonly credentials: (address: Address) => Credentials;
}

/** Of both servers, before anything is done to one of them. */
export async function checkClone(
  parts: CloneParts,
  { donor }: CheckCloneStep,
  { address: own }: ExecuteContext,
): Promise<ExecuteResult> {
  for (const address of [own, donor]) {
    const lacks = await lacksPlugin(parts, address);
    if (lacks === null) continue;
    if (lacks === 'yes')
      return { kind: 'unlike-plan', reason: message('clone-plugin-missing', { instance: instanceIdOf(address) }) };
    return { kind: 'lost', failure: lacks };
  }
  return { kind: 'done', results: {} };
}

export async function cloneData(
  parts: CloneParts,
  step: CloneDataStep,
  context: ExecuteContext,
): Promise<ExecuteResult> {
  const untilMs = parts.monotonicMs() + step.deadlineMs;
  const got = await parts.sessions.acquire(context.address, untilMs);
  if (got.kind === 'failed') return { kind: 'lost', failure: got.failure };
  const { session, account } = got.acting;
  const batch = session.run([...cloneStatements(step, parts.credentials(step.donor))], 'one-each');
  const end = await endOf(batch.end, parts, { step, context, untilMs });
  parts.sessions.release(context.address, got.acting);
  if (end === LATE) return { kind: 'timed-out' };
  const isDown = end.kind === 'lost' || (end.kind === 'error' && end.fault.errorNumber === ER_RESTART_SERVER_FAILED);
  if (!isDown && end.kind === 'error') {
    const { errorNumber, text } = end.fault;
    if (isPrivilegeError(errorNumber)) {
      // Nothing has gone yet.
      const grant = parts.dialect.grantForStep(step, { account, held: null });
      return {
        kind: 'unlike-plan',
        reason: message('missing-grant', { instance: step.instance, fact: step.kind, grant }),
      };
    }
    return { kind: 'refused', errorNumber, text: parts.credentials(step.donor).password.scrub(text), grant: null };
  }
  const byHand = end.kind === 'error';
  if (byHand) context.onProgress?.(message('clone-not-supervised', { instance: step.instance }));
  return isBack(parts, step, { byHand, untilMs });
}

/** `null`: it has it. */
async function lacksPlugin({ sessions, monotonicMs }: CloneParts, address: Address) {
  const read = await rowsOf(sessions, {
    address,
    sql: CLONE_PLUGIN,
    untilMs: monotonicMs() + LOOK_DEADLINE_MS,
    monotonicMs,
  });
  if (read.kind === 'failed') return read.failure;
  return read.kind === 'rows' && textOf(read.rows[0]?.[0]) === 'ACTIVE' ? null : 'yes';
}

interface Waiting {
  readonly step: CloneDataStep;
  readonly context: ExecuteContext;
  readonly untilMs: number;
}

async function endOf(
  end: Promise<BatchEnd>,
  { sessions, monotonicMs }: CloneParts,
  { step, context, untilMs }: Waiting,
): Promise<BatchEnd | typeof LATE> {
  while (monotonicMs() < untilMs) {
    const ended = await within(end, Math.min(PROGRESS_LOOK_MS, untilMs - monotonicMs()));
    if (ended !== LATE) return ended;
    if (context.onProgress === undefined) continue;
    const lookUntilMs = monotonicMs() + LOOK_DEADLINE_MS;
    const read = await rowsOf(sessions, { address: context.address, sql: PROGRESS, untilMs: lookUntilMs, monotonicMs });
    const stage = read.kind === 'rows' ? read.rows.findLast((row) => textOf(row[1]) !== 'Not Started') : undefined;
    if (stage === undefined) continue;
    const [name, state, estimate, done] = stage;
    const params = { instance: step.instance, stage: textOf(name), state: textOf(state) };
    context.onProgress(
      message('clone-progress', { ...params, bytes: numberOf(done) ?? 0, of: numberOf(estimate) ?? 0 }),
    );
  }
  return LATE;
}

/** Waits until it answers, and reads what became of the copy; a status that may not be read is left to what comes next. */
async function isBack(
  { sessions, monotonicMs }: CloneParts,
  { instance }: CloneDataStep,
  { byHand, untilMs }: { readonly byHand: boolean; readonly untilMs: number },
): Promise<ExecuteResult> {
  const address = addressOf(instance);
  const backByMs = Math.min(untilMs, monotonicMs() + (byHand ? STARTED_BY_HAND_MS : RESTART_MS));
  while (monotonicMs() < backByMs) {
    await sleep(RESTART_LOOK_MS);
    const lookUntilMs = monotonicMs() + LOOK_DEADLINE_MS;
    const read = await rowsOf(sessions, { address, sql: STATUS, untilMs: lookUntilMs, monotonicMs });
    if (read.kind === 'failed') continue;
    if (read.kind === 'refused') return { kind: 'done', results: {} };
    const [state, errorNumber, text] = read.rows[0] ?? [];
    if (textOf(state) === 'Completed') return { kind: 'done', results: {} };
    // Not yet down, or it gave up.
    if (textOf(state) !== 'Failed') continue;
    return { kind: 'refused', errorNumber: numberOf(errorNumber) ?? 0, text: textOf(text), grant: null };
  }
  const minutes = Math.round((byHand ? STARTED_BY_HAND_MS : RESTART_MS) / 60_000);
  return { kind: 'unlike-plan', reason: message('clone-not-back', { instance, minutes }) };
}

type Rows =
  | { readonly kind: 'rows'; readonly rows: ResultSet['rows'] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly failure: Extract<ExecuteResult, { kind: 'lost' }>['failure'] };

/** On a connection of its own: the one that copies is busy. */
async function rowsOf(
  sessions: ActingSessions,
  asked: {
    readonly address: Address;
    readonly sql: string;
    readonly untilMs: number;
    readonly monotonicMs: () => number;
  },
): Promise<Rows> {
  const { address, sql, untilMs, monotonicMs } = asked;
  return sessions.aside(address, untilMs, async ({ session }): Promise<Rows> => {
    const batch = session.run([sql]);
    const end = await within(batch.end, Math.max(1, untilMs - monotonicMs()));
    if (end !== LATE && end.kind === 'complete') return { kind: 'rows', rows: batch.results[0]?.rows ?? [] };
    return { kind: 'refused' };
  });
}
