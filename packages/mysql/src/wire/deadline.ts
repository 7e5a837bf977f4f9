/** Waiting with an end. The timer is always cleared, so nothing keeps the process alive or fires late. */

export const LATE: unique symbol = Symbol('late');
export type Late = typeof LATE;

/** The promise's value, or `LATE` when `ms` pass first; the promise itself goes on and its later outcome is dropped. */
export async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | Late> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Late>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), LATE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
