/** Pools by the old API. Members are submitted all at once; those that are not named are not in the pool any more. */
import { addressOf, parseAddress } from '@topiary/domain';
import type { Actor, Cluster, Instance, InstanceId } from '@topiary/domain';
import type { Request } from 'express';
import { poolsIn } from '../../http/routes/registry/registry.ts';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { register } from '../register.ts';
import { clusterByAlias, clusterNameOf, figureCluster, figureInstance, readHostPort, seenMembers } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { presentAll } from './instances.ts';
import { change, guarded } from './route.ts';
import type { CompatRoute } from './route.ts';

export function poolRoutes(services: Services): readonly CompatRoute[] {
  const pools = (request: Request) => clusterPools(services, request);
  const instances = (request: Request) => heuristicInstances(services, request);
  const lag = (request: Request) => heuristicLag(services, request);
  return [
    change('/submit-pool-instances/:pool', (request, actor) => submit(services, request, actor)),
    guarded('/cluster-pool-instances/:cluster', pools),
    guarded('/cluster-pool-instances/:cluster/:pool', pools),
    guarded('/heuristic-cluster-pool-instances/:cluster', instances),
    guarded('/heuristic-cluster-pool-instances/:cluster/:pool', instances),
    guarded('/heuristic-cluster-pool-lag/:cluster', lag),
    guarded('/heuristic-cluster-pool-lag/:cluster/:pool', lag),
  ];
}

function submit(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const pool = param(request, 'pool');
  const { instances: list } = request.query;
  const names = (typeof list === 'string' ? list : '').split(',').flatMap((name) => name.trim() || []);
  const instances: InstanceId[] = [];
  for (const name of names) {
    const figured = memberOf(services, name);
    if (figured === null) return failed(`Not an instance: ${name}`);
    instances.push(figured);
  }
  const durationMs = services.about.lifetimes.poolMs;
  return register({
    services,
    actor,
    command: { kind: 'submit-pool', pool, instances, durationMs },
    answer: () => done(`Applied ${pool} pool instances`, pool),
  });
}

function memberOf({ engine, about }: Services, name: string): InstanceId | null {
  const parsed = parseAddress(name, about.defaultPort);
  if (!parsed.ok) return null;
  const { host, port } = parsed.address;
  const figured = about.fuzzyPoolNames
    ? figureInstance(engine.snapshot(), host, String(port))
    : readHostPort(host, String(port));
  return figured.ok ? figured.id : null;
}

function clusterPools({ engine }: Services, request: Request): CompatAnswer {
  const name = param(request, 'cluster');
  const wanted = param(request, 'pool');
  const cluster = clusterByAlias(engine.snapshot(), name);
  const pools = cluster === null ? new Map<string, readonly InstanceId[]>() : poolsIn(engine.snapshot(), cluster.id);
  const found = [...pools].filter(([pool]) => wanted === '' || pool === wanted);
  const details = Object.fromEntries(found.map(([pool, ids]) => [pool, ids.map((id) => key(addressOf(id)))]));
  return done(`Fetched pool instances for cluster ${name}`, details);
}

function heuristicInstances(services: Services, request: Request): CompatAnswer {
  const { engine, about } = services;
  const hint = param(request, 'cluster');
  const cluster = figureCluster(engine.snapshot(), hint, about.defaultPort);
  if (cluster === null) return failed(`Unable to determine cluster name; hint: ${hint}`);
  const pooled = pooledIn(services, cluster, param(request, 'pool'));
  return done(`Heuristic pool instances fetched for cluster ${clusterNameOf(cluster)}`, presentAll(services, pooled));
}

function heuristicLag(services: Services, request: Request): CompatAnswer {
  const name = param(request, 'cluster');
  const cluster = clusterByAlias(services.engine.snapshot(), name);
  if (cluster === null) return failed(`Unable to determine cluster name; hint: ${name}`);
  const pooled = pooledIn(services, cluster, param(request, 'pool'));
  if (pooled.length === 0) return failed(`No instances found in the pools of ${name}`);
  const lags = pooled.map(({ id }) => lagOf(services, id));
  return done(`Heuristic pool lag for cluster ${name}`, Math.max(0, ...lags));
}

function lagOf({ engine }: Services, id: InstanceId): number {
  return Math.max(0, ...(engine.snapshot().edgesByReplica.get(id) ?? []).map(({ lagSeconds }) => lagSeconds ?? 0));
}

/** Those that answer and are no binlog servers. */
function pooledIn({ engine }: Services, cluster: Cluster, pool: string): readonly Instance[] {
  return seenMembers(engine.snapshot(), cluster).filter(
    ({ registered: { pools }, health, observation }) =>
      health === 'ok' &&
      observation?.product.flavor !== 'maxscale' &&
      (pool === '' ? pools.length > 0 : pools.includes(pool)),
  );
}
