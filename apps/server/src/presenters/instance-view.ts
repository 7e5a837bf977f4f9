/** Every fact of one instance, for the side panel. */
import { MAX_GTID_FACT_LENGTH, MAX_PURGE_GAPS } from '@topiary/contract';
import type { InstanceView } from '@topiary/contract';
import { errantText, purgeGapsOf, toldNameOf } from '@topiary/domain';
import type { Instance, NamingRules, TopologySnapshot } from '@topiary/domain';
import { groupRoleOf } from './group-view.ts';
import { nodeInputOf, presentNode } from './node-view.ts';
import type { DeepReadonly } from './readonly.ts';

export function presentInstance(
  instance: Instance,
  snapshot: TopologySnapshot,
  naming: NamingRules,
): DeepReadonly<InstanceView> {
  const { id, observation } = instance;
  return {
    node: presentNode(nodeInputOf(instance, snapshot)),
    cluster: instance.cluster,
    groupRole: groupRoleOf(instance, snapshot),
    unknownFacts: instance.classification.unknown,
    names: {
      own: toldNameOf(id, observation, naming),
      others: [...snapshot.aliases].flatMap(([alias, kept]) => (kept === id ? [alias] : [])).toSorted(),
    },
    observation,
    gtidFacts: gtidFactsOf(instance, snapshot),
    observedAt: instance.observedAt,
    failure: instance.failure,
  };
}

function gtidFactsOf(instance: Instance, snapshot: TopologySnapshot): DeepReadonly<InstanceView>['gtidFacts'] {
  const { gaps, more } = purgeGapsOf(snapshot, instance.id, MAX_PURGE_GAPS);
  return {
    errant: { transactions: shortened(errantText(instance.errant)), pending: instance.errant.pending },
    purgeGaps: gaps.map(({ server, missing }) => ({ server, missing: shortened(missing) })),
    morePurgeGaps: more,
  };
}

function shortened(set: string): string {
  return set.length <= MAX_GTID_FACT_LENGTH ? set : `${set.slice(0, MAX_GTID_FACT_LENGTH - 1)}…`;
}
