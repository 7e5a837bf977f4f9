import { asInstant } from '@topiary/domain';
import type { Instant } from '@topiary/domain';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { ok } from '../../outcome.ts';

export function auditHandlers({ engine }: Services): Pick<Handlers, 'audit'> {
  return {
    audit: async ({ query }) => {
      const { from, to, cluster, instance, user, action, result, text, page, pageSize } = query;
      const found = await engine.audit({
        page,
        pageSize,
        ...(cluster !== undefined && { cluster }),
        ...(instance !== undefined && { instance }),
        ...(user !== undefined && { user }),
        ...(action !== undefined && { action }),
        ...(result !== undefined && { result }),
        ...(text !== undefined && { text }),
        ...instantRange(from, to),
      });
      return ok(found);
    },
  };
}

function instantRange(
  from: number | undefined,
  to: number | undefined,
): { readonly from?: Instant; readonly to?: Instant } {
  return { ...(from !== undefined && { from: asInstant(from) }), ...(to !== undefined && { to: asInstant(to) }) };
}
