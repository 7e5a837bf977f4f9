/** Logs of one server: what exists, and their events. Also writes what is to be found there. */
import { chunkOf, type Address, type ProbeFailure, type Product } from '@topiary/domain';
import { MAX_EVENTS_PER_READ } from '@topiary/engine';
import type { LogListResult, LogReadRequest, LogReadResult, MarkerWritten } from '@topiary/engine';
import {
  COMMIT_ORDER_VARIABLES,
  eventsStatement,
  grantForLog,
  grantToMark,
  keepsCommitOrder,
  LIST_BINARY_LOGS,
  readEvents,
  readLogList,
} from '../dialects/log-statements.ts';
import { productOf } from '../dialects/product.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { failure, failureOfFault, isPrivilegeError } from '../errors.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';

export interface LogParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
}

/** No such file, or no event begins at that position. */
const ER_ERROR_WHEN_EXECUTING_COMMAND = 1220;

type Ran =
  | { readonly kind: 'result'; readonly result: ResultSet }
  | { readonly kind: 'refused'; readonly errorNumber: number; readonly failure: ProbeFailure }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export async function listBinaryLogs(address: Address, parts: LogParts): Promise<LogListResult> {
  return onServer(address, parts, async (acting, product) => {
    const ran = await run(acting, LIST_BINARY_LOGS, { parts, grant: grantForLog(product, 'list', acting.account) });
    if (ran.kind !== 'result') return { kind: 'failed', failure: ran.failure };
    const variables = await run(acting, COMMIT_ORDER_VARIABLES, { parts, grant: null });
    if (variables.kind !== 'result') return { kind: 'failed', failure: variables.failure };
    return { kind: 'logs', logs: readLogList(ran.result), keepsOrder: keepsCommitOrder(variables.result) };
  });
}

export async function readLog(address: Address, request: LogReadRequest, parts: LogParts): Promise<LogReadResult> {
  return onServer(address, parts, async (acting, product): Promise<LogReadResult> => {
    const grant = grantForLog(product, request.log, acting.account);
    // One more than is wanted: its position is where the next read begins.
    for (let asked = request.limit + 1; asked <= MAX_EVENTS_PER_READ; asked *= 2) {
      const ran = await run(acting, eventsStatement(product, request, asked), { parts, grant });
      if (ran.kind === 'refused' && ran.errorNumber === ER_ERROR_WHEN_EXECUTING_COMMAND)
        return absence(acting, { product, request, parts, failure: ran.failure });
      if (ran.kind !== 'result') return { kind: 'failed', failure: ran.failure };
      const chunk = chunkOf(readEvents(ran.result), asked);
      if (chunk !== null) return { kind: 'chunk', chunk };
    }
    return { kind: 'failed', failure: indivisible(request) };
  });
}

export async function writeMarker(address: Address, statement: string, parts: LogParts): Promise<MarkerWritten> {
  const write = async (acting: ActingSession): Promise<MarkerWritten> => {
    const ran = await run(acting, statement, { parts, grant: grantToMark(acting.account) });
    if (acting.session.busy) parts.sessions.leftUnanswered(address, acting);
    return ran.kind === 'result' ? { kind: 'written' } : { kind: 'failed', failure: ran.failure };
  };
  return onServer(address, parts, write, 'toWrite');
}

interface Absence {
  readonly product: Product;
  readonly request: LogReadRequest;
  readonly parts: LogParts;
  readonly failure: ProbeFailure;
}

/** One number stands for a file that is gone and for a position where no event begins: only the first fails at the beginning too. */
async function absence(acting: ActingSession, { product, request, parts, ...told }: Absence): Promise<LogReadResult> {
  if (request.from === null) return { kind: 'no-such-file' };
  const grant = grantForLog(product, request.log, acting.account);
  const ran = await run(acting, eventsStatement(product, { ...request, from: null }, 1), { parts, grant });
  const isGone = ran.kind === 'refused' && ran.errorNumber === ER_ERROR_WHEN_EXECUTING_COMMAND;
  return isGone ? { kind: 'no-such-file' } : { kind: 'failed', failure: told.failure };
}

function indivisible({ file }: LogReadRequest): ProbeFailure {
  return failure({
    kind: 'server-error',
    code: 'TOO_MANY_EVENTS',
    detail: `a compressed transaction in ${file ?? 'the oldest binary log'} has more than ${MAX_EVENTS_PER_READ} events`,
  });
}

async function onServer<Result>(
  address: Address,
  parts: LogParts,
  act: (acting: ActingSession, product: Product) => Promise<Result>,
  purpose: 'toWrite' | 'toRead' = 'toRead',
): Promise<Result | { readonly kind: 'failed'; readonly failure: ProbeFailure }> {
  const got = await parts.sessions[purpose](address, parts.untilMs);
  if (got.kind === 'failed') return got;
  try {
    const { version } = got.acting.session;
    const product = productOf(version, '');
    return product.flavor === 'maxscale'
      ? { kind: 'failed', failure: noEvents(version) }
      : await act(got.acting, product);
  } finally {
    parts.sessions.release(address, got.acting);
  }
}

function noEvents(version: string): ProbeFailure {
  return failure({
    kind: 'unsupported',
    code: version,
    detail: 'a binlog server does not list the events of its logs',
  });
}

async function run(
  { session }: ActingSession,
  sql: string,
  { parts, grant }: { readonly parts: LogParts; readonly grant: string | null },
): Promise<Ran> {
  const batch = session.run([sql]);
  const end = await within(batch.end, Math.max(1, parts.untilMs - parts.monotonicMs()));
  if (end === LATE)
    return {
      kind: 'failed',
      failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail: `no answer to: ${sql}`, waitingFor: sql }),
    };
  switch (end.kind) {
    case 'complete':
      return { kind: 'result', result: batch.results[0] ?? { names: [], rows: [] } };
    case 'lost':
      return { kind: 'failed', failure: end.failure };
    case 'error': {
      const told = failureOfFault(end.fault);
      const { errorNumber } = end.fault;
      return { kind: 'refused', errorNumber, failure: isPrivilegeError(errorNumber) ? { ...told, grant } : told };
    }
  }
}
