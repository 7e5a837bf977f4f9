/** Ends the process in order when it is told to, and at once when it is told a second time. */
import type { Logger } from '@topiary/engine';

export interface StopOnSignalOptions {
  readonly stop: () => Promise<void>;
  readonly logger: Logger;
  /** After this, what hangs is left behind. */
  readonly deadlineMs: number;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const EXIT_FORCED = 1;

/** Resolves when everything has ended after a signal. */
export function stopOnSignal({ stop, logger, deadlineMs }: StopOnSignalOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) {
      logger.warn('server.stop-forced', { signal });
      process.exit(EXIT_FORCED);
    }
    isStopping = true;
    logger.info('server.stopping', { signal });
    const late = setTimeout(() => {
      logger.error('server.stop-late', { deadlineMs });
      process.exit(EXIT_FORCED);
    }, deadlineMs);
    stop()
      .then(() => logger.info('server.stopped'))
      .finally(() => clearTimeout(late))
      .then(resolve, reject);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return promise;
}
