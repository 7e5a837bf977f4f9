import { presentRehearsal } from '../../../presenters/rehearsal-view.ts';
import type { Services } from '../../../services/services.ts';
import { fromStore } from '../../from-store.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function rehearsalHandlers({ rehearsals }: Services): Pick<Handlers, 'rehearse'> {
  return {
    rehearse: ({ body }) =>
      fromStore(async () => {
        const result = await rehearsals.rehearse(body);
        switch (result.kind) {
          case 'done':
            return ok(presentRehearsal(result, body.how));
          case 'unknown-instance':
            return failure('instance-unknown', { instance: result.instance });
          case 'nothing-dies':
            return failure('rehearsal-nothing-dies', { what: result.what });
          case 'too-large':
            return failure('rehearsal-too-large', { count: result.count, limit: result.limit });
          case 'busy':
            return failure('rehearsal-busy');
          case 'failed':
            return failure('rehearsal-failed', { detail: result.detail });
        }
      }),
  };
}
