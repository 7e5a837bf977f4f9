/**
 * Knows whether this process acts. Tries to become the one that does, at start and for as long as another one holds the
 * lease; what must be certain (before a stage) asks the store itself instead.
 */
import type { Clock } from './ports/clock.ts';
import type { Logger } from './ports/logger.ts';
import type { Lease, LeaseHolder, LeaseState } from './ports/store.ts';
import { detailOf } from './shared/detail-of.ts';

/** How soon a waiting process takes over from one that died. */
export const LEASE_RETRY_MS = 1_000;
/** How long one that was handed over is left to others before this process takes it again. */
export const HAND_OVER_WAIT_MS = 5_000;
/** How often it is looked meanwhile who has it. */
export const HAND_OVER_LOOK_MS = 100;

export interface LeaseKeeperOptions {
  readonly lease: Lease;
  readonly holder: LeaseHolder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called each time that this process begins to act; it does once this resolves. Tried again when it rejects. */
  readonly onHeld: (term: number) => Promise<void>;
  readonly onChange: () => void;
}

const LOST: LeaseState = { kind: 'lost' };

export class LeaseKeeper {
  private readonly options: LeaseKeeperOptions;
  private known: LeaseState = LOST;
  private isDoubted = false;
  private cancel: () => void = () => undefined;
  private stopped = false;
  private looking: Promise<void> = Promise.resolve();

  constructor(options: LeaseKeeperOptions) {
    this.options = options;
  }

  get state(): LeaseState {
    return this.known;
  }

  async start(): Promise<void> {
    await this.lookNow();
  }

  /** Somebody could not make sure that the lease is held: the next look takes it anew, with everything that belongs to it. */
  doubt(): void {
    this.isDoubted = true;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.release();
  }

  /**
   * Gives the lease to whoever takes it, once whoever calls has seen to it that nothing runs or begins. Resolves with who acts
   * then; `null`: nobody took it, and this process does again.
   */
  async handOver(): Promise<LeaseHolder | null> {
    this.cancel();
    await this.looking;
    this.cancel();
    this.become(LOST);
    await this.release();
    const taker = await this.takerWithin(HAND_OVER_WAIT_MS);
    await this.lookNow();
    return taker;
  }

  private async takerWithin(waitMs: number): Promise<LeaseHolder | null> {
    const { lease, clock } = this.options;
    const untilMs = clock.monotonicMs() + waitMs;
    while (!this.stopped && clock.monotonicMs() < untilMs) {
      // A store that cannot be asked now is asked again.
      const state = await lease.check().catch(() => LOST);
      if (state.kind === 'held-by-other') return state.holder;
      await clock.sleep(HAND_OVER_LOOK_MS);
    }
    return null;
  }

  private async release(): Promise<void> {
    try {
      await this.options.lease.release();
    } catch (error) {
      // The end of the process gives it back, or its end of term; what comes after must not be kept from happening.
      this.options.logger.error('lease-not-released', { detail: detailOf(error) });
    }
  }

  private lookNow(): Promise<void> {
    this.looking = this.look();
    return this.looking;
  }

  private async look(): Promise<void> {
    const next = await this.ask();
    if (this.stopped) return;
    this.become(next);
    this.cancel = this.options.clock.schedule(LEASE_RETRY_MS, () => void this.lookNow());
  }

  private become(next: LeaseState): void {
    const before = this.known.kind;
    this.known = next;
    if (next.kind !== before) this.changed(next);
  }

  private async ask(): Promise<LeaseState> {
    const { lease, holder, logger, onHeld } = this.options;
    const wasHeld = this.known.kind === 'held' && !this.isDoubted;
    this.isDoubted = false;
    try {
      const state = wasHeld ? await lease.check() : await lease.acquire(holder);
      if (state.kind === 'held' && !wasHeld && !this.stopped) await onHeld(state.term);
      return state;
    } catch (error) {
      logger.error('lease-unreadable', { detail: detailOf(error) });
      return LOST;
    }
  }

  private changed(state: LeaseState): void {
    const { logger, onChange } = this.options;
    if (state.kind === 'held') logger.info('lease-held', { term: state.term });
    else logger.warn('lease-not-held', state.kind === 'held-by-other' ? { holder: state.holder } : {});
    onChange();
  }
}
