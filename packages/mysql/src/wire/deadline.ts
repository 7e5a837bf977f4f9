/** Waiting with an end. The timer is always cleared, so nothing keeps the process alive or fires late. */

export const LATE: unique symbol = Symbol('late');
export type Late = typeof LATE;

/** Deadlines are put off to the next multiple: timers of one length share one list, and cost next to nothing. */
const GRID_MS = 8;

/**
 * The promise's value, or `LATE` when `ms` pass first; the promise itself goes on and its later outcome is dropped. When the
 * process was busy past the deadline, what came in meanwhile still counts: timers run before sockets are read, and a
 * server is not late because we are.
 */
export function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | Late> {
  return new Promise((resolve, reject) => {
    let lastCall: NodeJS.Immediate | undefined;
    const timer = setTimeout(
      () => {
        // After the sockets that have something to say.
        lastCall = setImmediate(resolve, LATE);
      },
      Math.ceil(Math.max(0, ms) / GRID_MS) * GRID_MS,
    );
    const stop = (): void => {
      clearTimeout(timer);
      clearImmediate(lastCall);
    };
    promise.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}
