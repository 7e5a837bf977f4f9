/** What goes to the syslog daemon (`EnableSyslog`, `AuditToSyslog`), in its order. Nobody waits for it. */
import type { Clock, Logger } from '@topiary/engine';
import { Outbox } from '../runtime/outbox.ts';
import { LoggerProcess } from './logger-process.ts';
import type { LoggerProcessOptions } from './logger-process.ts';

export const MAX_WAITING_MESSAGES = 10_000;
const MAX_BATCH_MESSAGES = 200;
const MAX_MESSAGE_CHARACTERS = 4_000;
/** `logger` that takes nothing for so long hangs. */
const SEND_DEADLINE_MS = 10_000;
export const CLOSE_DEADLINE_MS = 2_000;

/** As in RFC 5424. */
const SEVERITIES = { error: 3, warn: 4, info: 6, debug: 7 } as const;
export type Severity = keyof typeof SEVERITIES;
const DAEMON = 3;
const FACILITY_STEP = 8;

export interface SyslogOptions extends LoggerProcessOptions {
  readonly clock: Clock;
  /** Where it is said that this does not work; none that writes here itself. */
  readonly logger: Logger;
}

export class Syslog {
  readonly #process: LoggerProcess;
  readonly #messages: Outbox<string>;
  readonly #logger: Logger;

  constructor(options: SyslogOptions) {
    const { clock, logger } = options;
    this.#logger = logger;
    this.#process = new LoggerProcess(options);
    this.#messages = new Outbox({
      deliver: (batch) => this.#process.send(batch.join('')),
      maxWaiting: MAX_WAITING_MESSAGES,
      maxBatch: MAX_BATCH_MESSAGES,
      hangsAfterMs: SEND_DEADLINE_MS,
      onFailing: (problem) => logger.error('syslog.failing', { problem }),
      onDelivered: (lost) => logger.info('syslog.written-again', { lost }),
      clock,
    });
  }

  /** One line, whatever is in it. */
  add(severity: Severity, text: string): void {
    const line = text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, MAX_MESSAGE_CHARACTERS);
    this.#messages.add(`<${DAEMON * FACILITY_STEP + SEVERITIES[severity]}>${line}\n`);
  }

  /** Tries once more to write what waits. */
  async close(): Promise<void> {
    const messages = await this.#messages.close(CLOSE_DEADLINE_MS);
    if (messages > 0) this.#logger.error('syslog.lost', { messages });
    await this.#process.end(CLOSE_DEADLINE_MS);
  }
}
