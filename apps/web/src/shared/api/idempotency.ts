/** The part of `crypto` that is used. `randomUUID` exists only in secure contexts; a plain http page on a host name is none. */
export interface RandomSource {
  readonly randomUUID?: () => string;
  getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array;
}

const KEY_BYTES = 16;

/** One key per thing that a person asked for; a repeated request bears the same key and is done once. */
export function newIdempotencyKey(random: RandomSource): string {
  if (random.randomUUID !== undefined) return random.randomUUID();
  const bytes = random.getRandomValues(new Uint8Array(KEY_BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
