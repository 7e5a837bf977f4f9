import { replicasOf } from '@topiary/domain';
import type { Actor, Address, Instance, InstanceId } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { presentInstance } from '../presenters/instance.ts';
import { refusalOf } from '../register.ts';
import { bare, done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { byHostAndPort, figureInstance, readHostPort, seenInstances } from '../resolve.ts';
import { change, contextOf, read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function instanceRoutes(services: Services): readonly CompatRoute[] {
  const { engine } = services;
  return [
    read('/instance/:host/:port', (request) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      return figured.ok ? storedInstance(services, figured.id) : failed(figured.message);
    }),
    read('/instance-replicas/:host/:port', (request) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      if (!figured.ok) return failed(figured.message);
      return bare(presentAll(services, replicasOf(engine.snapshot(), figured.id).toSorted(byHostAndPort)));
    }),
    read('/all-instances', () =>
      bare(presentAll(services, seenInstances(engine.snapshot()).toSorted(shallowAndBusyFirst(services)))),
    ),
    change('/discover/:host/:port', async (request, actor) => {
      // Without partial names: a new server may well be called like a part of a known one.
      const wanted = readHostPort(param(request, 'host'), param(request, 'port'));
      if (!wanted.ok) return failed(wanted.message);
      const result = await engine.discover(wanted.address, actor);
      if (result.kind === 'not-the-actor' || result.kind === 'store-failing') return failed(refusalOf(result));
      if (result.kind === 'failed') return failed(`${result.id}: ${result.failure.detail}`);
      if (result.kind === 'kept-out')
        return done(`${result.id} is left alone by ${result.reason}: "${result.expression}"`);
      return done(`Instance discovered: ${result.id}`, liveInstance(services, result.id));
    }),
    change('/async-discover/:host/:port', (request, actor) => {
      const wanted = readHostPort(param(request, 'host'), param(request, 'port'));
      if (!wanted.ok) return failed(wanted.message);
      void discoverLater(services, wanted, actor);
      return done(`Asynchronous discovery initiated for Instance: ${wanted.id}`);
    }),
    change('/refresh/:host/:port', async (request) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      if (!figured.ok) return failed(figured.message);
      if (!engine.snapshot().instances.has(figured.id)) return failed(`Cannot read instance: ${figured.id}`);
      await engine.refresh(figured.id);
      return done(`Instance refreshed: ${figured.id}`, key(figured.address));
    }),
  ];
}

/** Nobody waits for it: what comes of it is in the log. */
async function discoverLater(
  { engine, logger }: Services,
  { address, id }: { readonly address: Address; readonly id: InstanceId },
  actor: Actor,
): Promise<void> {
  try {
    const { kind } = await engine.discover(address, actor);
    logger.info('compat.discovered-later', { instance: id, outcome: kind });
  } catch (error) {
    logger.error('compat.discovery-failed', { instance: id, error });
  }
}

export function presentAll(services: Services, instances: readonly Instance[]): readonly unknown[] {
  const context = contextOf(services);
  return instances.flatMap((instance) => presentInstance(instance, 'stored', context) ?? []);
}

/** As a fresh probe gives it; `null` when it was never seen. */
export function liveInstance(services: Services, id: InstanceId): unknown {
  const instance = services.engine.snapshot().instances.get(id);
  return instance === undefined ? null : presentInstance(instance, 'live', contextOf(services));
}

export function storedInstance(services: Services, id: InstanceId): CompatAnswer {
  const instance = services.engine.snapshot().instances.get(id);
  const presented = instance === undefined ? null : presentInstance(instance, 'stored', contextOf(services));
  return presented === null ? failed(`Cannot read instance: ${id}`) : bare(presented);
}

export function shallowAndBusyFirst({ engine }: Services) {
  const { edgesBySource } = engine.snapshot();
  const replicas = (instance: Instance) => edgesBySource.get(instance.id)?.length ?? 0;
  return (left: Instance, right: Instance) =>
    left.depth - right.depth || replicas(right) - replicas(left) || byHostAndPort(left, right);
}
