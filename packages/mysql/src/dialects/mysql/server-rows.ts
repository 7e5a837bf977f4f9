/** Steps that change a server, as statements of MySQL. Source: spec/refactoring §5.4, spec/dialects §6. */
import type { SetWritabilityStep, UpkeepStep } from '@topiary/domain';
import type { ServerStepRows } from '../server-step-rows.ts';

export const MYSQL_SERVER_ROWS: Omit<ServerStepRows, UpkeepStep['kind']> = {
  'set-writability': { statements: setWritability },
  'flush-binary-logs': { statements: () => ['FLUSH BINARY LOGS'] },
};

/**
 * One of the two variables carries the other with it: `super_read_only` on sets `read_only`, `read_only` off clears
 * `super_read_only`. Either waits for locks that sessions hold, so it is given up before the step is.
 */
function setWritability({ to, deadlineMs }: SetWritabilityStep): readonly string[] {
  const waits = `SET SESSION lock_wait_timeout = ${Math.max(1, Math.floor(deadlineMs / 1000) - 1)}`;
  switch (to) {
    case 'writable':
      return [waits, 'SET GLOBAL read_only = 0'];
    case 'read-only':
      return [waits, 'SET GLOBAL read_only = 1', 'SET GLOBAL super_read_only = 0'];
    case 'super-read-only':
      return [waits, 'SET GLOBAL super_read_only = 1'];
  }
}
