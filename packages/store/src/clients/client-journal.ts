/** The journal through the store's two clients. Appends wait for the disk, and for nothing else; never longer than their deadline. */
import type { JournalEntry, PlanId } from '@topiary/domain';
import type { Clock, Journal, Logger, Page, PlanQuery, PlanRecord } from '@topiary/engine';
import { READ_DEADLINE_MS, SLOW_WRITE_MS, STUCK_JOURNAL_DEADLINE_MS } from '../bounds.ts';
import { assertPage } from '../queries/page-query.ts';
import { journalWriteOf } from '../stored/journal-write.ts';
import type { RowParser } from '../stored/rows.ts';
import { STORAGE_TROUBLES, StoreError } from '../store-error.ts';
import type { StoreErrorCode } from '../store-error.ts';
import type { DataReads, DataWrites, StoreClient } from './store-client.ts';

export interface ClientJournalOptions {
  readonly writer: StoreClient<DataWrites>;
  readonly reader: StoreClient<DataReads>;
  readonly parse: RowParser;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly deadlineMs: number;
  /** The term under which this process acts or last acted; `null`: it never did. */
  readonly ownTerm: () => number | null;
  readonly onWritten: () => void;
}

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export class ClientJournal implements Journal {
  readonly #options: ClientJournalOptions;
  #problem: StoreErrorCode | null = null;
  #lastAppendMs: number | null = null;

  constructor(options: ClientJournalOptions) {
    this.#options = options;
  }

  /** Why the last durable write failed; `null` when it succeeded or there was none. */
  get problem(): StoreErrorCode | null {
    return this.#problem;
  }

  get lastAppendMs(): number | null {
    return this.#lastAppendMs;
  }

  async append(plan: PlanId, entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { writer, clock, ownTerm, onWritten } = this.#options;
    const write = journalWriteOf(plan, entries);
    const startedAt = clock.monotonicMs();
    try {
      await writer.call(
        'append',
        { write, ownTerm: ownTerm() },
        { deadlineMs: this.#deadlineMs(), dropWhenLate: 'no' },
      );
    } catch (error) {
      this.#onFailure(plan, error);
      throw error;
    }
    this.#onSuccess(clock.monotonicMs() - startedAt);
    onWritten();
  }

  async read(plan: PlanId): Promise<readonly JournalEntry[]> {
    const { reader, parse } = this.#options;
    const rows = await reader.call('readJournal', plan, READ);
    return rows.map((row) => parse.journalEntry(row));
  }

  async unfinished(): Promise<readonly PlanRecord[]> {
    const { reader, parse } = this.#options;
    const rows = await reader.call('unfinished', null, READ);
    return rows.map((row) => parse.planRecord(row));
  }

  async list(query: PlanQuery): Promise<Page<PlanRecord>> {
    assertPage(query);
    const { reader, parse } = this.#options;
    const { rows, total } = await reader.call('listPlans', query, READ);
    return { items: rows.map((row) => parse.planRecord(row)), total, page: query.page, pageSize: query.pageSize };
  }

  /** A recovery of many stages on a disk that hangs loses one deadline, not one for every stage. */
  #deadlineMs(): number {
    const { deadlineMs } = this.#options;
    return this.#problem === 'store-timeout' ? Math.min(STUCK_JOURNAL_DEADLINE_MS, deadlineMs) : deadlineMs;
  }

  #onSuccess(tookMs: number): void {
    this.#problem = null;
    this.#lastAppendMs = tookMs;
    if (tookMs > SLOW_WRITE_MS) this.#options.logger.warn('store-slow', { tookMs });
  }

  #onFailure(plan: PlanId, error: unknown): void {
    const code = error instanceof StoreError ? error.code : 'store-failed';
    if (STORAGE_TROUBLES.has(code)) this.#problem = code;
    this.#options.logger.error('store-journal-failed', { code, plan });
  }
}
