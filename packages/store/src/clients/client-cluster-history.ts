/** How clusters looked: written behind with the audit, read by the one that reads. */
import { assert } from '@topiary/domain';
import type { ClusterId } from '@topiary/domain';
import { MAX_READ_PICTURES } from '@topiary/engine';
import type {
  ClusterHistory,
  ClusterHistorySpan,
  ClusterRevision,
  ClusterRevisionQuery,
  NewClusterRevision,
  Page,
  PicturedRevision,
  PicturesQuery,
} from '@topiary/engine';
import { READ_DEADLINE_MS } from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';
import type { ClientSourceMemoryOptions } from './client-source-memory.ts';

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export interface ClientClusterHistoryOptions extends Pick<ClientSourceMemoryOptions, 'reader' | 'parse'> {
  /** Into what is written behind. */
  readonly write: (revision: NewClusterRevision) => void;
  /** Who reads sees what was written before. */
  readonly flush: () => Promise<void>;
}

export class ClientClusterHistory implements ClusterHistory {
  readonly #options: ClientClusterHistoryOptions;

  constructor(options: ClientClusterHistoryOptions) {
    this.#options = options;
  }

  write(revision: NewClusterRevision): void {
    this.#options.write(revision);
  }

  async list(query: ClusterRevisionQuery): Promise<Page<ClusterRevision>> {
    const { reader, parse, flush } = this.#options;
    assertPage(query);
    await flush();
    const { rows, total } = await reader.call('listClusterRevisions', query, READ);
    return { items: rows.map((row) => parse.clusterRevision(row)), total, page: query.page, pageSize: query.pageSize };
  }

  async pictures(query: PicturesQuery): Promise<readonly PicturedRevision[]> {
    const { reader, parse, flush } = this.#options;
    assert(query.limit >= 1 && query.limit <= MAX_READ_PICTURES, 'so many pictures are read at once', query.limit);
    await flush();
    const rows = await reader.call('clusterPictures', query, READ);
    return rows.map((row) => parse.picturedRevision(row));
  }

  async span(cluster: ClusterId): Promise<ClusterHistorySpan | null> {
    const { reader, parse, flush } = this.#options;
    await flush();
    const span = await reader.call('clusterHistorySpan', cluster, READ);
    return span === null ? null : parse.historySpan(span);
  }
}
