/** Deleting binary logs, which both families say in the same words. Source: spec/dialects §7. */
import type { PurgeBinaryLogsStep } from '@topiary/domain';
import { quoteText } from '../sql/quote.ts';
import { textOf } from './result-set.ts';
import type { ServerStepRow } from './server-step-rows.ts';

/**
 * A server keeps, without an error, a file that somebody reads at that moment (and MariaDB 11.4 files that too few replicas
 * have): what is left is asked for, so that it is seen.
 */
export const purgeBinaryLogs: ServerStepRow<PurgeBinaryLogsStep> = {
  statements: ({ to, olderThanSeconds }) => [
    olderThanSeconds === undefined
      ? `PURGE BINARY LOGS TO ${quoteText(to)}`
      : `PURGE BINARY LOGS BEFORE NOW() - INTERVAL ${olderThanSeconds} SECOND`,
    'SHOW BINARY LOGS',
  ],
  conclude: (_step, results) => ({ kind: 'done', results: { oldest: textOf(results.at(-1)?.rows[0]?.[0]) } }),
};
