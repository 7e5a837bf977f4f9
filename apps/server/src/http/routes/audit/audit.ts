import { asInstant } from '@topiary/domain';
import type { AuditQuery } from '@topiary/engine';
import type { Services } from '../../../services/services.ts';
import { defined } from '../../defined.ts';
import type { HandlerInput, Handlers } from '../../handler.ts';
import { ok } from '../../outcome.ts';

export function auditHandlers({ engine }: Services): Pick<Handlers, 'audit'> {
  return {
    audit: async ({ query }) => ok(await engine.audit(auditQueryOf(query))),
  };
}

export function auditQueryOf({ from, to, page, pageSize, ...rest }: HandlerInput<'audit'>['query']): AuditQuery {
  return {
    page,
    pageSize,
    ...defined(rest),
    ...(from !== undefined && { from: asInstant(from) }),
    ...(to !== undefined && { to: asInstant(to) }),
  };
}
