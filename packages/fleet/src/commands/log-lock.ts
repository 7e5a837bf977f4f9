/** Statements that need the binary log's lock: behind a commit that waits for room on the disk they wait too. */
import type { Server } from '../model/server.ts';
import { OK } from '../model/outcome.ts';
import type { Handler } from './context.ts';

export function afterLog(server: Server, run: () => void): (() => void) | void {
  if (!server.logIsStuck) return run();
  server.lockQueue.push(run);
  return () => {
    server.lockQueue = server.lockQueue.filter((queued) => queued !== run);
  };
}

export const lockLogCommand: Handler<'lock-log'> = ({ server }, _, answer) =>
  afterLog(server, () => {
    answer(OK);
  });
