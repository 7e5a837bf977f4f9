/** The snapshot as it would be if some servers were found otherwise: what a preview shows. */
import type { Policy } from '../policy/policy.ts';
import { addressOf } from './address.ts';
import type { InstanceId } from './address.ts';
import { buildSnapshot } from './build-snapshot.ts';
import type { Observation } from './observation.ts';
import { FAILURES_UNTIL_UNREACHABLE } from './server-record.ts';
import type { ServerRecord } from './server-record.ts';
import type { KnownClusterFacts } from './snapshot-input.ts';
import { asClusterId } from './snapshot.ts';
import type { Cluster, ClusterId, Edge, Instance, TopologySnapshot } from './snapshot.ts';

export function withObservations(
  snapshot: TopologySnapshot,
  observations: ReadonlyMap<InstanceId, Observation>,
  policy: Policy,
): TopologySnapshot {
  const records = new Map(
    [...snapshot.instances].map(([id, instance]) => [id, recordOfInstance(instance, snapshot.edgesByReplica.get(id))]),
  );
  for (const [id, observation] of observations) {
    const record = records.get(id);
    if (record !== undefined) records.set(id, { ...record, observation });
  }
  return buildSnapshot({
    asOf: snapshot.asOf,
    records,
    aliases: snapshot.aliases,
    previous: snapshot,
    changed: new Set(observations.keys()),
    knownClusters: new Map([...snapshot.clusters].map(([id, cluster]) => [id, factsOf(cluster)])),
    mintClusterId: supposedIds(snapshot),
    policy,
  }).snapshot;
}

/** The record that an instance was derived from, as far as the instance and its edges tell. */
export function recordOfInstance(instance: Instance, edges: readonly Edge[] = []): ServerRecord {
  const { id, address, observation, observedAt, failure, failingSince, cluster, classification } = instance;
  return {
    id,
    address,
    observation,
    observedAt,
    failure,
    failingSince,
    failures: failuresOf(instance),
    lastCluster: cluster,
    answers: classification.answers,
    lastSources: edges.map((edge) => ({ channel: edge.channel, source: addressOf(edge.source) })),
  };
}

function failuresOf({ failure, health }: Instance): number {
  if (failure === null) return 0;
  return health === 'suspect' ? 1 : FAILURES_UNTIL_UNREACHABLE;
}

function factsOf({ alias, revision }: Cluster): KnownClusterFacts {
  return { alias: alias?.origin === 'by-hand' ? alias.text : null, revision };
}

/** Ids for clusters that would come apart from others. They are never kept: when it happens, real ones are given. */
function supposedIds({ clusters }: TopologySnapshot): () => ClusterId {
  let count = 0;
  return () => {
    for (;;) {
      count += 1;
      const id = asClusterId(`supposed-${count}`);
      if (!clusters.has(id)) return id;
    }
  };
}
