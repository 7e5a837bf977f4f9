/** Which facts stay unknown, and the statement that would show each. */
import type { UnreadableFact } from '@topiary/domain';
import { FACT_OF_ROLE, type ObserveContext, type ProbeRole } from './dialect.ts';

/** Access denied; the need for a privilege, global or on a table. A server gives no error for a process list cut short. */
const PROCESS_PRIVILEGE_MISSING = 1227;

export function unreadableFacts(
  context: ObserveContext,
  grantFor: (role: ProbeRole) => string,
): readonly UnreadableFact[] {
  const facts: UnreadableFact[] = [];
  for (const [role, errorNumber] of context.refused) {
    const fact = FACT_OF_ROLE[role];
    if (fact !== undefined) facts.push({ fact, errorNumber, grant: grantFor(role) });
  }
  if (!context.learned.seesAllProcesses && context.learned.logBin && !context.refused.has('dump-threads')) {
    facts.push({ fact: 'process-list', errorNumber: PROCESS_PRIVILEGE_MISSING, grant: grantFor('dump-threads') });
  }
  return facts;
}
