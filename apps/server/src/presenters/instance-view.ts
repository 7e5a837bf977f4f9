/** Every fact of one instance, for the side panel. */
import type { InstanceView } from '@topiary/contract';
import type { Instance, TopologySnapshot } from '@topiary/domain';
import { nodeInputOf, presentNode } from './node-view.ts';
import type { DeepReadonly } from './readonly.ts';

export function presentInstance(instance: Instance, snapshot: TopologySnapshot): DeepReadonly<InstanceView> {
  return {
    node: presentNode(nodeInputOf(instance, snapshot)),
    cluster: instance.cluster,
    unknownFacts: instance.classification.unknown,
    observation: instance.observation,
    observedAt: instance.observedAt,
    failure: instance.failure,
  };
}
