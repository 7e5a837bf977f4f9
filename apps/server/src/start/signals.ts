/** Reads the configuration again on SIGHUP. Ends the process in order when it is told to, and at once when it is told a second time or when something broke. */
import type { Logger } from '@topiary/engine';

export interface StopOnSignalOptions {
  readonly stop: () => Promise<void>;
  /** SIGHUP asks for it. */
  readonly reload: () => void;
  readonly logger: Logger;
  /** After this, what hangs is left behind. */
  readonly deadlineMs: number;
  readonly exit: (code: number) => void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const EXIT_FORCED = 1;

/** Resolves when everything has ended after a signal. */
export function stopOnSignal({ stop, reload, logger, deadlineMs, exit }: StopOnSignalOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) {
      logger.warn('server.stop-forced', { signal });
      exit(EXIT_FORCED);
      return;
    }
    isStopping = true;
    logger.info('server.stopping', { signal });
    const late = setTimeout(() => {
      logger.error('server.stop-late', { deadlineMs });
      exit(EXIT_FORCED);
    }, deadlineMs);
    stop()
      .then(() => logger.info('server.stopped'))
      .finally(() => clearTimeout(late))
      .then(resolve, reject);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('SIGHUP', () => {
    if (!isStopping) reload();
  });
  process.on('uncaughtException', (error) => {
    // What it left half done is in the journal, and the next start goes on from there.
    logger.error('server.crashed', { error });
    exit(EXIT_FORCED);
  });
  return promise;
}
