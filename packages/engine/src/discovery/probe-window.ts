/**
 * How many regular probes of healthy servers may be under way, within the slots that all probes share. Answers that wait in
 * the sockets are read in one turn of the event loop, and until it ends nothing else is done: a process that falls behind
 * while all slots are taken makes turns of a second, for the same number of probes. So the window is halved at each long turn
 * and grows a little while turns are short, as TCP does. How long turns are shows in how late timers fire; under virtual time
 * they never are, and the window stays as it begins: all slots. Where probes come late all the same, it is not made as narrow:
 * a machine that is busy with something else makes every turn long, and then few at a time are few a second.
 *
 * What somebody or an event asks for, first probes, and servers that fail or are in doubt do not count here. A healthy server
 * that falls silent does, until its deadline; but silence makes short turns, and so the window grows around it.
 */
import type { Clock } from '../ports/clock.ts';

/** Enough to keep a process busy: 40 at a time make as many probes as 300 (`docs/benchmarks.md`). */
export const MIN_WINDOW = 40;
/** As many as servers that take 60 ms to answer need for 2,000 probes a second. */
export const MIN_WINDOW_WHEN_LATE = 120;
/** Waiting longer than this for a turn is late. */
const LATE_MS = 500;
/** In milliseconds that a timer is late: a page that needs four turns (`decisions/0031`) waits a fifth of a second for them. */
const LONG_TURN_MS = 50;
const SHORT_TURN_MS = 25;
/** From the smallest window to 300 in under three seconds. */
const GROWTH = 10;
const MIN_BETWEEN_CHANGES_MS = 100;
/** While the window is not at its widest: nobody else may have a timer then, as all regular probes may wait here. */
const MEASURE_EVERY_MS = 50;

export interface ProbeWindowOptions {
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  /** All slots. */
  readonly max: number;
}

/** Who gave up leaves the queue when its turn comes. */
interface Waiter {
  readonly task: () => Promise<void>;
  /** Monotonic. */
  readonly sinceMs: number;
  isWanted: boolean;
}

export class ProbeWindow {
  private readonly clock: ProbeWindowOptions['clock'];
  private readonly max: number;
  /** In order of arrival; of each server at most one that is wanted. */
  private readonly waiting: Waiter[] = [];
  private width: number;
  private running = 0;
  /** Of timers that were due since the last change. */
  private longestTurnMs = 0;
  /** Since the last change. */
  private ended = 0;
  private changedMs: number;
  private cancelMeasure: (() => void) | null = null;

  constructor({ clock, max }: ProbeWindowOptions) {
    this.clock = clock;
    this.max = max;
    this.width = max;
    this.changedMs = clock.monotonicMs();
  }

  get size(): number {
    return this.width;
  }

  get waitingCount(): number {
    return this.waiting.filter(({ isWanted }) => isWanted).length;
  }

  /** Begins the task now or when there is room; it must not reject. The returned function gives up its turn. */
  enter(task: () => Promise<void>): () => void {
    const waiter: Waiter = { task, sinceMs: this.clock.monotonicMs(), isWanted: true };
    this.waiting.push(waiter);
    this.admit();
    return () => {
      waiter.isWanted = false;
    };
  }

  /** Tells that a timer that was due then (monotonic) fires now. */
  fired(dueMs: number): void {
    const now = this.clock.monotonicMs();
    // It was late for the turn that the window has been narrowed for already.
    if (dueMs < this.changedMs) return;
    this.longestTurnMs = Math.max(this.longestTurnMs, now - dueMs);
    if (now - this.changedMs < MIN_BETWEEN_CHANGES_MS) return;
    this.width = this.nextWidth(now);
    this.longestTurnMs = 0;
    this.ended = 0;
    this.changedMs = now;
    this.measure();
    this.admit();
  }

  stop(): void {
    this.cancelMeasure?.();
    this.waiting.length = 0;
  }

  private nextWidth(now: number): number {
    const wider = Math.min(this.max, this.width + GROWTH);
    if (this.longestTurnMs < SHORT_TURN_MS) return wider;
    const [oldest] = this.waiting;
    const isLate = oldest !== undefined && now - oldest.sinceMs > LATE_MS;
    const least = Math.min(this.max, isLate ? MIN_WINDOW_WHEN_LATE : MIN_WINDOW);
    if (this.width < least) return Math.min(least, wider);
    // Else other work made it long, and fewer at a time would not make it shorter.
    const isByAnswers = this.longestTurnMs > LONG_TURN_MS && this.ended * 2 >= this.width;
    return isByAnswers ? Math.max(least, this.width >> 1) : this.width;
  }

  private measure(): void {
    if (this.cancelMeasure !== null || this.width === this.max) return;
    const dueMs = this.clock.monotonicMs() + MEASURE_EVERY_MS;
    this.cancelMeasure = this.clock.schedule(MEASURE_EVERY_MS, () => {
      this.cancelMeasure = null;
      this.fired(dueMs);
      this.measure();
    });
  }

  private admit(): void {
    while (this.running < this.width) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      if (next.isWanted) void this.run(next);
    }
  }

  private async run({ task }: Waiter): Promise<void> {
    this.running += 1;
    try {
      await task();
    } finally {
      this.running -= 1;
      this.ended += 1;
      this.admit();
    }
  }
}
