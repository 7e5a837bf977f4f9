/**
 * `AuditLogFile`: every entry of the audit as a line of a file as well, in their order. The file is opened for each batch
 * and closed after it, so that logrotate may move it away at any moment. Nobody waits for it: what cannot be written is
 * tried again, ever less often, and the oldest of too many lines is dropped. The record is the audit in the store.
 */
import { appendFile } from 'node:fs/promises';
import type { AuditLog, Clock, Logger, NewAuditEntry, Store } from '@topiary/engine';
import { instead } from '../metrics/instead.ts';
import { auditLine } from './audit-line.ts';

export const MAX_WAITING_LINES = 10_000;
export const MAX_BATCH_LINES = 500;
export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;
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
  #waiting: string[] = [];
  /** Lines that are being written. */
  #underWay = 0;
  #lost = 0;
  #writing: Promise<void> | null = null;
  /** `null`: the last write went well. */
  #problem: { readonly file: string; readonly detail: string; readonly retryMs: number } | null = null;
  #cancelRetry: (() => void) | null = null;

  constructor(options: AuditFileOptions) {
    this.#options = { append, ...options };
  }

  get failure(): AuditFileFailure | null {
    if (this.#problem === null) return null;
    const { file, detail } = this.#problem;
    return { file, detail, waiting: this.#waiting.length + this.#underWay, lost: this.#lost };
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
    if (this.#options.file() === null) return;
    this.#waiting.push(auditLine(entry));
    this.#dropOldest();
    if (this.#cancelRetry === null) this.#start();
  }

  /** Tries once more to write what waits. */
  async close(): Promise<void> {
    const { clock, logger } = this.#options;
    this.#cancelRetry?.();
    this.#start();
    const late = Promise.withResolvers<void>();
    const cancel = clock.schedule(CLOSE_DEADLINE_MS, late.resolve);
    await Promise.race([this.#writing ?? Promise.resolve(), late.promise]);
    cancel();
    this.#cancelRetry?.();
    const lines = this.#waiting.length + this.#underWay;
    if (lines > 0) logger.error('audit-file.lost', { lines });
  }

  #start(): void {
    this.#cancelRetry = null;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = null));
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const file = this.#options.file();
      // A reload has put an end to it.
      if (file === null) {
        this.#waiting = [];
        this.#problem = null;
        return;
      }
      const batch = this.#waiting.splice(0, MAX_BATCH_LINES);
      this.#underWay = batch.length;
      const isWritten = await this.#write(file, batch.join(''));
      this.#underWay = 0;
      if (!isWritten) {
        this.#waiting.unshift(...batch);
        this.#dropOldest();
        return;
      }
    }
  }

  async #write(file: string, text: string): Promise<boolean> {
    const { clock, append: appendTo } = this.#options;
    const hangs = `it takes longer than ${WRITE_DEADLINE_MS / 1_000} s`;
    const stopWaiting = clock.schedule(WRITE_DEADLINE_MS, () => this.#fail(file, hangs));
    try {
      await appendTo(file, text);
      this.#recover();
      return true;
    } catch (error) {
      this.#fail(file, error instanceof Error ? error.message : String(error));
      const retryMs = this.#problem?.retryMs ?? FIRST_RETRY_MS;
      this.#cancelRetry = clock.schedule(retryMs, () => this.#start());
      return false;
    } finally {
      stopWaiting();
    }
  }

  /** Logged once, however often it is tried. */
  #fail(file: string, detail: string): void {
    const before = this.#problem;
    const retryMs = before === null ? FIRST_RETRY_MS : Math.min(before.retryMs * 2, LAST_RETRY_MS);
    this.#problem = { file, detail, retryMs };
    if (before === null) this.#options.logger.error('audit-file.failing', { file, detail });
  }

  #recover(): void {
    if (this.#problem !== null)
      this.#options.logger.info('audit-file.written-again', { file: this.#problem.file, lost: this.#lost });
    this.#problem = null;
    this.#lost = 0;
  }

  #dropOldest(): void {
    const tooMany = Math.max(0, this.#waiting.length - MAX_WAITING_LINES);
    this.#waiting.splice(0, tooMany);
    this.#lost += tooMany;
  }
}
