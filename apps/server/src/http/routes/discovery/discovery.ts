import type { SeedResult } from '@topiary/contract';
import { findInstance, parseAddress } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import type { DiscoverResult } from '@topiary/engine';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import { failureOf } from '../registry/registry.ts';

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
      return result.kind === 'not-the-actor' || result.kind === 'store-failing'
        ? failureOf(result)
        : ok(presentDiscovery(result, engine.snapshot()));
    },
  };
}

type Discovered = Exclude<DiscoverResult, { readonly kind: 'not-the-actor' | 'store-failing' }>;

function presentDiscovery(result: Discovered, snapshot: TopologySnapshot): DeepReadonly<SeedResult> {
  if (result.kind === 'discovered') {
    const outcome = result.known ? 'already-known' : 'discovered';
    return { instance: result.id, cluster: result.cluster, outcome, keptOut: null, failure: null, notes: [] };
  }
  if (result.kind === 'kept-out') {
    const keptOut = { setting: result.reason, expression: result.expression };
    return { instance: result.id, cluster: null, outcome: 'kept-out', keptOut, failure: null, notes: [] };
  }
  const { kind, code, detail, grant } = result.failure;
  const cluster = findInstance(snapshot, result.id)?.cluster ?? null;
  return {
    instance: result.id,
    cluster,
    outcome: 'failed',
    keptOut: null,
    failure: { kind, code, detail, grant },
    notes: [],
  };
}
