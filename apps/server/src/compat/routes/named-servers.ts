/** Which servers a path and its `?pattern=` are about, and who stands below whom. */
import { edgesOf, replicasOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { readPattern } from '../pattern.ts';
import { param } from '../respond.ts';
import { figureInstance } from '../resolve.ts';
import type { ResolvedAddress } from '../resolve.ts';

export function named({ engine }: Services, request: Request, prefix: '' | 'below' | 'sibling' = ''): ResolvedAddress {
  const [host, port] = prefix === '' ? ['host', 'port'] : [`${prefix}Host`, `${prefix}Port`];
  return figureInstance(engine.snapshot(), param(request, host), param(request, port));
}

export type Chosen =
  | { readonly ok: true; readonly only: readonly InstanceId[] }
  | { readonly ok: false; readonly message: string };

/** The replicas of a server that `?pattern=` is about. */
export function chosenReplicas(
  { engine }: Services,
  request: Request,
  source: InstanceId,
  except?: InstanceId,
): Chosen {
  const { pattern: text } = request.query;
  const pattern = readPattern(text);
  if (pattern === null)
    return { ok: false, message: `The pattern is not a regular expression: ${JSON.stringify(text)}` };
  const ids = replicasOf(engine.snapshot(), source).map(({ id }) => id);
  return { ok: true, only: ids.filter((id) => id !== except && pattern.test(id)) };
}

export function isBelow({ engine }: Services, replica: InstanceId, source: InstanceId): boolean {
  return edgesOf(engine.snapshot(), replica).some((edge) => edge.source === source);
}

/** Of `/:host/:port/:belowHost/:belowPort`: the replicas of one server that are to go below another. */
export function replicasToMove(
  services: Services,
  request: Request,
):
  | {
      readonly ok: true;
      readonly source: InstanceId;
      readonly target: InstanceId;
      readonly only: readonly InstanceId[];
    }
  | { readonly ok: false; readonly message: string } {
  const subject = named(services, request);
  if (!subject.ok) return subject;
  const below = named(services, request, 'below');
  if (!below.ok) return below;
  const [source, target] = [subject.id, below.id];
  const chosen = chosenReplicas(services, request, source, target);
  return chosen.ok ? { ...chosen, source, target } : chosen;
}
