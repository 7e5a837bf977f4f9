/** One host: its servers by port, and what its death would do. */
import type { HostServerView, HostView } from '@topiary/contract';
import { deathOf, findHost, instancesOn, shortVersion } from '@topiary/domain';
import type { Instance, TopologySnapshot } from '@topiary/domain';
import { groupRoleOf } from '../group-view.ts';
import { largest, nodeInputOf } from '../node-view.ts';
import type { DeepReadonly } from '../readonly.ts';
import { downOf } from './host-page.ts';
import type { HostsInput } from './host-page.ts';

/** `null`: no server is known there. `text` in any case, and by any address that is proved to lead to one of its servers. */
export function presentHost({ snapshot, incidents }: HostsInput, text: string): DeepReadonly<HostView> | null {
  const host = findHost(snapshot, text);
  if (host === null) return null;
  return {
    host,
    down: downOf(incidents.find((incident) => incident.host === host) ?? null),
    servers: instancesOn(snapshot, host).map((instance) => serverOf(instance, snapshot)),
    death: deathOf(snapshot, host),
  };
}

function serverOf(instance: Instance, snapshot: TopologySnapshot): DeepReadonly<HostServerView> {
  const { id, address, cluster, role, health, observation, problems, registered } = instance;
  const { edges, replicas } = nodeInputOf(instance, snapshot);
  return {
    id,
    port: address.port,
    cluster,
    clusterName: snapshot.clusters.get(cluster)?.name ?? cluster,
    role,
    groupRole: groupRoleOf(instance, snapshot),
    health,
    flavor: observation?.product.flavor ?? null,
    version: observation === null ? null : shortVersion(observation.product.version),
    readOnly: observation?.settings.readOnly ?? null,
    // What a server last said before it fell silent is no longer so.
    lagSeconds: health === 'ok' ? largest(edges.map(({ lagSeconds }) => lagSeconds)) : null,
    replicas,
    downtimed: registered.downtime !== null,
    problems,
  };
}
