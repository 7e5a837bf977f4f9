/**
 * What has become of a server that was replaced as master: whether it is back, whether it takes writes beside the one that
 * came in its place, and whether it has transactions that nobody else has.
 */
import { errantAgainst, isNoDifference } from '../../replication/gtid-facts.ts';
import type { GtidDifference } from '../../replication/gtid-questions.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { Observation } from '../../topology/observation.ts';
import { edgesOf, isDescendant } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { writabilityOf } from '../server-step-faces.ts';

export type OldMasterState =
  /** One of the two is not known any more, or does not answer: nothing can be said, and nothing done. */
  | { readonly kind: 'silent' }
  /** The one that replaced it replicates from it by now. */
  | { readonly kind: 'master-again' }
  /** A second writer. */
  | { readonly kind: 'writable' }
  /** It has a source, be it the one that replaced it or another. */
  | { readonly kind: 'replicates' }
  /** Closed, and without a source. */
  | { readonly kind: 'apart'; readonly own: OwnTransactions };

export type OwnTransactions =
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly difference: GtidDifference }
  /** The two cannot be compared: no GTIDs, or of two families. */
  | { readonly kind: 'unclear' };

export interface OldMaster {
  readonly replaced: InstanceId;
  readonly by: InstanceId;
}

export function oldMasterState(snapshot: TopologySnapshot, { replaced, by }: OldMaster): OldMasterState {
  const [own, present] = [snapshot.instances.get(replaced), snapshot.instances.get(by)];
  if (own?.health !== 'ok' || present?.health !== 'ok') return { kind: 'silent' };
  if (own.observation === null || present.observation === null) return { kind: 'silent' };
  if (isDescendant(snapshot, by, replaced)) return { kind: 'master-again' };
  const isOpen = writabilityOf(own.observation) === 'writable' && !own.observation.settings.offlineMode;
  if (isOpen) return { kind: 'writable' };
  if (edgesOf(snapshot, replaced).length > 0) return { kind: 'replicates' };
  return { kind: 'apart', own: ownTransactions(own.observation, present.observation) };
}

/** What a server has and the present master lacks. Nothing reaches it any more, so that nothing of it is on its way. */
export function ownTransactions(old: Observation, present: Observation): OwnTransactions {
  const upstream = { servers: [present], uuids: [], complete: true };
  const fact = errantAgainst({ replica: old, upstream, sampled: 'replica-first' });
  if (fact.kind !== 'compared') return { kind: 'unclear' };
  return isNoDifference(fact.errant) ? { kind: 'none' } : { kind: 'some', difference: fact.errant };
}
