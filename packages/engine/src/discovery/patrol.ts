/**
 * Looks now and then at addresses that nobody watches, but whose answer would be news: other names of known servers,
 * seeds that were forgotten. One after the other, so that it never holds more than one probe slot.
 */
import type { InstanceId, Observation } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { ObserveResult } from '../ports/servers.ts';

/** From the end of one round to the next. */
export const PATROL_PAUSE_MS = 60_000;
/** Where there are more, the next round goes on behind them. */
export const MAX_LOOKS_PER_ROUND = 100;

export interface PatrolOptions {
  readonly clock: Clock;
  readonly targets: () => readonly InstanceId[];
  /** `null` after the stop. */
  readonly look: (id: InstanceId) => Promise<ObserveResult | null>;
  readonly onAnswer: (id: InstanceId, observation: Observation) => Promise<void>;
}

export class Patrol {
  private readonly options: PatrolOptions;
  private cancel: () => void = () => undefined;
  private stopped = false;
  private last: InstanceId | null = null;

  constructor(options: PatrolOptions) {
    this.options = options;
  }

  start(): void {
    this.cancel = this.options.clock.schedule(PATROL_PAUSE_MS, () => void this.round());
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async round(): Promise<void> {
    for (const id of this.nextTargets()) {
      this.last = id;
      const result = await this.options.look(id);
      if (this.stopped || result === null) return;
      if (result.kind === 'observed') await this.options.onAnswer(id, result.observation);
    }
    if (!this.stopped) this.start();
  }

  private nextTargets(): readonly InstanceId[] {
    const all = this.options.targets();
    const behind = this.last === null ? 0 : all.indexOf(this.last) + 1;
    return [...all.slice(behind), ...all.slice(0, behind)].slice(0, MAX_LOOKS_PER_ROUND);
  }
}
