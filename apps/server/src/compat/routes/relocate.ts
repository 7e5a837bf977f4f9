/** Moves by the old API. */
import type { Actor } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { failureOf, runPlan } from '../run-plan.ts';
import { liveInstance } from './instances.ts';
import { isBelow, named, replicasToMove } from './named-servers.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';
import { runMany } from './run-many.ts';

export function relocateRoutes(services: Services): readonly CompatRoute[] {
  const one = (request: Request, actor: Actor) => relocate(services, request, actor);
  const replicas = (request: Request, actor: Actor) => relocateReplicas(services, request, actor);
  return [
    change('/relocate/:host/:port/:belowHost/:belowPort', one),
    change('/relocate-below/:host/:port/:belowHost/:belowPort', one),
    change('/relocate-slaves/:host/:port/:belowHost/:belowPort', replicas),
    change('/relocate-replicas/:host/:port/:belowHost/:belowPort', replicas),
  ];
}

async function relocate(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const replica = named(services, request);
  if (!replica.ok) return failed(replica.message);
  const below = named(services, request, 'below');
  if (!below.ok) return failed(below.message);
  const [moved, target] = [replica.id, below.id];
  // For orchestrator, a move to where a replica already is has succeeded.
  if (isBelow(services, moved, target)) await services.engine.refresh(moved);
  else {
    const ask: PlanRequest = { kind: 'relocate', replica: moved, channel: null, target };
    const failure = failureOf(await runPlan(services, ask, actor));
    if (failure !== null) return failed(failure);
  }
  return done(`Instance ${moved} relocated below ${target}`, liveInstance(services, moved));
}

async function relocateReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const wanted = replicasToMove(services, request);
  if (!wanted.ok) return failed(wanted.message);
  const { source, target, only } = wanted;
  const ask: PlanRequest = { kind: 'relocate-replicas', source, target, only };
  const result = await runMany(services, actor, { request: ask, wanted: only, target });
  if (!result.ok) return failed(result.message);
  const { moved, errors } = result;
  const counted = `Relocated ${moved.length} replicas of ${source} below ${target}; ${errors.length} errors`;
  return done(
    `${counted}: [${errors.join(' ')}]`,
    moved.map((id) => liveInstance(services, id)),
  );
}
