/** Ending what a connection runs, or the connection, which both families say in the same words. Source: spec/dialects §7. */
import type { KillProcessStep } from '@topiary/domain';
import type { ServerStepRow } from './server-step-rows.ts';

export const killProcess: ServerStepRow<KillProcessStep> = {
  statements: ({ process, what }) => [`KILL ${what === 'query' ? 'QUERY' : 'CONNECTION'} ${process}`],
};
