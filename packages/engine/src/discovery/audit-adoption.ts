/** The one audit entry of servers that were added together. */
import type { InstanceId, Instant, Message } from '@topiary/domain';
import { message } from '@topiary/domain';
import type { AdoptAct } from '../api.ts';
import type { NewAuditEntry } from '../ports/store.ts';

/** Further ones are only counted. */
const MAX_NAMED_IN_AUDIT = 20;

export interface Adoption {
  readonly added: readonly InstanceId[];
  readonly act: AdoptAct;
  readonly at: Instant;
}

/** `null`: a source was read again and named nobody new. */
export function auditOfAdoption({ added, act: { actor, because }, at }: Adoption): NewAuditEntry | null {
  const count = added.length;
  if (because.kind === 'source' && count === 0) return null;
  const what =
    because.kind === 'import'
      ? message('audit-imported', { given: because.given, count })
      : message('audit-source-named', { source: because.name, count });
  return {
    at,
    actor,
    action: because.kind,
    cluster: null,
    clusterName: null,
    instance: null,
    plan: null,
    result: 'ok',
    summary: [what, ...namesOf(added)],
  };
}

function namesOf(added: readonly InstanceId[]): readonly Message[] {
  if (added.length === 0) return [];
  const named = message('audit-added-names', { instances: added.slice(0, MAX_NAMED_IN_AUDIT).join(', ') });
  const more = added.length - MAX_NAMED_IN_AUDIT;
  return more > 0 ? [named, message('audit-added-more', { count: more })] : [named];
}
