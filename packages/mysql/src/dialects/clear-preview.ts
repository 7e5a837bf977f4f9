/** What a preview shows of making way for a master to be closed: which sessions there are is seen when it is run. */
import type { ClearSessionsStep } from '@topiary/domain';
import type { Dialect } from './dialect.ts';
import { OPEN_TRANSACTIONS } from './held-locks.ts';

export function clearPreview(
  { action }: ClearSessionsStep,
  { processList }: Pick<Dialect, 'processList'>,
): readonly string[] {
  return [
    `SELECT ID, USER, COMMAND, TIME, INFO FROM ${processList}`,
    OPEN_TRANSACTIONS,
    ...(action === 'kill' ? ['KILL CONNECTION …'] : []),
  ];
}
