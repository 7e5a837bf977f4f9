/** The named bounds of a fleet of fakes. */

export const MAX_FAKES = 10_000;

/** Up to here a server that is down refuses connections, as real ones do; above, one listener serves all and resets them. */
export const MAX_OWN_LISTENERS = 1_000;

/** Files and pipes beside connections and listeners: the store, the page, the log, libraries. */
const OTHER_FILES = 256;

/** How long the servers have been up when the fleet is first seen. Milliseconds. */
export const FLEET_AGE_MS = 60_000;

/** The model keeps writes for its checkers, of which there are none here. */
export const MAX_ACKNOWLEDGED = 1_000;

/** All servers together; each entry takes some fifty bytes. */
const LOGGED_TRANSACTIONS = 5_000_000;
const MIN_LOGGED_PER_SERVER = 500;
const MAX_LOGGED_PER_SERVER = 20_000;

/** How many transactions a server's binary log keeps. A replica that was away for longer finds them purged. */
export function loggedTransactionsFor(servers: number): number {
  return Math.min(MAX_LOGGED_PER_SERVER, Math.max(MIN_LOGGED_PER_SERVER, Math.floor(LOGGED_TRANSACTIONS / servers)));
}

/** What the process of the fakes needs; Topiary, which has a connection to each, never needs more. */
export function openFilesFor(servers: number): number {
  return servers + (servers <= MAX_OWN_LISTENERS ? servers : 0) + OTHER_FILES;
}

/** The largest fleet that this many open files allow. */
export function largestFleetFor(openFiles: number): number {
  const shared = openFiles - OTHER_FILES;
  const own = Math.floor(shared / 2);
  return Math.max(0, Math.min(MAX_FAKES, shared > MAX_OWN_LISTENERS ? shared : own));
}

/** Writes into one cluster, and into all of them. */
export const WRITES_PER_SECOND_PER_CLUSTER = 2;
export const WRITES_PER_SECOND = 200;
