/** The named bounds of this package. Durations are milliseconds. */

/** From connect to login, as `connect_timeout` by default. */
export const LOGIN_TIMEOUT_MS = 10_000;

/** The longest packet that a client may send: topology statements are short, and ten thousand clients share one memory. */
export const MAX_CLIENT_PACKET_BYTES = 4 * 1024 * 1024;

/** What a client may send ahead while a statement runs, before its socket is left unread. */
export const MAX_AHEAD_BYTES = 64 * 1024;

/** Connections that a frozen server's kernel would take; more are reset. */
export const MAX_UNGREETED = 512;

/** The kernel's queue of a listener, for fleets whose clients all connect at once. */
export const LISTEN_BACKLOG = 4_096;

/** From this many addresses on, one listener per port serves them all instead of one per address. */
export const MAX_OWN_LISTENERS = 1_000;

/** A fleet is brought to the present at most this often when only time passes; statements bring it there at once. */
export const MIN_TICK_MS = 2;

/** And at least this often. */
export const MAX_TICK_MS = 100;
