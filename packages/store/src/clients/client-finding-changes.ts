/** Changes of findings: written behind with the audit, read by the one that reads. */
import type {
  FindingChangeQuery,
  FindingChangeRecord,
  FindingChanges,
  NewFindingChange,
  Page,
  PastVerdict,
} from '@topiary/engine';
import { READ_DEADLINE_MS } from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';
import type { ClientSourceMemoryOptions } from './client-source-memory.ts';

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export interface ClientFindingChangesOptions extends Pick<ClientSourceMemoryOptions, 'reader' | 'parse'> {
  /** Into what is written behind. */
  readonly write: (change: NewFindingChange) => void;
  /** Who reads sees what was written before. */
  readonly flush: () => Promise<void>;
}

export class ClientFindingChanges implements FindingChanges {
  readonly #options: ClientFindingChangesOptions;

  constructor(options: ClientFindingChangesOptions) {
    this.#options = options;
  }

  write(changes: readonly NewFindingChange[]): void {
    for (const change of changes) this.#options.write(change);
  }

  async list(query: FindingChangeQuery): Promise<Page<FindingChangeRecord>> {
    const { reader, parse, flush } = this.#options;
    assertPage(query);
    await flush();
    const { rows, total } = await reader.call('listFindingChanges', query, READ);
    return { items: rows.map((row) => parse.findingChange(row)), total, page: query.page, pageSize: query.pageSize };
  }

  async open(): Promise<readonly FindingChangeRecord[]> {
    await this.#options.flush();
    const rows = await this.#options.reader.call('openFindings', null, READ);
    return rows.map((row) => this.#options.parse.findingChange(row));
  }

  async verdicts(): Promise<readonly PastVerdict[]> {
    await this.#options.flush();
    const rows = await this.#options.reader.call('pastVerdicts', null, READ);
    return rows.map((row) => this.#options.parse.pastVerdict(row));
  }
}
