/**
 * Sends reports to Graphite, one connection for each try. Nobody waits for it: what cannot be sent is tried again, ever
 * less often, and the oldest of too many reports is dropped. Each names its own time, so that a gap is filled later.
 */
import { connect } from 'node:net';
import type { Clock, Logger } from '@topiary/engine';
import { codeOf } from '../runtime/error-code.ts';

export const MAX_WAITING_REPORTS = 60;
export const SEND_DEADLINE_MS = 10_000;
export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;

export interface GraphiteOptions {
  readonly host: string;
  readonly port: number;
  readonly intervalMs: number;
  readonly report: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Graphite {
  readonly #options: GraphiteOptions;
  readonly #stopping = new AbortController();
  readonly #waiting: string[] = [];
  #isSending = false;
  #retryMs = FIRST_RETRY_MS;
  /** Dropped since something could be sent last. */
  #lost = 0;
  #isFailing = false;
  #cancelNext: () => void = () => undefined;
  #cancelRetry: (() => void) | null = null;

  constructor(options: GraphiteOptions) {
    this.#options = options;
  }

  /** The first report is of an interval that has passed, as orchestrator's. */
  start(): void {
    const { clock, intervalMs } = this.#options;
    this.#cancelNext = clock.schedule(intervalMs, () => {
      this.start();
      this.#take();
    });
  }

  stop(): void {
    this.#cancelNext();
    this.#cancelRetry?.();
    this.#stopping.abort();
  }

  #take(): void {
    this.#waiting.push(this.#options.report());
    if (this.#waiting.length > MAX_WAITING_REPORTS) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    if (this.#cancelRetry === null) void this.#send();
  }

  async #send(): Promise<void> {
    this.#cancelRetry = null;
    if (this.#isSending) return;
    this.#isSending = true;
    const reports = this.#waiting.splice(0);
    const problem = await this.#write(reports.join(''));
    this.#isSending = false;
    if (problem === null) this.#sent();
    else if (!this.#stopping.signal.aborted) this.#keep(reports, problem);
  }

  #sent(): void {
    const { logger, host, port } = this.#options;
    if (this.#isFailing) logger.info('graphite.sent-again', { host, port, lost: this.#lost });
    this.#isFailing = false;
    this.#lost = 0;
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#waiting.length > 0) void this.#send();
  }

  /** Logged once, however often it is tried. */
  #keep(reports: readonly string[], problem: string): void {
    const { clock, logger, host, port } = this.#options;
    this.#waiting.unshift(...reports);
    this.#lost += this.#waiting.splice(0, Math.max(0, this.#waiting.length - MAX_WAITING_REPORTS)).length;
    if (!this.#isFailing) logger.error('graphite.failing', { host, port, problem });
    this.#isFailing = true;
    this.#cancelRetry = clock.schedule(this.#retryMs, () => void this.#send());
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  /** Why it was not sent; `null`: everything was taken. */
  async #write(text: string): Promise<string | null> {
    const { clock, host, port } = this.#options;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const socket = connect({ host, port });
    const cancel = clock.schedule(SEND_DEADLINE_MS, () => resolve(`not taken within ${SEND_DEADLINE_MS / 1_000} s`));
    const stop = (): void => resolve('stopped');
    this.#stopping.signal.addEventListener('abort', stop, { once: true });
    socket.on('error', (error) => resolve(codeOf(error) ?? error.message));
    socket.on('finish', () => resolve(null));
    socket.end(text);
    const problem = await promise;
    cancel();
    this.#stopping.signal.removeEventListener('abort', stop);
    socket.destroy();
    return problem;
  }
}
