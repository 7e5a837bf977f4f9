/**
 * Whether somebody began to read a server's binary log since the last look, by a count that each probe asks anyway. On MySQL
 * other commands are counted too, such as the pings of connection pools and proxies: where the count moves all the time,
 * it says nothing.
 */

/** So many looks in a row must have found the same count before a change of it is believed. */
export const QUIET_LOOKS = 10;

export interface Arrivals {
  /** `null`: the server does not tell. */
  readonly count: number | null;
  /** Looks in a row that found this count, but for the first of them. */
  readonly quietLooks: number;
}

export function arrivalsAfter(before: Arrivals | null, count: number | null): Arrivals {
  return { count, quietLooks: before !== null && before.count === count ? before.quietLooks + 1 : 0 };
}

export function showsArrival(before: Arrivals, { count }: Arrivals): boolean {
  return count !== before.count && before.quietLooks >= QUIET_LOOKS;
}
