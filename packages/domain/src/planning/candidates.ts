/** What is asked when a card is grabbed: an intent whose target is not chosen yet. */
import type { InstanceId } from '../topology/address.ts';

export type CandidateRequest =
  | { readonly kind: 'relocate'; readonly replica: InstanceId; readonly channel: string | null }
  | { readonly kind: 'relocate-replicas'; readonly source: InstanceId; readonly only: readonly InstanceId[] | null }
  /** Servers that were picked out, wherever they stand: each goes below the target. */
  | { readonly kind: 'move-many'; readonly replicas: readonly PickedReplica[] };

export interface PickedReplica {
  readonly replica: InstanceId;
  readonly channel: string;
}
