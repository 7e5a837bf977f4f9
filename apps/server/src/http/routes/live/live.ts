import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function liveHandlers({ live }: Services): Pick<Handlers, 'subscribe'> {
  return {
    subscribe: ({ params, body }) =>
      live.subscribe(params.connection, body.clusters) === 'subscribed' ? ok({}) : failure('connection-unknown'),
  };
}
