/** SET read_only takes the global read lock: it waits for commits under way, at most `lock_wait_timeout`. */
import { failed } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { numberSetting } from '../model/settings.ts';
import { addWaiter } from '../model/waiters.ts';
import { after } from '../model/world.ts';
import type { Answer, CommandContext } from './context.ts';

/** Longer than any fleet lives: the largest delay that makes sense to schedule. */
const MAX_WAIT_MS = 31_536_000_000;

export function afterCommits(
  { world, server, session }: CommandContext,
  run: () => void,
  answer: Answer,
): (() => void) | void {
  if (!commitsUnderWay(server)) return run();
  const seconds = Number(session.variables.get('lock_wait_timeout') ?? numberSetting(server, 'lock_wait_timeout'));
  const waiter = addWaiter(server, () => {
    if (commitsUnderWay(server)) return false;
    end();
    run();
    return true;
  });
  const timer = after(world, server, Math.min(seconds * 1000, MAX_WAIT_MS), () => {
    end();
    answer(failed(1205, 'Lock wait timeout exceeded; try restarting transaction'));
  });
  const end = (): void => {
    server.waiters.delete(waiter);
    timer.cancelled = true;
  };
  return end;
}

function commitsUnderWay({ semi, stuck }: Server): boolean {
  return semi.commits.length > 0 || stuck.length > 0;
}
