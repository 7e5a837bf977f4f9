/** A failure that did not happen, told as hooks would be told of it. */
import { message } from '@topiary/domain';
import type { Instance, InstanceId, TopologySnapshot } from '@topiary/domain';
import { failureFacts } from '@topiary/engine';
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
  if (instance === undefined || !snapshot.clusters.has(instance.cluster)) return null;
  const { id, cluster, role, registered } = instance;
  const [successor = null] = (snapshot.edgesBySource.get(id) ?? []).map(({ replica }) => replica);
  return failureFacts({
    failed: {
      code: role === 'intermediate' ? 'DeadIntermediateMaster' : 'DeadMaster',
      instance: id,
      cluster,
      summary: message('finding-example', { instance: id }),
      isDowntimed: registered.downtime !== null,
    },
    snapshot,
    rules: about.recoveryRules,
    host: about.hostname,
    uid: 'example',
    end: { successor, lost: [] },
    command: '',
  });
}

function firstMaster({ clusters, instances, edgesBySource }: TopologySnapshot): Instance | undefined {
  const masters = [...clusters.values()].flatMap((cluster) => cluster.masters);
  return instances.get(masters.find((id) => edgesBySource.has(id)) ?? masters[0] ?? ('' as InstanceId));
}
