const ENDING_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Marks the listeners that this file adds, so that those of one sandbox do not take those of another for the host's. */
const OURS = Symbol('sandbox');

/** What is to end with this process. */
export interface TakenDown {
  /** In order, with what it takes: files are removed too. */
  stop(): Promise<void>;
  /** At once; called when nothing can be awaited any more. */
  killNow(): void;
}

/**
 * Ties servers to this process; returns what unties them. On Ctrl-C, a termination or a hang-up they are taken down;
 * then the process ends as the signal asks, unless the host program listens to the signal too (with `process.on`; a
 * `once` listener is gone when this one looks) and ends in its own order. Whatever else ends the process normally, the
 * servers are killed with it. `kill -9` leaves them to the next sweep.
 */
export function takeDownWithProcess(what: TakenDown): () => void {
  const killNow = (): void => what.killNow();
  const onSignal = (signal: NodeJS.Signals): void => {
    const hostListens = process.listeners(signal).some((listener) => !(OURS in listener));
    void what
      .stop()
      .catch(killNow)
      .finally(() => {
        untie();
        if (!hostListens && process.listenerCount(signal) === 0) process.kill(process.pid, signal);
      });
  };
  const listener = Object.assign(onSignal, { [OURS]: true });
  const untie = (): void => {
    for (const signal of ENDING_SIGNALS) process.off(signal, listener);
    process.off('exit', killNow);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, listener);
  process.on('exit', killNow);
  return untie;
}
