import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { ok } from '../../outcome.ts';

export function statusHandlers({ status }: Services): Pick<Handlers, 'status'> {
  return { status: ({ identity }) => ok(status(identity)) };
}
