/**
 * `AuditLogFile`: every entry of the audit as a line of a file as well, in their order. The file is opened for each batch
 * and closed after it, so that logrotate may move it away at any moment. The record is the audit in the store.
 */
import { appendFile } from 'node:fs/promises';
import type { AuditLog, Clock, Logger, NewAuditEntry, Store } from '@topiary/engine';
import { instead } from '../metrics/instead.ts';
import { Outbox } from '../runtime/outbox.ts';
import { auditLine } from './audit-line.ts';

export const MAX_WAITING_LINES = 10_000;
const MAX_BATCH_LINES = 500;
/** After it a write is said to hang; it is not cut, as the line may be half written. */
export const WRITE_DEADLINE_MS = 10_000;
/** For what still waits when Topiary ends. */
export const CLOSE_DEADLINE_MS = 2_000;

export interface AuditFileFailure {
  readonly file: string;
  readonly detail: string;
  readonly waiting: number;
  /** Dropped since the file could be written last. */
  readonly lost: number;
}

export interface AuditFileOptions {
  /** As it is now: a reload may name another; `null`: none is written. */
  readonly file: () => string | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Instead of the file system. */
  readonly append?: (file: string, text: string) => Promise<void>;
}

/** As orchestrator makes it: for its user, and its group to read. */
const append = (file: string, text: string): Promise<void> => appendFile(file, text, { mode: 0o640 });

export class AuditFile {
  readonly #options: Required<AuditFileOptions>;
  readonly #lines: Outbox<string>;
  /** The file that was tried last. */
  #file = '';

  constructor(options: AuditFileOptions) {
    const { clock, logger, file } = options;
    this.#options = { append, ...options };
    this.#lines = new Outbox({
      deliver: (batch) => this.#write(batch.join('')),
      maxWaiting: MAX_WAITING_LINES,
      maxBatch: MAX_BATCH_LINES,
      hangsAfterMs: WRITE_DEADLINE_MS,
      isWanted: () => file() !== null,
      onFailing: (detail) => logger.error('audit-file.failing', { file: this.#file, detail }),
      onDelivered: (lost) => logger.info('audit-file.written-again', { file: this.#file, lost }),
      clock,
    });
  }

  get failure(): AuditFileFailure | null {
    const { failure } = this.#lines;
    return failure === null ? null : { file: this.#file, ...failure };
  }

  /** The same store; what its audit is given is written to the file as well. */
  ofStore(store: Store): Store {
    const write: AuditLog['write'] = (entry) => {
      store.audit.write(entry);
      this.add(entry);
    };
    return instead(store, { audit: instead(store.audit, { write }) });
  }

  add(entry: NewAuditEntry): void {
    if (this.#options.file() !== null) this.#lines.add(auditLine(entry));
  }

  /** Tries once more to write what waits. */
  async close(): Promise<void> {
    const lines = await this.#lines.close(CLOSE_DEADLINE_MS);
    if (lines > 0) this.#options.logger.error('audit-file.lost', { lines });
  }

  async #write(text: string): Promise<void> {
    const file = this.#options.file();
    if (file === null) return;
    this.#file = file;
    await this.#options.append(file, text);
  }
}
