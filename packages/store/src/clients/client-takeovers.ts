/** Scheduled takeovers, through the store's two clients: read by one, written by the other. */
import type { ScheduledTakeover, Takeovers } from '@topiary/engine';
import { READ_DEADLINE_MS, REGISTER_DEADLINE_MS } from '../bounds.ts';
import { takeoverRow } from '../stored/takeover.ts';
import type { ClientSourceMemoryOptions } from './client-source-memory.ts';

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;
/** A person waits for it. */
const WRITE = { deadlineMs: REGISTER_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export class ClientTakeovers implements Takeovers {
  readonly #options: ClientSourceMemoryOptions;

  constructor(options: ClientSourceMemoryOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly ScheduledTakeover[]> {
    const rows = await this.#options.reader.call('loadTakeovers', null, READ);
    return rows.map((row) => this.#options.parse.takeover(row));
  }

  async save(takeover: ScheduledTakeover): Promise<void> {
    await this.#options.writer.call('saveTakeover', takeoverRow(takeover), WRITE);
    this.#options.onWritten();
  }

  async forget(id: string): Promise<void> {
    await this.#options.writer.call('forgetTakeover', id, WRITE);
    this.#options.onWritten();
  }
}
