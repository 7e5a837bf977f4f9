/** Durations as people write them: a whole number and a unit, `90s`, `30m`, `2h`, `1d`, `2w`. */
import { DEFAULT_DURATION_MS, MAX_DURATION_MS, MIN_DURATION_MS } from './limits.ts';

export type Milliseconds = number;

export const DURATION_PROBLEMS = ['not-a-duration', 'too-short', 'too-long'] as const;
export type DurationProblem = (typeof DURATION_PROBLEMS)[number];

export type ParsedDuration =
  | { readonly ok: true; readonly ms: Milliseconds }
  | { readonly ok: false; readonly problem: DurationProblem };

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** Nothing and zero mean ten minutes, as orchestrator has it; anything else is within `MIN_…` and `MAX_DURATION_MS`. */
export function parseDuration(text: string): ParsedDuration {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, ms: DEFAULT_DURATION_MS };
  const match = /^(\d{1,12})([smhdw])$/.exec(trimmed);
  const ms = match === null ? (trimmed === '0' ? 0 : null) : Number(match[1]) * UNIT_MS[match[2] as Unit];
  if (ms === null) return { ok: false, problem: 'not-a-duration' };
  if (ms === 0) return { ok: true, ms: DEFAULT_DURATION_MS };
  return checkDuration(ms);
}

export function checkDuration(ms: Milliseconds): ParsedDuration {
  if (ms > MAX_DURATION_MS) return { ok: false, problem: 'too-long' };
  if (!Number.isSafeInteger(ms)) return { ok: false, problem: 'not-a-duration' };
  return ms < MIN_DURATION_MS ? { ok: false, problem: 'too-short' } : { ok: true, ms };
}

const LARGEST_FIRST = ['w', 'd', 'h', 'm', 's'] as const satisfies readonly Unit[];

/** The shortest text that `parseDuration` reads back; parts of a second are rounded up. */
export function formatDuration(ms: Milliseconds): string {
  const whole = Math.ceil(ms / UNIT_MS.s) * UNIT_MS.s;
  const unit =
    LARGEST_FIRST.find((candidate) => whole >= UNIT_MS[candidate] && whole % UNIT_MS[candidate] === 0) ?? 's';
  return `${whole / UNIT_MS[unit]}${unit}`;
}
