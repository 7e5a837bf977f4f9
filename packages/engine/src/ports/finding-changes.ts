/** The part of the store that remembers what findings there were. Written behind: nobody waits for it. */
import type { ClusterId, FindingChange, FindingChangeKind, FindingKind, InstanceId, Instant } from '@topiary/domain';
import type { Page } from './store.ts';

export interface FindingChanges {
  /** Returns at once; written behind, in order. */
  write(changes: readonly NewFindingChange[]): void;
  /** The newest first. */
  list(query: FindingChangeQuery): Promise<Page<FindingChangeRecord>>;
  /** The last one of each finding that has not ended. */
  open(): Promise<readonly FindingChangeRecord[]>;
  /** What servers were called over time, the newest ones that one answer holds, in the order they were written. */
  verdicts(): Promise<readonly PastVerdict[]>;
}

export interface NewFindingChange extends FindingChange {
  readonly clusterName: string;
}

export interface FindingChangeRecord extends NewFindingChange {
  readonly id: number;
}

export interface PastVerdict {
  readonly instance: InstanceId;
  readonly at: Instant;
  readonly verdict: string;
}

export interface FindingChangeQuery {
  readonly page: number;
  readonly pageSize: number;
  readonly cluster?: ClusterId;
  readonly instance?: InstanceId;
  readonly code?: string;
  readonly kind?: FindingKind;
  readonly change?: FindingChangeKind;
  readonly from?: Instant;
  readonly to?: Instant;
}
