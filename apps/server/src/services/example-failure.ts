/** A failure that did not happen, told as hooks would be told of it. */
import { matchingFilter } from '@topiary/domain';
import type { Instance, InstanceId, TopologySnapshot } from '@topiary/domain';
import type { HookFacts } from '@topiary/engine';
import type { About } from './services.ts';

export interface ExampleQuestion {
  readonly snapshot: TopologySnapshot;
  /** `null`: the first master that has replicas. */
  readonly instance: InstanceId | null;
  readonly about: Pick<About, 'hostname' | 'recoveryRules'>;
}

/** `null`: the server is not known, or there is none. */
export function exampleFailure({ snapshot, instance: asked, about }: ExampleQuestion): HookFacts | null {
  const instance = asked === null ? firstMaster(snapshot) : snapshot.instances.get(asked);
  const cluster = instance === undefined ? undefined : snapshot.clusters.get(instance.cluster);
  if (instance === undefined || cluster === undefined) return null;
  const replicas = replicasOf(snapshot, instance.id);
  const [successor] = replicas;
  const masterAddress = cluster.masters[0] ?? instance.id;
  const alias = cluster.alias?.text ?? null;
  const filtered = { masterAddress, name: cluster.name, alias };
  const isMaster = instance.role !== 'intermediate';
  return {
    code: isMaster ? 'DeadMaster' : 'DeadIntermediateMaster',
    description: 'An example: nothing failed',
    failed: instance.id,
    isMaster,
    isCoMaster: instance.role === 'co-master',
    isDowntimed: instance.registered.downtime !== null,
    cluster: { name: masterAddress, alias: alias ?? '', domain: cluster.domain?.text ?? '' },
    replicas,
    lost: [],
    automatic: {
      master: matchingFilter(about.recoveryRules.masters, filtered) !== null,
      intermediateMaster: matchingFilter(about.recoveryRules.intermediateMasters, filtered) !== null,
    },
    command: '',
    host: about.hostname,
    uid: 'example',
    successor: successor === undefined ? null : { instance: successor, alias: '', coordinates: '' },
  };
}

function firstMaster({ clusters, instances, edgesBySource }: TopologySnapshot): Instance | undefined {
  const masters = [...clusters.values()].flatMap((cluster) => cluster.masters);
  return instances.get(masters.find((id) => edgesBySource.has(id)) ?? masters[0] ?? ('' as InstanceId));
}

function replicasOf({ edgesBySource }: TopologySnapshot, id: InstanceId): readonly InstanceId[] {
  return [...new Set((edgesBySource.get(id) ?? []).map(({ replica }) => replica))];
}
