/** The part of the store that remembers how clusters looked. Written behind: nobody waits for it, and nothing acts on it. */
import type { ClusterId, ClusterPicture, Instant, PictureChange, RevisionKind } from '@topiary/domain';
import type { Page } from './store.ts';

export interface ClusterHistory {
  /** Returns at once; written behind, in order. */
  write(revision: NewClusterRevision): void;
  /** The newest first, without the pictures. */
  list(query: ClusterRevisionQuery): Promise<Page<ClusterRevision>>;
  /** Whole ones, the newest first. */
  pictures(query: PicturesQuery): Promise<readonly PicturedRevision[]>;
  /** From the oldest that is kept to the newest; `null`: none is. */
  span(cluster: ClusterId): Promise<ClusterHistorySpan | null>;
}

export interface NewClusterRevision {
  readonly at: Instant;
  readonly kind: RevisionKind;
  /** From the one before, the first `MAX_TOLD_CHANGES`; none of the first one. */
  readonly changes: readonly PictureChange[];
  /** How many there were. */
  readonly changeCount: number;
  readonly picture: ClusterPicture;
}

export interface ClusterRevision extends Omit<NewClusterRevision, 'picture'> {
  /** Grows with every row. */
  readonly id: number;
  readonly cluster: ClusterId;
  /** At that time. */
  readonly clusterName: string;
  readonly revision: number;
}

export interface PicturedRevision extends ClusterRevision {
  readonly picture: ClusterPicture;
}

export interface ClusterRevisionQuery {
  readonly cluster: ClusterId;
  readonly kind?: RevisionKind;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly page: number;
  readonly pageSize: number;
}

export interface PicturesQuery {
  readonly cluster: ClusterId;
  readonly from?: Instant;
  /** Of what was recorded until then: the first one is how the cluster stood. */
  readonly to: Instant;
  /** At most `MAX_READ_PICTURES`. */
  readonly limit: number;
}

export interface ClusterHistorySpan {
  readonly first: Instant;
  readonly last: Instant;
}

export const MAX_TOLD_CHANGES = 8;
export const MAX_READ_PICTURES = 200;
