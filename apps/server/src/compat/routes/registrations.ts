/** Promotion rules and cluster aliases by the old API. */
import { parsePromotionRule } from '@topiary/domain';
import type { Actor } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { register } from '../register.ts';
import { clusterByAlias, clusterNameOf, figureInstance } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

export function registrationRoutes(services: Services): readonly CompatRoute[] {
  return [
    change('/register-candidate/:host/:port/:rule', (request, actor) => registerCandidate(services, request, actor)),
    change('/set-cluster-alias/:cluster', (request, actor) => setAlias(services, request, actor)),
  ];
}

function registerCandidate(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const figured = figureInstance(services.engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  const text = param(request, 'rule');
  if (text === 'must') return failed('CandidatePromotionRule: must is not supported; use prefer');
  const rule = parsePromotionRule(text);
  if (rule === null) return failed(`Invalid CandidatePromotionRule: ${text}`);
  const durationMs = services.about.lifetimes.candidateMs;
  return register({
    services,
    actor,
    command: { kind: 'register-candidate', instance: figured.id, rule, durationMs },
    answer: () => done('Registered candidate', key(figured.address)),
  });
}

/** The cluster by its exact name or alias: a part of a name might be another one's. */
function setAlias(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const name = param(request, 'cluster');
  const cluster = clusterByAlias(services.engine.snapshot(), name);
  if (cluster === null) return failed(`Unable to determine cluster name; hint: ${name}`);
  const { alias: text } = request.query;
  const alias = typeof text === 'string' ? text.trim() : '';
  return register({
    services,
    actor,
    command: { kind: 'set-cluster-alias', cluster: cluster.id, alias },
    answer: () => done(`Cluster ${clusterNameOf(cluster)} now has alias '${alias}'`),
  });
}
