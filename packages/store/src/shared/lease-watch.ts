/**
 * When another process may take over, decided without trusting any two clocks to agree: a watcher sees the holder's beats
 * come, by its own clock, over a database that it can reach; only when none came for the whole time may it begin a term.
 * While the database cannot be reached nobody watches: after an outage of it the holder is the first to be heard again.
 */

export interface LeaseTimes {
  /** Between two renewals. */
  readonly renewMs: number;
  /** No beat for so long, and a process that the holder knows of takes over. */
  readonly takeOverMs: number;
  /** The same for one that the holder does not know of, because it came while the holder could not be reached. */
  readonly unknownTakeOverMs: number;
  /** For one question to the database; a holder that has no answer by then has not renewed. */
  readonly askMs: number;
}

/** What the database says of the lease in one look. */
export interface LeaseView {
  readonly term: number;
  readonly node: string;
  readonly isReleased: boolean;
  readonly beat: number;
  /** The term whose holder knows of the one who looks; 0: none does. */
  readonly knownToTerm: number;
}

export interface Seen {
  readonly term: number;
  readonly beat: number;
  /** When this beat was seen first, and last, by the watcher's clock. */
  readonly sinceMs: number;
  readonly lastMs: number;
}

export interface Look {
  /** `null`: nobody ever held it. */
  readonly view: LeaseView | null;
  readonly nowMs: number;
  readonly times: LeaseTimes;
}

/** `seen`: as of the look before; `null` when the database could not be reached since. */
export function watched({ view, nowMs, times }: Look, seen: Seen | null): Seen | null {
  if (view === null) return null;
  const isSame = seen !== null && seen.term === view.term && seen.beat === view.beat;
  // Who did not look meanwhile (a machine that slept) does not know what it did not see.
  const isWatching = isSame && nowMs - seen.lastMs <= times.takeOverMs * LONGEST_GAP;
  return { term: view.term, beat: view.beat, sinceMs: isWatching ? seen.sinceMs : nowMs, lastMs: nowMs };
}

/** Between two looks, as a share of the time that is watched. */
const LONGEST_GAP = 0.5;

export interface TakeOverQuestion {
  readonly view: LeaseView | null;
  readonly seen: Seen | null;
  readonly node: string;
  readonly nowMs: number;
  readonly times: LeaseTimes;
}

/**
 * May this node begin a term now? Its own former term is over: only one process at a time opens a node's file. `seen` is what
 * `watched` made of the same view.
 */
export function mayTakeOver({ view, seen, node, nowMs, times }: TakeOverQuestion): boolean {
  if (view === null || view.isReleased || view.node === node) return true;
  if (seen === null || seen.term !== view.term || seen.beat !== view.beat) return false;
  const wait = view.knownToTerm === view.term ? times.takeOverMs : times.unknownTakeOverMs;
  return nowMs - seen.sinceMs >= wait;
}

/**
 * How long after it sent a renewal that succeeded a holder may act: less than any watcher waits, by what clocks may differ
 * in their speed and what a step may take that began just before.
 */
export function actsForMs({ takeOverMs, unknownTakeOverMs }: LeaseTimes, isAlone: boolean): number {
  return Math.floor((isAlone ? unknownTakeOverMs : takeOverMs) * ACTING_SHARE);
}

const ACTING_SHARE = 0.7;
