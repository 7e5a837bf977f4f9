import type { Server, Waiter } from './server.ts';

/** After anything was applied or logged. A waiter that is satisfied takes itself out. */
export function wakeWaiters(server: Server): void {
  if (server.waiters.size === 0) return;
  for (const waiter of Array.from(server.waiters)) if (server.waiters.has(waiter)) waiter.check();
}

export function addWaiter(server: Server, check: () => boolean): Waiter {
  const waiter: Waiter = { check };
  server.waiters.add(waiter);
  return waiter;
}
