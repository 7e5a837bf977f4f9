/**
 * What would keep a master from being closed, or would be cut off by it: read-only waits for statements that write and for
 * explicit locks, and whoever has a transaction open loses it. On the successor only locks count: they hold up its applier.
 */
import { keptStatement } from '../../processes/shown-statement.ts';
import type { HeldLock, ProcessList, ServerProcess } from '../../processes/process.ts';
import type { InstanceId } from '../../topology/address.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';

export interface Blocker {
  readonly process: ServerProcess;
  readonly why: Message;
}

/** Named one by one; more are counted. */
export const MAX_NAMED_BLOCKERS = 10;

const DDL = /^\s*(?:alter|create|drop|truncate|rename|optimize|repair|analyze)\b/i;
const WRITES = /^\s*(?:insert|update|delete|replace|load|call|with)\b/i;

const LOCK_MESSAGES = {
  tables: 'blocked-by-table-locks',
  global: 'blocked-by-global-lock',
  backup: 'blocked-by-backup-lock',
} as const satisfies Record<HeldLock, Message['code']>;

export interface BlockerRule {
  readonly instance: InstanceId;
  readonly role: 'master' | 'successor';
  readonly longSeconds: number;
}

export function blockersOf({ processes }: ProcessList, rule: BlockerRule): readonly Blocker[] {
  return processes.flatMap((process) => {
    const why = process.role === 'client' ? whyOf(process, rule) : null;
    return why === null ? [] : [{ process, why }];
  });
}

function whyOf(process: ServerProcess, { instance, role, longSeconds }: BlockerRule): Message | null {
  const { id, user, holds = [], transaction, seconds, statement } = process;
  const params = { instance, process: id, user };
  const [lock] = holds;
  if (lock !== undefined) return message(LOCK_MESSAGES[lock], params);
  if (role === 'successor') return null;
  if (DDL.test(statement))
    return message('blocked-by-ddl', { ...params, seconds, statement: keptStatement(statement) });
  if (transaction !== undefined && transaction.seconds >= longSeconds)
    return message('blocked-by-transaction', { ...params, seconds: transaction.seconds, rows: transaction.rows });
  if (WRITES.test(statement) && seconds >= longSeconds)
    return message('blocked-by-statement', { ...params, seconds, statement: keptStatement(statement) });
  return null;
}
