/** What the main thread asks of the store's threads about how clusters looked. */
import type { ClusterId } from '@topiary/domain';
import type { ClusterRevisionQuery, PicturesQuery } from '@topiary/engine';
import type { HistoryPurge, HistoryPurged } from '../queries/cluster-revisions.ts';
import type { ClusterRevisionRow, PicturedRevisionRow } from '../schema/history-tables.ts';
import type { Operation, RowPage } from './operations.ts';

export interface HistoryWrites {
  readonly purgeHistory: Operation<HistoryPurge, HistoryPurged>;
}

export interface HistoryReads {
  readonly listClusterRevisions: Operation<ClusterRevisionQuery, RowPage<ClusterRevisionRow>>;
  readonly clusterPictures: Operation<PicturesQuery, readonly PicturedRevisionRow[]>;
  readonly clusterHistorySpan: Operation<ClusterId, { readonly first: number; readonly last: number } | null>;
}
