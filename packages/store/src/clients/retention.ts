/**
 * Removes what is older than the retention or more than may be kept, batch by batch, with the journal always able to come
 * in between; then gives the room back to the file system in the same way. (MySQL needs no second half: InnoDB fills
 * freed pages again.)
 */
import { asInstant } from '@topiary/domain';
import type { Instant } from '@topiary/domain';
import type { Clock, Logger } from '@topiary/engine';
import {
  EMPTY_CLUSTER_DAYS,
  FINDING_CHANGE_DAYS,
  FIRST_PURGE_AFTER_MS,
  MAX_FINDING_CHANGES,
  MAX_PICTURES,
  MAX_HISTORY_PURGE_BATCHES,
  MAX_PURGE_BATCHES,
  MAX_SHRINK_BATCHES,
  PURGE_INTERVAL_MS,
} from '../bounds.ts';
import { StoreError } from '../store-error.ts';
import type { HistoryPurge, HistoryPurged } from '../queries/cluster-revisions.ts';
import type { PurgeInput } from '../worker/operations.ts';

export interface RetentionOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly auditDays: number;
  readonly journalDays: number;
  readonly maxAuditRows: number;
  readonly historyDays: number;
  readonly maxRevisions: number;
  readonly purge: (input: PurgeInput) => Promise<{ readonly more: boolean; readonly deleted: number }>;
  readonly purgeHistory: (input: HistoryPurge) => Promise<HistoryPurged>;
  readonly shrink: () => Promise<{ readonly more: boolean }>;
}

const DAY_MS = 86_400_000;

export class Retention {
  readonly #options: RetentionOptions;
  #cancelTimer: (() => void) | null = null;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule(FIRST_PURGE_AFTER_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  /** Rejects when the store cannot be written. */
  async purge(): Promise<number> {
    const { clock, auditDays, journalDays, maxAuditRows, purge } = this.#options;
    const now = clock.now();
    const input = {
      auditBefore: daysBefore(now, auditDays),
      maxAuditRows,
      journalBefore: daysBefore(now, journalDays),
      clustersBefore: daysBefore(now, EMPTY_CLUSTER_DAYS),
      findings: { before: daysBefore(now, FINDING_CHANGE_DAYS), maxRows: MAX_FINDING_CHANGES },
      pictures: { before: daysBefore(now, auditDays), maxRows: MAX_PICTURES },
    };
    let deleted = 0;
    for (let batch = 0; batch < MAX_PURGE_BATCHES && !this.#stopped; batch += 1) {
      const done = await purge(input);
      deleted += done.deleted;
      if (!done.more) break;
    }
    deleted += await this.#purgeHistory(now);
    if (deleted > 0) await this.#shrink();
    return deleted;
  }

  async #purgeHistory(now: Instant): Promise<number> {
    const { historyDays, maxRevisions, purgeHistory } = this.#options;
    const kept = { before: daysBefore(now, historyDays), maxRows: maxRevisions };
    let deleted = 0;
    let after: string | null = '';
    for (let batch = 0; batch < MAX_HISTORY_PURGE_BATCHES && after !== null && !this.#stopped; batch += 1) {
      const done: HistoryPurged = await purgeHistory({ ...kept, after });
      deleted += done.deleted;
      after = done.next;
    }
    return deleted;
  }

  async #shrink(): Promise<void> {
    for (let batch = 0; batch < MAX_SHRINK_BATCHES && !this.#stopped; batch += 1)
      if (!(await this.#options.shrink()).more) return;
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#cancelTimer = this.#options.clock.schedule(ms, () => {
      this.purge()
        .then((deleted) => this.#options.logger.info('store-purged', { deleted }))
        .catch((error: unknown) => this.#onFailure(error))
        .finally(() => this.#schedule(PURGE_INTERVAL_MS))
        .catch(() => undefined);
    });
  }

  #onFailure(error: unknown): void {
    this.#options.logger.error('store-purge-failed', {
      code: error instanceof StoreError ? error.code : 'store-failed',
    });
  }
}

function daysBefore(now: Instant, days: number): Instant {
  return asInstant(now - days * DAY_MS);
}
