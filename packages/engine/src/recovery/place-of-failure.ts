/** Where a failure is: what gates ask of it, and what its record shows. */
import type { ClusterId, GateQuestion, InstanceId, TopologySnapshot } from '@topiary/domain';
import type { RecoveryDetails } from '../ports/recoveries.ts';

export interface PlaceOfFailure {
  readonly question: Pick<GateQuestion, 'cluster' | 'instance'>;
  readonly details: RecoveryDetails;
}

/** `null`: no such cluster. A server that is not known any more has no downtime. */
export function placeOfFailure(
  snapshot: TopologySnapshot,
  failed: { readonly instance: InstanceId; readonly cluster: ClusterId },
): PlaceOfFailure | null {
  const cluster = snapshot.clusters.get(failed.cluster);
  if (cluster === undefined) return null;
  const instance = snapshot.instances.get(failed.instance);
  const masterAddress = cluster.masters[0] ?? failed.instance;
  return {
    question: {
      cluster: { id: cluster.id, name: cluster.name, alias: cluster.alias?.text ?? null, masterAddress },
      instance: {
        id: failed.instance,
        downtime: instance?.registered.downtime ?? null,
        maintenance: instance?.registered.maintenance ?? null,
        failingSince: instance?.failingSince ?? null,
      },
    },
    details: {
      masterAddress,
      replicas: replicasOf(snapshot, failed.instance),
      holder: { hostname: '', processId: 0 },
      user: '',
      command: '',
      successorAlias: '',
      participants: [],
      lost: [],
      errors: [],
      timings: [],
    },
  };
}

/** Each once, in order. */
function replicasOf({ edgesBySource }: TopologySnapshot, instance: InstanceId): readonly InstanceId[] {
  return [...new Set((edgesBySource.get(instance) ?? []).map(({ replica }) => replica))];
}
