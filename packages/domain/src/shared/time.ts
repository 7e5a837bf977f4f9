import type { Brand } from './brand.ts';

/** Milliseconds since 1970-01-01T00:00:00Z, as the `Clock` port tells it. */
export type Instant = Brand<number, 'Instant'>;

export function asInstant(millisecondsSinceEpoch: number): Instant {
  return millisecondsSinceEpoch as Instant;
}
