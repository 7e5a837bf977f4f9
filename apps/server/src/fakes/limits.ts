/** The named bounds of a fleet of fakes. */

export const MAX_FAKES = 10_000;

/** Up to here each server has a listener of its own, where there are files enough. */
const MAX_OWN_LISTENERS = 1_000;

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

/** What the process of the fakes needs at least; Topiary, which has a connection to each, needs no more. */
export function openFilesFor(servers: number): number {
  return servers + OTHER_FILES;
}

/** The largest fleet that this many open files allow. */
export function largestFleetFor(openFiles: number): number {
  return Math.max(0, Math.min(MAX_FAKES, openFiles - OTHER_FILES));
}

/**
 * With listeners of their own, servers that are down refuse connections as real ones do; one listener that serves all can
 * only reset them. `openFiles`: `null` where there is no limit.
 */
export function listeningFor(servers: number, openFiles: number | null): 'own' | 'shared' {
  return servers <= MAX_OWN_LISTENERS && (openFiles === null || openFilesFor(servers) + servers <= openFiles)
    ? 'own'
    : 'shared';
}

/** Writes into one cluster, and into all of them. */
export const WRITES_PER_SECOND_PER_CLUSTER = 2;
export const WRITES_PER_SECOND = 200;
