/** The snapshot as it would be a moment after a server died. */
import type { InstanceId } from '../../topology/address.ts';
import type { Observation, ProbeFailure } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';

const GONE: ProbeFailure = { kind: 'refused', code: 'SUPPOSED', detail: '', grant: null, waitingFor: null };

/** As it would be a moment after the server died: nobody reads from it, and everybody has noticed. */
export function supposeGone(snapshot: TopologySnapshot, id: InstanceId): TopologySnapshot {
  const dead = snapshot.instances.get(id);
  if (dead === undefined || dead.health === 'unreachable') return snapshot;
  const instances = new Map(snapshot.instances);
  instances.set(id, { ...dead, health: 'unreachable', failure: GONE, failingSince: snapshot.asOf });
  for (const { replica, channel } of edgesTo(snapshot, id)) {
    const below = instances.get(replica);
    if (below?.observation) instances.set(replica, { ...below, observation: cutOff(below.observation, channel) });
  }
  return { ...snapshot, instances };
}

function cutOff(observation: Observation, name: string): Observation {
  const channels = observation.channels.map((one) =>
    one.name === name && one.receiver === 'running' ? { ...one, receiver: 'connecting' as const } : one,
  );
  return { ...observation, channels };
}
