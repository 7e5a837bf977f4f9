/**
 * Lets at most `limit` tasks run at the same time. The others wait: what is more urgent goes first, and in order of arrival
 * where it is equally urgent. Callers bound how many they hand in.
 */

/** The most urgent first. */
export const URGENCIES = ['now', 'soon', 'ordinary'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Stands in a second queue too after it was hurried: the first turn counts. */
interface Waiter {
  readonly begin: () => void;
  isBegun: boolean;
}

export interface Turn {
  readonly urgency: Urgency;
  /** Called when the task has to wait, with the function that makes it as urgent as can be. */
  readonly onWaiting?: (hurry: () => void) => void;
}

const ORDINARY: Turn = { urgency: 'ordinary' };

export class Limiter {
  private readonly limit: number;
  private readonly waiting: Readonly<Record<Urgency, Waiter[]>> = { now: [], soon: [], ordinary: [] };
  private running = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get inFlight(): number {
    return this.running;
  }

  get waitingCount(): number {
    const waiters = URGENCIES.flatMap((urgency) => this.waiting[urgency]).filter(({ isBegun }) => !isBegun);
    return new Set(waiters).size;
  }

  async run<Result>(task: () => Promise<Result>, turn: Turn = ORDINARY): Promise<Result> {
    if (this.running < this.limit) this.running += 1;
    else await this.turnOf(turn);
    try {
      return await task();
    } finally {
      this.passOn();
    }
  }

  private turnOf({ urgency, onWaiting }: Turn): Promise<void> {
    return new Promise((begin) => {
      const waiter: Waiter = { begin, isBegun: false };
      this.waiting[urgency].push(waiter);
      let isHurried = urgency === 'now';
      onWaiting?.(() => {
        if (isHurried || waiter.isBegun) return;
        isHurried = true;
        this.waiting.now.push(waiter);
      });
    });
  }

  /** The place goes straight to whoever waits: were it free for a moment, a newcomer could take it too. */
  private passOn(): void {
    for (const urgency of URGENCIES) {
      for (let next = this.waiting[urgency].shift(); next !== undefined; next = this.waiting[urgency].shift()) {
        if (next.isBegun) continue;
        next.isBegun = true;
        return next.begin();
      }
    }
    this.running -= 1;
  }
}
