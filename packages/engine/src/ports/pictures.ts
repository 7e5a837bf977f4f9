/**
 * The part of the store that keeps how clusters stood at times that somebody chose: who was in each, and who read from whom.
 * What is too old, or more than may be kept, goes with the rest of the history.
 */
import type { ClusterId, InstanceId, Instant } from '@topiary/domain';

export interface Pictures {
  /** Durable when it resolves. All of one moment are given together. */
  save(pictures: readonly TopologyPicture[]): Promise<void>;
  /** When pictures were taken, of that cluster or of any, the newest first; as many as one answer holds. */
  times(cluster: ClusterId | null): Promise<readonly Instant[]>;
  /** `null`: none of that cluster was taken then. */
  read(cluster: ClusterId, at: Instant): Promise<TopologyPicture | null>;
}

export interface TopologyPicture {
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly at: Instant;
  /** In order of id. */
  readonly members: readonly PictureMember[];
}

export interface PictureMember {
  readonly instance: InstanceId;
  /** Of several the first, by channel; of a secondary of a replication group its primary; `null`: it replicated from nobody. */
  readonly source: InstanceId | null;
  /** '' before it was seen. */
  readonly version: string;
}
