/** A server may be named by any address that is proved to lead to it; plans go by the one that it is kept under. */
import { withNames } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';

export function withKeptAddresses(request: PlanRequest, { aliases }: Pick<TopologySnapshot, 'aliases'>): PlanRequest {
  return withNames(request, (id) => aliases.get(id) ?? id);
}
