/** What sources named, through the store's two clients: read by one, written by the other. */
import type { RememberedSource, SourceMemory } from '@topiary/engine';
import { READ_DEADLINE_MS, SOURCE_MEMORY_DEADLINE_MS } from '../bounds.ts';
import type { RowParser } from '../stored/rows.ts';
import { sourceMemoryRow } from '../stored/source-memory.ts';
import type { DataReads, DataWrites, StoreClient } from './store-client.ts';

export interface ClientSourceMemoryOptions {
  readonly writer: StoreClient<DataWrites>;
  readonly reader: StoreClient<DataReads>;
  readonly parse: RowParser;
  readonly onWritten: () => void;
}

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;
/** The next read of the source writes it anew. */
const WRITE = { deadlineMs: SOURCE_MEMORY_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export class ClientSourceMemory implements SourceMemory {
  readonly #options: ClientSourceMemoryOptions;

  constructor(options: ClientSourceMemoryOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly RememberedSource[]> {
    const rows = await this.#options.reader.call('loadSourceMemory', null, READ);
    return rows.map((row) => this.#options.parse.rememberedSource(row));
  }

  async save(source: RememberedSource): Promise<void> {
    await this.#options.writer.call('saveSourceMemory', sourceMemoryRow(source), WRITE);
    this.#options.onWritten();
  }

  async forget(name: string): Promise<void> {
    await this.#options.writer.call('forgetSourceMemory', name, WRITE);
    this.#options.onWritten();
  }
}
