/** What rows are made of: one server at one moment, looked at by one session. */
import { familyOf } from '@topiary/domain';
import type { Fleet } from '../../fleet.ts';
import type { SettingValue } from '../../model/server-spec.ts';
import type { ServerState } from '../../model/server-state.ts';
import type { Session } from '../../model/session.ts';
import type { Generation } from '../generation.ts';

/** What answering needs of a fleet. */
export type FleetView = Pick<Fleet, 'ids' | 'nowMs' | 'server' | 'variable' | 'variableNames' | 'rowsOf' | 'perform'>;

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

const DAY_SECONDS = 86_400;

interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The Gregorian calendar from milliseconds since 1970: this package has no clock and no dates. */
function calendarOf(ms: number): Calendar {
  const seconds = Math.floor(ms / 1_000);
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600),
    minute: Math.floor((rest % 3_600) / 60),
    second: rest % 60,
  };
}
