import { presentHosts } from '../../../presenters/hosts/host-page.ts';
import type { HostsInput } from '../../../presenters/hosts/host-page.ts';
import { presentHost } from '../../../presenters/hosts/host-view.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function hostHandlers({ engine, about: { problemFilter } }: Services): Pick<Handlers, 'hosts' | 'host'> {
  const input = (): HostsInput => ({ snapshot: engine.snapshot(), incidents: engine.hostsDown() });
  return {
    hosts: ({ query }) => ok(presentHosts(input(), query, { problemFilter })),
    host: ({ params }) => {
      const view = presentHost(input(), params.host);
      return view === null ? failure('host-unknown', { host: params.host }) : ok(view);
    },
  };
}
