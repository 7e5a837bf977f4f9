/** Steps that change a server, as statements of MySQL. Source: spec/refactoring §5.4, spec/dialects §6. */
import type { ProfileStep, SetWritabilityStep, UpkeepStep } from '@topiary/domain';
import { CLONE_PLUGIN, cloneStatements } from '../clone-statements.ts';
import type { StepConclusion } from '../dialect.ts';
import { POSITION_RESULT } from '../position-value.ts';
import { textOf } from '../result-set.ts';
import type { ResultSet } from '../result-set.ts';
import type { ServerStepRows } from '../server-step-rows.ts';

export const MYSQL_SERVER_ROWS: Omit<ServerStepRows, (ProfileStep | UpkeepStep)['kind']> = {
  'set-writability': { statements: setWritability, conclude: written },
  'check-clone': { statements: () => [CLONE_PLUGIN] },
  'clone-data': { statements: (step) => cloneStatements(step) },
  'set-offline-mode': { statements: ({ to }) => [`SET GLOBAL offline_mode = ${to ? 1 : 0}`] },
  'flush-binary-logs': { statements: () => ['FLUSH BINARY LOGS'] },
};

/**
 * One of the two variables carries the other with it: `super_read_only` on sets `read_only`, `read_only` off clears
 * `super_read_only`. Either waits for locks that sessions hold, so it is given up before the step is.
 */
function setWritability({ to, deadlineMs, closes }: SetWritabilityStep): readonly string[] {
  const waits = `SET SESSION lock_wait_timeout = ${Math.max(1, Math.floor(deadlineMs / 1000) - 1)}`;
  const reads = closes === true ? ['SELECT @@GLOBAL.gtid_executed'] : [];
  switch (to) {
    case 'writable':
      return [waits, 'SET GLOBAL read_only = 0'];
    case 'read-only':
      return [waits, 'SET GLOBAL read_only = 1', 'SET GLOBAL super_read_only = 0', ...reads];
    case 'super-read-only':
      return [waits, 'SET GLOBAL super_read_only = 1', ...reads];
  }
}

/** MySQL breaks long sets into lines. */
function written({ closes }: SetWritabilityStep, results: readonly ResultSet[]): StepConclusion {
  if (closes !== true) return { kind: 'done', results: {} };
  const position = textOf(results.at(-1)?.rows[0]?.[0]).replaceAll('\n', '');
  return { kind: 'done', results: { [POSITION_RESULT]: position } };
}
