/** How far a match goes before it gives up. */
export interface MatchBounds {
  /** Files that are searched for a marker, the newest first. */
  readonly files: number;
  /** Events that are read of each server, over all files. */
  readonly events: number;
}

export const DEFAULT_MATCH_BOUNDS: MatchBounds = { files: 1_000, events: 50_000_000 };

/** What is left of it, of one server. */
export class ReadBudget {
  readonly #events: number;
  #used = 0;

  constructor({ events }: MatchBounds) {
    this.#events = events;
  }

  get used(): number {
    return this.#used;
  }

  /** False: that was too much. */
  spend(events: number): boolean {
    this.#used += events;
    return this.#used <= this.#events;
  }
}
