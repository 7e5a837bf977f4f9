import type { MutableSession, Server, SessionLoss } from './server.ts';
import { wakeWaiters } from './waiters.ts';

/** `null`: its client closed it. Its transaction is rolled back, its locks are free, nobody is answered any more. */
export function endSession(server: Server, session: MutableSession, loss: SessionLoss | null): void {
  if (!session.alive) return;
  session.alive = false;
  session.transaction = null;
  session.locks.clear();
  server.sessions.delete(session.id);
  for (const pending of session.pending) pending.abandon();
  session.pending.clear();
  if (loss !== null) session.lost?.(loss);
  wakeWaiters(server);
}
