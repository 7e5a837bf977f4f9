const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const STEP = 1_024;

/** `1.5 GiB`: three figures, in the units that servers count files by. */
export function bytesText(bytes: number, language: string): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(STEP)), UNITS.length - 1);
  const value = bytes / STEP ** power;
  const digits = { maximumSignificantDigits: value >= 1_000 ? 4 : 3 };
  return `${new Intl.NumberFormat(language, digits).format(value)} ${UNITS[power]}`;
}
