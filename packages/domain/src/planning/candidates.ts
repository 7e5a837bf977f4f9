/** What is asked when a card is grabbed: an intent whose target is not chosen yet. */
import type { InstanceId } from '../topology/address.ts';

export type CandidateRequest =
  | { readonly kind: 'relocate'; readonly replica: InstanceId; readonly channel: string | null }
  | { readonly kind: 'relocate-replicas'; readonly source: InstanceId; readonly only: readonly InstanceId[] | null };
