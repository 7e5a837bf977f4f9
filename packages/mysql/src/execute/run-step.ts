/** Runs one step: the statements that `render` shows, as one packet, on an acting session. */
import { unreachable, type Step } from '@topiary/domain';
import type { ExecuteContext, ExecuteResult } from '@topiary/engine';
import type { Dialect } from '../dialects/dialect.ts';
import { failure, isPrivilegeError, type Fault } from '../errors.ts';
import { WAIT_ANSWER_MARGIN_MS } from '../limits.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';

export interface RunParts {
  readonly sessions: ActingSessions;
  readonly dialect: Dialect;
  readonly monotonicMs: () => number;
}

export async function runStep(parts: RunParts, step: Step, context: ExecuteContext): Promise<ExecuteResult> {
  const untilMs =
    parts.monotonicMs() + step.deadlineMs + (step.kind === 'wait-for-position' ? WAIT_ANSWER_MARGIN_MS : 0);
  const got = await parts.sessions.acquire(context.address, untilMs);
  if (got.kind === 'failed') return { kind: 'lost', failure: got.failure };
  try {
    const result = await runOn(got.acting, { parts, step, context, untilMs });
    if (result.kind === 'lost') parts.sessions.giveUp(context.address, got.acting);
    // It may have ended inside a transaction, with a GTID asked for.
    if (result.kind === 'refused' && step.kind === 'inject-empty-transactions') got.acting.session.close();
    return result;
  } finally {
    parts.sessions.release(context.address, got.acting);
  }
}

interface Running {
  readonly parts: RunParts;
  readonly step: Step;
  readonly context: ExecuteContext;
  readonly untilMs: number;
}

async function runOn(acting: ActingSession, { parts, step, context, untilMs }: Running): Promise<ExecuteResult> {
  const statements = parts.dialect.render(step, context);
  const batch = acting.session.run(statements, parts.dialect.packets);
  const end = await within(batch.end, untilMs - parts.monotonicMs());
  if (end === LATE) {
    const waitingFor = statements[batch.results.length] ?? 'the end of the answer';
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
  switch (end.kind) {
    case 'complete':
      return parts.dialect.conclude(step, batch.results);
    case 'lost':
      return { kind: 'lost', failure: end.failure };
    case 'error':
      return refused(
        end.fault,
        isPrivilegeError(end.fault.errorNumber) ? parts.dialect.grantForStep(step, acting.account) : null,
      );
    default:
      return unreachable(end);
  }
}

function refused(fault: Fault, grant: string | null): ExecuteResult {
  return { kind: 'refused', errorNumber: fault.errorNumber, text: fault.text, grant };
}
