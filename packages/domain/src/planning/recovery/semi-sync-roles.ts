/**
 * Who waits for acknowledgements and who sends them, once a master has become a replica. A replica that still waits, as it did
 * as the master, waits for replicas that it has not when it applies what it receives: with a long time-out it stands still.
 */
import type { Observation } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { StepBase } from '../plan.ts';
import type { SetSemiSyncStep } from '../upkeep-steps.ts';

export interface BecomingReplica {
  readonly snapshot: TopologySnapshot;
  readonly old: Instance;
  readonly observed: Observation;
}

/** By its own word, or by that of replicas which acknowledge: what was switched on a moment ago it may not have told yet. */
export function commitsWait(snapshot: TopologySnapshot, { id, observation }: Instance): boolean {
  return (
    observation?.semiSync.sourceEnabled === true ||
    edgesTo(snapshot, id).some(
      ({ replica }) => snapshot.instances.get(replica)?.observation?.semiSync.replicaActive === true,
    )
  );
}

/** It has no channel that would have to connect anew. */
export function replicaRoleSteps(
  base: StepBase,
  { snapshot, old, observed: { semiSync } }: BecomingReplica,
  above: Instance,
): readonly SetSemiSyncStep[] {
  const step = (side: 'source' | 'replica', to: boolean): SetSemiSyncStep => ({
    ...base,
    kind: 'set-semi-sync',
    side,
    to,
    words: semiSync.words ?? 'master-slave',
    channels: [],
  });
  return [
    ...(semiSync.sourceEnabled === true ? [step('source', false)] : []),
    ...(semiSync.replicaEnabled === false && othersAcknowledge(snapshot, old, above) ? [step('replica', true)] : []),
  ];
}

/** Among those that read from either of the two. */
function othersAcknowledge(snapshot: TopologySnapshot, old: Instance, above: Instance): boolean {
  const readers = [...edgesTo(snapshot, above.id), ...edgesTo(snapshot, old.id)].map(({ replica }) => replica);
  return readers.some(
    (id) => id !== old.id && snapshot.instances.get(id)?.observation?.semiSync.replicaEnabled === true,
  );
}
