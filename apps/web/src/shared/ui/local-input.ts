/** `<input type="datetime-local">` speaks local time without a zone; the API speaks milliseconds. */
export function toLocalInput(instant: number | null): string {
  if (instant === null || Number.isNaN(instant)) return '';
  const date = new Date(instant);
  return new Date(instant - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocalInput(text: string): string {
  const instant = new Date(text).getTime();
  return Number.isNaN(instant) ? '' : String(instant);
}
