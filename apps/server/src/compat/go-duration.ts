const MS_PER_SECOND = 1_000;
const US_PER_MS = 1_000;
/** Nanoseconds are nothing that is measured here. */
const DIGITS = 3;

/** As Go prints a duration below a minute: `763.9µs`, `12.5ms`, `1.25s`. */
export function goDuration(milliseconds: number): string {
  const text = (value: number): string => String(Number(value.toFixed(DIGITS)));
  if (milliseconds >= MS_PER_SECOND) return `${text(milliseconds / MS_PER_SECOND)}s`;
  if (milliseconds >= 1) return `${text(milliseconds)}ms`;
  return milliseconds <= 0 ? '0s' : `${text(milliseconds * US_PER_MS)}µs`;
}
