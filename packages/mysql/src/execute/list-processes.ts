/** What runs on a server, on a connection of its own: one that acts, or a probe, is not kept waiting by a long list. */
import { listedStatement, MAX_PROCESSES } from '@topiary/domain';
import type { Address, ServerProcess } from '@topiary/domain';
import type { ProcessListResult } from '@topiary/engine';
import { chooseDialect } from '../dialects/choose.ts';
import { METADATA_LOCK_INFO, METADATA_LOCKS, withHolds } from '../dialects/held-locks.ts';
import { roleOfProcess } from '../dialects/process-role.ts';
import { processStatements } from '../dialects/process-statements.ts';
import { productOf } from '../dialects/product.ts';
import { columnsOf, numberOf, RowReader } from '../dialects/result-set.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { failure, failureOfFault, isPrivilegeError } from '../errors.ts';
import { quoteAccount } from '../sql/quote.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { ActingSession, ActingSessions } from './acting-sessions.ts';
import { ACTS_LOCK } from './fence.ts';

export interface ProcessParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
  /** Connections that this process watches the server by. */
  readonly watching: readonly number[];
  readonly only: number | null;
  /** Also what sessions hold. */
  readonly holds: boolean;
}

export function listProcesses(address: Address, parts: ProcessParts): Promise<ProcessListResult> {
  return parts.sessions.aside(address, parts.untilMs, (acting) => read(address, acting, parts));
}

async function read(
  address: Address,
  { session, account, asGivenUp }: ActingSession,
  { sessions, untilMs, monotonicMs, watching, only, holds }: ProcessParts,
): Promise<ProcessListResult> {
  const product = productOf(session.version, '');
  const choice = chooseDialect(product);
  if (choice.kind === 'unsupported' || product.flavor === 'maxscale')
    return {
      kind: 'failed',
      failure: failure({ kind: 'unsupported', code: session.version, detail: 'no process list' }),
    };
  const locks = product.flavor === 'mariadb' ? METADATA_LOCK_INFO : METADATA_LOCKS;
  const asked = { only, lock: ACTS_LOCK, locks: holds ? locks : null };
  const statements = processStatements(choice.dialect.processList, asked);
  const batch = session.run(statements);
  const end = await within(batch.end, Math.max(1, untilMs - monotonicMs()));
  const [locked, listed, seesAll, transactions, held] = batch.results;
  if (end === LATE)
    return {
      kind: 'failed',
      failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail: 'the list of processes' }),
    };
  if (end.kind === 'lost') return { kind: 'failed', failure: end.failure };
  const mayNotSee = end.kind === 'error' && seesAll === undefined && isPrivilegeError(end.fault.errorNumber);
  const isLessTold = end.kind === 'error' && seesAll !== undefined;
  if (listed === undefined || locked === undefined || (end.kind === 'error' && !mayNotSee && !isLessTold)) {
    const told = end.kind === 'error' ? failureOfFault(end.fault) : null;
    return { kind: 'failed', failure: told ?? failure({ kind: 'server-error', code: 'NO_LIST', detail: 'no answer' }) };
  }
  const acting = numberOf(locked.rows[0]?.[0]);
  const own = new Set([asGivenUp.connectionId, ...sessions.connectionIds(address), ...watching, acting ?? 0]);
  const processes = withHolds(readProcesses(listed, own), { transactions, locks: held });
  return {
    kind: 'processes',
    list: {
      processes: processes.slice(0, MAX_PROCESSES),
      isCut: processes.length > MAX_PROCESSES,
      grant: mayNotSee ? `GRANT PROCESS ON *.* TO ${quoteAccount(account)}` : null,
      ...(holds ? { tellsLocks: held !== undefined } : {}),
    },
  };
}

function readProcesses(result: ResultSet, own: ReadonlySet<number>): readonly ServerProcess[] {
  const reader = new RowReader(columnsOf(result));
  return result.rows.map((row) => {
    reader.at(row);
    const [id, user, command] = [reader.integer('id') ?? 0, reader.text('user'), reader.text('command')];
    return {
      id,
      role: roleOfProcess({ user, command }, own.has(id)),
      user,
      host: reader.text('host'),
      database: reader.text('db'),
      command,
      seconds: reader.integer('time') ?? 0,
      state: reader.text('state'),
      statement: listedStatement(reader.text('info')),
    };
  });
}
