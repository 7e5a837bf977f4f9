/** Moves by the old API. */
import type { Actor, InstanceId } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { readPattern } from '../pattern.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { figureInstance } from '../resolve.ts';
import { runPlan, whyNot } from '../run-plan.ts';
import { liveInstance } from './instances.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';
import type { Request } from 'express';

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

type Pair =
  | { readonly ok: true; readonly moved: InstanceId; readonly below: InstanceId }
  | { readonly ok: false; readonly message: string };

function readPair({ engine }: Services, request: Request): Pair {
  const moved = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!moved.ok) return moved;
  const below = figureInstance(engine.snapshot(), param(request, 'belowHost'), param(request, 'belowPort'));
  return below.ok ? { ok: true, moved: moved.id, below: below.id } : below;
}

async function relocate(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const pair = readPair(services, request);
  if (!pair.ok) return failed(pair.message);
  const { moved, below } = pair;
  if (isBelow(services, moved, below)) {
    await services.engine.refresh(moved);
    return done(`Instance ${moved} relocated below ${below}`, liveInstance(services, moved));
  }
  const ran = await runPlan(services, { kind: 'relocate', replica: moved, channel: null, target: below }, actor);
  if (!ran.ok) return failed(ran.message);
  if (ran.execution.outcome !== 'done') return failed(whyNot(ran.execution));
  return done(`Instance ${moved} relocated below ${below}`, liveInstance(services, moved));
}

/** For orchestrator, a move to where a replica already is has succeeded. */
function isBelow({ engine }: Services, replica: InstanceId, source: InstanceId): boolean {
  return (engine.snapshot().edgesByReplica.get(replica) ?? []).some((edge) => edge.source === source);
}

async function relocateReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const pair = readPair(services, request);
  if (!pair.ok) return failed(pair.message);
  const { moved: source, below } = pair;
  const { pattern: text } = request.query;
  const pattern = readPattern(text);
  if (pattern === null) return failed(`The pattern is not a regular expression: ${JSON.stringify(text)}`);
  const edges = services.engine.snapshot().edgesBySource.get(source) ?? [];
  const only = [...new Set(edges.map(({ replica }) => replica))].filter((id) => id !== below && pattern.test(id));
  if (only.length === 0) return relocated([], [], source, below);
  const ran = await runPlan(services, { kind: 'relocate-replicas', source, target: below, only }, actor);
  if (!ran.ok) return failed(ran.message);
  const { outcome } = ran.execution;
  if (outcome !== 'done' && outcome !== 'partly-done') return failed(whyNot(ran.execution));
  const moved = only.filter((id) => isBelow(services, id, below));
  const errors = outcome === 'done' ? [] : [whyNot(ran.execution)];
  return relocated(
    moved.map((id) => liveInstance(services, id)),
    errors,
    source,
    below,
  );
}

function relocated(
  moved: readonly unknown[],
  errors: readonly string[],
  source: InstanceId,
  below: InstanceId,
): CompatAnswer {
  const counted = `Relocated ${moved.length} replicas of ${source} below ${below}; ${errors.length} errors`;
  return done(`${counted}: [${errors.join(' ')}]`, moved);
}
