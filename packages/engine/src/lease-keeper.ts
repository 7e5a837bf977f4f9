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

  constructor(options: LeaseKeeperOptions) {
    this.options = options;
  }

  get state(): LeaseState {
    return this.known;
  }

  async start(): Promise<void> {
    await this.look();
  }

  /** Somebody could not make sure that the lease is held: the next look takes it anew, with everything that belongs to it. */
  doubt(): void {
    this.isDoubted = true;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    try {
      await this.options.lease.release();
    } catch (error) {
      // The end of the process gives it back; the rest of the stop must not be kept from happening.
      this.options.logger.error('lease-not-released', { detail: detailOf(error) });
    }
  }

  private async look(): Promise<void> {
    const before = this.known.kind;
    const next = await this.ask();
    if (this.stopped) return;
    this.known = next;
    if (next.kind !== before) this.changed(next);
    this.cancel = this.options.clock.schedule(LEASE_RETRY_MS, () => void this.look());
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
