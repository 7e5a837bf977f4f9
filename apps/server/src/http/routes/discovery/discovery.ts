import type { SeedResult } from '@topiary/contract';
import { findInstance, parseAddress } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import type { DiscoverResult } from '@topiary/engine';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function discoveryHandlers({ engine, about }: Services): Pick<Handlers, 'discover'> {
  return {
    discover: async ({ body, actor }) => {
      const parsed = parseAddress(body.address, about.defaultPort);
      if (!parsed.ok) {
        return failure('invalid-input', {
          detail: `"${body.address}" is not an address of the form host:port (${parsed.problem})`,
        });
      }
      const result = await engine.discover(parsed.address, actor);
      return ok(presentDiscovery(result, engine.snapshot()));
    },
  };
}

function presentDiscovery(result: DiscoverResult, snapshot: TopologySnapshot): DeepReadonly<SeedResult> {
  if (result.kind === 'discovered') {
    const outcome = result.known ? 'already-known' : 'discovered';
    return { instance: result.id, cluster: result.cluster, outcome, failure: null, notes: [] };
  }
  const { kind, code, detail, grant } = result.failure;
  const cluster = findInstance(snapshot, result.id)?.cluster ?? null;
  return { instance: result.id, cluster, outcome: 'failed', failure: { kind, code, detail, grant }, notes: [] };
}
