/** The named bounds of this package. Durations are milliseconds. */

/** From the first look-up to an authenticated session (`MySQLConnectTimeoutSeconds`). */
export const DEFAULT_CONNECT_TIMEOUT_MS = 2_000;

/** An acting connection is kept this long after its last use, so that the steps of one plan do not each pay for a connect. */
export const ACTING_IDLE_MS = 60_000;

/** Connects in progress at once, over all servers; others wait their turn, within their deadline. */
export const MAX_CONNECTING = 128;

/**
 * Name look-ups at once. They run on the process's pool of four threads, which file operations use too: a resolver that
 * hangs may not take all of them.
 */
export const MAX_LOOKUPS = 2;

/** TCP keepalive finds peers that vanished without a word; probes find them sooner, so this is only the floor. */
export const KEEPALIVE_MS = 30_000;

/**
 * How long one connect may wait for a greeting across probes. A frozen server's kernel accepts connections without end;
 * waiting on one instead of opening a new one at each probe keeps its queue free and notices at once when it thaws.
 */
export const PENDING_GREETING_MAX_MS = 60_000;

/** What was learned of a server (privileges, variables, plugins) is learned anew after this time, and on every connect. */
export const LEARNED_TTL_MS = 60_000;

/** Connections of one server that may hang in a statement at once; further probes fail without opening more. */
export const MAX_HANGING = 3;

/** A greeting is 60 to 120 bytes; an error instead of one is at most 512 bytes of text. */
export const MAX_GREETING_BYTES = 2_048;

/** Characters of a stranger's first words that a failure quotes. */
export const MAX_QUOTED_GREETING = 40;

/** Characters of a server's error text that are kept. */
export const MAX_ERROR_TEXT = 1_000;

/** A probe waits so long for a configured query on its connection; then it takes a new one. */
export const QUERY_YIELD_MS = 100;

/** Characters of a configured query's answer that are kept. */
export const MAX_ANSWER_LENGTH = 255;

/** A server answers a bounded wait a little after the time it was given; this much more is waited for the answer. */
export const WAIT_ANSWER_MARGIN_MS = 250;

/** A peer that has said nothing for this long, and that never was a MySQL server, is spoken to first. */
export const POKE_AFTER_MS = 700;
