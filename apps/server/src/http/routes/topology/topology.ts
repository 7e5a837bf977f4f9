import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function topologyHandlers({ views }: Services): Pick<Handlers, 'fleet' | 'cluster' | 'instance'> {
  return {
    fleet: () => ok(views.fleet()),
    cluster: ({ params }) => {
      const view = views.cluster(params.cluster);
      return view === null ? failure('cluster-unknown', { cluster: params.cluster }) : ok(view);
    },
    instance: ({ params }) => {
      const view = views.instance(params.instance);
      return view === null ? failure('instance-unknown', { instance: params.instance }) : ok(view);
    },
  };
}
