/** Which replica of a server would go above the others. */
import type { CandidateReplicasView } from '@topiary/contract';
import { rankCandidates } from '@topiary/domain';
import type { InstanceId, TopologySnapshot } from '@topiary/domain';
import type { DeepReadonly } from './readonly.ts';

export function presentCandidates(snapshot: TopologySnapshot, source: InstanceId): DeepReadonly<CandidateReplicasView> {
  const ranked = rankCandidates(snapshot, source);
  const best = ranked.find(({ against }) => against.length === 0);
  return {
    source,
    candidate: best?.instance.id ?? null,
    ranked: ranked.map(({ instance, against }) => ({ instance: instance.id, against })),
  };
}
