/** A server may be named by any address that is proved to lead to it; plans go by the one that it is kept under. */
import type { InstanceId, TopologySnapshot } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';

export function withKeptAddresses(request: PlanRequest, { aliases }: Pick<TopologySnapshot, 'aliases'>): PlanRequest {
  const kept = (id: InstanceId): InstanceId => aliases.get(id) ?? id;
  switch (request.kind) {
    case 'relocate':
      return { ...request, replica: kept(request.replica), target: kept(request.target) };
    case 'relocate-replicas':
      return {
        ...request,
        source: kept(request.source),
        target: kept(request.target),
        only: request.only?.map(kept) ?? null,
      };
  }
}
