/** Lets real time pass in a fleet: one timer, which wakes when the fleet has something to do next. */
import type { Fleet } from '@topiary/fleet';
import { MAX_TICK_MS, MIN_TICK_MS } from '../limits.ts';

export interface FleetClockParts {
  readonly fleet: Pick<Fleet, 'nowMs' | 'advance' | 'nextEventMs'>;
  readonly monotonicMs: () => number;
  /** After time has passed, at least every `MAX_TICK_MS`. */
  readonly onTick: () => void;
}

export class FleetClock {
  readonly #parts: FleetClockParts;
  /** The fleet's time less the clock's. */
  readonly #offsetMs: number;
  #timer: NodeJS.Timeout | undefined;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(parts: FleetClockParts) {
    this.#parts = parts;
    this.#offsetMs = parts.fleet.nowMs - parts.monotonicMs();
    this.arm();
  }

  /** Brings the fleet to now. */
  catchUp(): void {
    this.#parts.fleet.advance(this.#nowMs());
  }

  /** To be called after something was done to the fleet, which may have to act sooner than it had to before. */
  arm(): void {
    if (this.#stopped) return;
    const nowMs = this.#nowMs();
    const nextMs = this.#parts.fleet.nextEventMs() ?? Number.POSITIVE_INFINITY;
    const wakesAtMs = nowMs + Math.min(Math.max(nextMs - nowMs, MIN_TICK_MS), MAX_TICK_MS);
    if (wakesAtMs >= this.#wakesAtMs) return;
    clearTimeout(this.#timer);
    this.#wakesAtMs = wakesAtMs;
    this.#timer = setTimeout(() => this.#tick(), wakesAtMs - nowMs);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #tick(): void {
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    this.catchUp();
    this.#parts.onTick();
    this.arm();
  }

  #nowMs(): number {
    return this.#offsetMs + this.#parts.monotonicMs();
  }
}
