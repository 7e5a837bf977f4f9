import type { Instant } from './time.ts';

const MS_PER_DAY = 86_400_000;

/** In UTC. */
export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The Gregorian calendar from milliseconds since 1970. It is computed, since nothing here may ask a clock. */
export function calendarOf(ms: number): Calendar {
  const days = Math.floor(ms / MS_PER_DAY);
  const seconds = Math.floor((ms - days * MS_PER_DAY) / 1000);
  return {
    ...dateOf(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
}

/** In UTC, as `2026-03-14 09:26:53 UTC`: the same for every reader. */
export function timeText(instant: Instant): string {
  const { year, month, day, hour, minute, second } = calendarOf(instant);
  return `${year}-${two(month)}-${two(day)} ${[hour, minute, second].map(two).join(':')} UTC`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Of days since 1970-01-01, by eras of 400 years that begin on a first of March (Hinnant, "chrono-compatible date algorithms"). */
function dateOf(daysSinceEpoch: number): Pick<Calendar, 'year' | 'month' | 'day'> {
  const shifted = daysSinceEpoch + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
