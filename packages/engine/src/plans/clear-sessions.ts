/**
 * Carries out the step that makes way for a master to be closed: waits until nothing is in the way, or ends what is and waits
 * until it is gone. Nothing else is changed, so that a failure leaves nothing to be taken back.
 */
import { addressOf, blockersOf, message } from '@topiary/domain';
import type { Blocker, ClearSessionsStep, Product, SqlStep } from '@topiary/domain';
import type { ExecuteContext } from '../ports/servers.ts';
import { Limiter } from '../shared/limiter.ts';
import type { StepContext, StepOutcome } from './step-runner.ts';

/** For one look, and for one session to be ended. */
const LOOK_DEADLINE_MS = 3_000;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** Of the time waited so far. */
const PAUSE_SHARE = 0.1;
const MAX_ENDED_AT_ONCE = 8;

export type Cleared =
  | Omit<Extract<StepOutcome, { kind: 'done' }>, 'tookMs'>
  | Omit<Extract<StepOutcome, { kind: 'failed' }>, 'tookMs'>;

type ClearContext = Pick<StepContext, 'servers' | 'clock' | 'isAbandoned'>;

export async function clearSessions(
  step: ClearSessionsStep,
  { product, ...context }: ClearContext & { readonly product: Product },
): Promise<Cleared> {
  const { instance, deadlineMs } = step;
  const { clock, isAbandoned } = context;
  const startedMs = clock.monotonicMs();
  for (;;) {
    const found = await inTheWay(step, context);
    if ('kind' in found) return found;
    const [first] = found;
    if (first === undefined) return { kind: 'done', results: {} };
    const waitedMs = clock.monotonicMs() - startedMs;
    if (waitedMs >= deadlineMs || isAbandoned()) {
      const { id, user } = first.process;
      const params = { instance, count: found.length, seconds: deadlineMs / 1000, process: id, user };
      return failed(message('blockers-remain', params));
    }
    if (step.action === 'kill') await end(step, found, { ...context, product });
    await clock.sleep(Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, waitedMs * PAUSE_SHARE)));
  }
}

async function inTheWay(step: ClearSessionsStep, { servers }: ClearContext): Promise<readonly Blocker[] | Cleared> {
  const { instance, role, longSeconds } = step;
  const options = { deadlineMs: LOOK_DEADLINE_MS, only: null, holds: true } as const;
  const listed = await servers.listProcesses(addressOf(instance), options);
  if (listed.kind === 'failed') return failed(message('server-lost', { instance, code: listed.failure.code }));
  return blockersOf(listed.list, { instance, role, longSeconds });
}

/** What cannot be ended is still there at the next look. */
async function end(
  { id, lane, instance }: ClearSessionsStep,
  found: readonly Blocker[],
  { servers, product }: ClearContext & { readonly product: Product },
): Promise<void> {
  const limiter = new Limiter(MAX_ENDED_AT_ONCE);
  const context: ExecuteContext = { address: addressOf(instance), product, results: {} };
  const kill = ({ process: { id: process, user, host, database } }: Blocker): SqlStep => ({
    id,
    lane,
    instance,
    deadlineMs: LOOK_DEADLINE_MS,
    kind: 'kill-process',
    process,
    what: 'connection',
    user,
    host,
    database,
    statement: '',
  });
  await Promise.all(found.map((one) => limiter.run(() => servers.execute(kill(one), context))));
}

function failed(reason: Extract<StepOutcome, { kind: 'failed' }>['reason']): Cleared {
  return { kind: 'failed', reason, mayHaveRun: false };
}
