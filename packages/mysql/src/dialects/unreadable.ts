/** What the account is known to lack: which facts stay unknown, what cannot be done, and the statement that would help. */
import type { UnreadableFact } from '@topiary/domain';
import { isPrivilegeError } from '../errors.ts';
import { quoteAccount } from '../sql/quote.ts';
import { FACT_OF_ROLE, type ObserveContext, type ProbeRole } from './dialect.ts';
import type { Privileges } from './grants.ts';
import { lacksAll } from './own-privileges.ts';

/** A server gives no error for a process list cut short, nor for what nobody has tried yet. */
const GLOBAL_PRIVILEGE_MISSING = 1227;

export function unreadableFacts(
  context: ObserveContext,
  grantFor: (role: ProbeRole) => string,
): readonly UnreadableFact[] {
  const facts: UnreadableFact[] = [];
  for (const [role, errorNumber] of context.refused) {
    const fact = FACT_OF_ROLE[role];
    if (fact !== undefined && isPrivilegeError(errorNumber)) facts.push({ fact, errorNumber, grant: grantFor(role) });
  }
  if (!context.learned.seesAllProcesses && context.learned.logBin && !context.refused.has('dump-threads')) {
    facts.push({ fact: 'process-list', errorNumber: GLOBAL_PRIVILEGE_MISSING, grant: grantFor('dump-threads') });
  }
  return facts;
}

/** That replication may not be changed, or the server opened for writes, is worth knowing before it is tried. */
export function lackOfControl(
  { learned }: ObserveContext,
  { control, writes, steps }: Privileges,
): readonly UnreadableFact[] {
  const lacking = (
    fact: UnreadableFact['fact'],
    enough: readonly string[],
    needed: string,
  ): readonly UnreadableFact[] =>
    lacksAll(learned.privileges, enough)
      ? [{ fact, errorNumber: GLOBAL_PRIVILEGE_MISSING, grant: `GRANT ${needed} TO ${quoteAccount(learned.account)}` }]
      : [];
  return [
    ...lacking('replication-control', control, steps['start-replication']),
    ...lacking('write-control', writes, steps['set-writability']),
  ];
}
