/** Replicas that an online schema change watches, by the old API. */
import { controlReplicas } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { figureCluster } from '../resolve.ts';
import { bare, failed, param } from '../respond.ts';
import { presentAll } from './instances.ts';
import { read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function controlReplicaRoutes(services: Services): readonly CompatRoute[] {
  const { engine, about } = services;
  return ['slaves', 'replicas'].map((word) =>
    read(`/cluster-osc-${word}/:clusterHint`, (request) => {
      const hint = param(request, 'clusterHint');
      const cluster = figureCluster(engine.snapshot(), hint, about.defaultPort);
      if (cluster === null) return failed(`Unable to determine cluster name; hint: ${hint}`);
      const found = controlReplicas(engine.snapshot(), cluster.id, (id) => about.controlReplicaFilter(id) !== null);
      return bare(presentAll(services, found));
    }),
  );
}
