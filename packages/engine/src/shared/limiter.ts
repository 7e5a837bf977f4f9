/** Lets at most `limit` tasks run at the same time; the others wait in order. Callers bound how many they hand in. */
export class Limiter {
  private readonly limit: number;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get inFlight(): number {
    return this.running;
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.running < this.limit) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await task();
    } finally {
      this.passOn();
    }
  }

  /** The place goes straight to whoever waits: were it free for a moment, a newcomer could take it too. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
