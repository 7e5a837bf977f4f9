/** `?pattern=`: which of several servers an operation is about, by `host:port`. */

/** Everything matches when there is none. `null`: it is not a regular expression. */
export function readPattern(text: unknown): RegExp | null {
  if (typeof text !== 'string' || text.trim() === '') return /(?:)/;
  try {
    return new RegExp(text.trim());
  } catch {
    return null;
  }
}
