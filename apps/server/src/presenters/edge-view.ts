/** One (replica, channel) → source as the canvas draws it. */
import type { EdgeView } from '@topiary/contract';
import type { Edge, Instance } from '@topiary/domain';
import type { DeepReadonly } from './readonly.ts';

export function presentEdge(edge: Edge, replica: Instance | undefined): DeepReadonly<EdgeView> {
  const observation = replica?.observation ?? null;
  const channel = observation?.channels.find((candidate) => candidate.name === edge.channel);
  return {
    id: edge.id,
    replica: edge.replica,
    channel: edge.channel,
    source: edge.source,
    state: edge.state,
    lagSeconds: edge.lagSeconds,
    delaySeconds: channel?.delaySeconds ?? 0,
    semiSync: observation?.semiSync.replicaActive ?? false,
    tls: channel?.settings.tls.enabled ?? false,
  };
}
