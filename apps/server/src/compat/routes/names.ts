/** Forgetting, names that are looked up, and virtual names by the old API. */
import { addressOf, FORGOTTEN_FOR_MS } from '@topiary/domain';
import type { Actor } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { register } from '../register.ts';
import { figureCluster, figureInstance, readHostPort } from '../resolve.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const NANOSECONDS_PER_MS = 1_000_000;

export function nameRoutes(services: Services): readonly CompatRoute[] {
  const { engine } = services;
  return [
    change('/forget/:host/:port', (request, actor) => forget(services, request, actor)),
    change('/forget-cluster/:clusterHint', (request, actor) => forgetCluster(services, request, actor)),
    read('/resolve/:host/:port', (request) => resolve(services, request)),
    read('/hostname-resolve-cache', () => {
      const cached = engine
        .names()
        .cache.map(({ host, name, expiresAt }) => [
          host,
          { Object: name, Expiration: (expiresAt ?? 0) * NANOSECONDS_PER_MS },
        ]);
      return done('Cache retrieved', Object.fromEntries(cached));
    }),
    change('/reset-hostname-resolve-cache', (_request, actor) => {
      engine.resetNames(actor);
      return done('Hostname cache cleared');
    }),
    change('/register-hostname-unresolve/:host/:port/:virtualname', (request, actor) =>
      nameInstance(services, request, actor),
    ),
    change('/deregister-hostname-unresolve/:host/:port', (request, actor) => unnameInstance(services, request, actor)),
  ];
}

/** Without partial names: what is forgotten is not found again so easily. */
function forget(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const wanted = readHostPort(param(request, 'host'), param(request, 'port'));
  if (!wanted.ok) return failed(wanted.message);
  return register({
    services,
    actor,
    command: { kind: 'forget', instance: wanted.id, why: 'asked', durationMs: FORGOTTEN_FOR_MS },
    answer: () => done(`Instance forgotten: ${wanted.id}`, key(wanted.address)),
  });
}

function forgetCluster(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const hint = param(request, 'clusterHint');
  const cluster = figureCluster(services.engine.snapshot(), hint, services.about.defaultPort);
  if (cluster === null) return failed(`Unable to determine cluster name; hint: ${hint}`);
  return register({
    services,
    actor,
    command: { kind: 'forget-cluster', cluster: cluster.id, durationMs: FORGOTTEN_FOR_MS },
    answer: () => done(`Cluster forgotten: ${cluster.masters[0] ?? cluster.name}`),
  });
}

async function resolve({ engine }: Services, request: Request): Promise<CompatAnswer> {
  const wanted = readHostPort(param(request, 'host'), param(request, 'port'));
  if (!wanted.ok) return failed(wanted.message);
  const { id, connection } = await engine.resolve(wanted.address);
  if (connection.kind === 'failed') return failed(`${wanted.id}: no TCP connection (${connection.code})`);
  return done('Instance resolved', key(addressOf(id)));
}

function nameInstance(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const figured = figureInstance(services.engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  const durationMs = services.about.lifetimes.virtualNameMs;
  return register({
    services,
    actor,
    command: { kind: 'set-virtual-name', instance: figured.id, host: param(request, 'virtualname'), durationMs },
    answer: () => done('Hostname registered for unresolve', key(figured.address)),
  });
}

function unnameInstance(services: Services, request: Request, actor: Actor): CompatAnswer | Promise<CompatAnswer> {
  const figured = figureInstance(services.engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  return register({
    services,
    actor,
    command: { kind: 'remove-virtual-name', instance: figured.id },
    answer: () => done('Hostname deregistered from unresolve', key(figured.address)),
  });
}
