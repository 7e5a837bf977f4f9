/** What rows are made of: one server at one moment, looked at by one session. */
import { calendarOf, familyOf } from '@topiary/domain';
import type { Fleet } from '../../fleet.ts';
import type { SettingValue } from '../../model/server-spec.ts';
import type { ServerState } from '../../model/server-state.ts';
import type { Session } from '../../model/session.ts';
import type { Generation } from '../generation.ts';

/** What answering needs of a fleet. */
export type FleetView = Pick<
  Fleet,
  'ids' | 'nowMs' | 'server' | 'sqlNodesBeside' | 'variable' | 'variableNames' | 'rowsOf' | 'perform'
>;

export interface RowContext {
  readonly fleet: FleetView;
  readonly server: ServerState;
  readonly session: Session;
  readonly generation: Generation;
  /** What sessions are doing, for process lists: the text of the statement that runs, `null` while idle. */
  readonly activity: (session: Session) => Activity;
}

export interface Activity {
  readonly statement: string | null;
  readonly schema: string | null;
  readonly sinceMs: number;
}

/** A variable's global value as text; '' where the server has no such variable. */
export function variableText({ fleet, server }: RowContext, name: string): string {
  return textOfSetting(fleet.variable(server.id, name));
}

export function textOfSetting(value: SettingValue | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** Servers break the lines of a GTID set between its sources. [97] */
export function gtidSetText(text: string): string {
  return text.replaceAll(/,\s*/g, ',\n');
}

export function executedGtids({ server }: RowContext): string {
  return server.gtid.kind === 'mysql' ? server.gtid.executed.toServerText() : '';
}

export const isMariadb = (server: ServerState): boolean => familyOf(server.product) === 'mariadb';

/** `YYMMDD hh:mm:ss`, as the columns of error times have it; UTC. */
export function shortTime(ms: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  return `${two(year % 100)}${two(month)}${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `YYYY-MM-DD hh:mm:ss`, with `digits` of the second's fraction; UTC. */
export function dateTime(ms: number, digits = 0): string {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  const fraction = (Math.floor(ms * 1_000) % 1_000_000).toString().padStart(6, '0').slice(0, digits);
  const whole = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
  return digits === 0 ? whole : `${whole}.${fraction}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
