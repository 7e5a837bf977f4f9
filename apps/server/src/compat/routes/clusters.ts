import type { Cluster, Instance, TopologySnapshot } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { heuristicLagOf, presentClusterInfo } from '../presenters/cluster-info.ts';
import { bare, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import {
  clusterByAlias,
  clusterNameOf,
  clusterOf,
  clustersByAlias,
  figureCluster,
  figureInstance,
  seenMembers,
} from '../resolve.ts';
import { presentAll, storedInstance } from './instances.ts';
import { read } from './route.ts';
import type { CompatRoute } from './route.ts';

export function clusterRoutes(services: Services): readonly CompatRoute[] {
  const { engine, about } = services;
  const byHint = (hint: string) => figureCluster(engine.snapshot(), hint, about.defaultPort);

  const known = () => knownClusters(services);
  const instances = (cluster: Cluster | null, hint: string): CompatAnswer =>
    cluster === null
      ? unknownCluster(hint, engine.snapshot())
      : bare(presentAll(services, seenMembers(engine.snapshot(), cluster)));
  const infoOf = (cluster: Cluster) => ({
    ...presentClusterInfo(cluster, engine.snapshot(), about.recoveryRules),
    HeuristicLag: heuristicLagOf(cluster, engine.snapshot(), (id) => about.controlReplicaFilter(id) !== null),
  });
  const info = (cluster: Cluster | null, hint: string): CompatAnswer =>
    cluster === null ? unknownCluster(hint, engine.snapshot()) : bare(infoOf(cluster));

  return [
    read('/clusters', () => bare(known().map(clusterNameOf))),
    read('/clusters-info', () => bare(known().map((cluster) => infoOf(cluster)))),
    read('/cluster/:hint', (request) => instances(byHint(param(request, 'hint')), param(request, 'hint'))),
    read('/cluster/alias/:alias', (request) => {
      const alias = param(request, 'alias');
      return instances(clusterByAlias(engine.snapshot(), alias), alias);
    }),
    read('/cluster/instance/:host/:port', (request) => {
      const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
      return figured.ok ? instances(clusterOf(engine.snapshot(), figured.id), figured.id) : failed(figured.message);
    }),
    read('/cluster-info/:hint', (request) => info(byHint(param(request, 'hint')), param(request, 'hint'))),
    read('/cluster-info/alias/:alias', (request) => {
      const alias = param(request, 'alias');
      return info(clusterByAlias(engine.snapshot(), alias), alias);
    }),
    read('/masters', () =>
      bare(
        presentAll(
          services,
          known().flatMap((cluster) => masterOf(services, cluster) ?? []),
        ),
      ),
    ),
    read('/master/:hint', (request) => {
      const cluster = byHint(param(request, 'hint'));
      if (cluster === null) return unknownCluster(param(request, 'hint'), engine.snapshot());
      const master = masterOf(services, cluster);
      return master === null
        ? failed(`No master found for cluster ${clusterNameOf(cluster)}`)
        : storedInstance(services, master.id);
    }),
  ];
}

/** Clusters that orchestrator would know: with a member that was seen. By name. */
export function knownClusters({ engine }: Services): readonly Cluster[] {
  return [...engine.snapshot().clusters.values()]
    .filter((cluster) => seenMembers(engine.snapshot(), cluster).length > 0)
    .toSorted((left, right) => (clusterNameOf(left) < clusterNameOf(right) ? -1 : 1));
}

/** `null`: no master of it was seen, or none is writable. */
export function writableMasterOf(services: Services, cluster: Cluster): Instance | null {
  const master = masterOf(services, cluster);
  return master?.observation?.settings.readOnly === false ? master : null;
}

/** The writable one where there are several. */
function masterOf({ engine }: Services, cluster: Cluster) {
  const { instances } = engine.snapshot();
  const masters = cluster.masters
    .flatMap((id) => instances.get(id) ?? [])
    .filter(({ observation }) => observation !== null);
  return masters.find(({ observation }) => observation?.settings.readOnly === false) ?? masters[0] ?? null;
}

function unknownCluster(hint: string, snapshot: TopologySnapshot): CompatAnswer {
  const same = clustersByAlias(snapshot, hint).map(clusterNameOf).toSorted();
  const why = same.length > 1 ? ` (several clusters have this alias: ${same.join(', ')})` : '';
  return failed(`Unable to determine cluster name; hint: ${hint}${why}`);
}
