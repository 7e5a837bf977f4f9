/** Milliseconds as the decimal seconds that server functions and options take. */
export function secondsText(milliseconds: number): string {
  return String(Math.max(0, milliseconds) / 1_000);
}
