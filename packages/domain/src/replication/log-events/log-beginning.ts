/** What the first events of a binary log say of what was logged before it. */
import type { LogEvent } from './log-event.ts';

/** In the family's words. */
export type LogBeginning = readonly Pick<LogEvent, 'type' | 'info'>[];

/** Events that hold it at the most: the format, how the file is encrypted, what was logged before. */
export const BEGINNING_EVENTS = 3;

/** MySQL: every transaction that was logged before, also what is purged by now. `null`: the events do not say. */
export function previousGtids(beginning: LogBeginning): string | null {
  return beginning.find(({ type }) => type === 'Previous_gtids')?.info ?? null;
}

/** MariaDB: the last transaction of each domain and server, in no certain order. `null`: the events do not say. */
export function gtidList(beginning: LogBeginning): string | null {
  const event = beginning.find(({ type }) => type === 'Gtid_list');
  return event === undefined ? null : event.info.replaceAll(/[[\]\s]/g, '');
}
