/** Sends reports to Graphite, one connection for each try. Each names its own time, so that a gap is filled later. */
import { connect } from 'node:net';
import type { Clock, Logger } from '@topiary/engine';
import { codeOf } from '../runtime/error-code.ts';
import { Outbox } from '../runtime/outbox.ts';

export const MAX_WAITING_REPORTS = 60;
export const SEND_DEADLINE_MS = 10_000;

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
  readonly #reports: Outbox<string>;
  #cancelNext: () => void = () => undefined;

  constructor(options: GraphiteOptions) {
    const { clock, logger, host, port } = options;
    this.#options = options;
    this.#reports = new Outbox({
      deliver: (reports) => this.#send(reports.join('')),
      maxWaiting: MAX_WAITING_REPORTS,
      maxBatch: MAX_WAITING_REPORTS,
      onFailing: (problem) => logger.error('graphite.failing', { host, port, problem }),
      onDelivered: (lost) => logger.info('graphite.sent-again', { host, port, lost }),
      clock,
    });
  }

  /** The first report is of an interval that has passed, as orchestrator's. */
  start(): void {
    const { clock, intervalMs, report } = this.#options;
    this.#cancelNext = clock.schedule(intervalMs, () => {
      this.start();
      this.#reports.add(report());
    });
  }

  stop(): void {
    this.#cancelNext();
    this.#reports.stop();
    this.#stopping.abort();
  }

  /** Rejects with why not everything was taken. */
  async #send(text: string): Promise<void> {
    const { clock, host, port } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({ host, port });
    const late = `not taken within ${SEND_DEADLINE_MS / 1_000} s`;
    const cancel = clock.schedule(SEND_DEADLINE_MS, () => reject(new Error(late)));
    const stop = (): void => reject(new Error('stopped'));
    this.#stopping.signal.addEventListener('abort', stop, { once: true });
    socket.on('error', (error) => reject(new Error(codeOf(error) ?? error.message, { cause: error })));
    socket.on('finish', () => resolve());
    socket.end(text);
    try {
      await promise;
    } finally {
      cancel();
      this.#stopping.signal.removeEventListener('abort', stop);
      socket.destroy();
    }
  }
}
