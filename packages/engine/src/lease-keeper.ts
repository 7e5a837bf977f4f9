/**
 * Knows whether this process acts. Tries to become the one that does, at start and for as long as another one holds the
 * lease; what must be certain (before a stage) asks the store itself instead.
 */
import type { Clock } from './ports/clock.ts';
import type { Logger } from './ports/logger.ts';
import type { Lease, LeaseHolder, LeaseState } from './ports/store.ts';

/** How soon a waiting process takes over from one that died. */
export const LEASE_RETRY_MS = 1_000;

export interface LeaseKeeperOptions {
  readonly lease: Lease;
  readonly holder: LeaseHolder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called each time that this process begins to act. */
  readonly onHeld: (term: number) => Promise<void>;
  readonly onChange: () => void;
}

export class LeaseKeeper {
  private readonly options: LeaseKeeperOptions;
  private known: LeaseState = { kind: 'lost' };
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

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.options.lease.release();
  }

  private async look(): Promise<void> {
    const { lease, holder, logger, clock } = this.options;
    const before = this.known.kind;
    try {
      this.known = before === 'held' ? await lease.check() : await lease.acquire(holder);
    } catch (error) {
      logger.error('lease-unreadable', { detail: error instanceof Error ? error.message : String(error) });
      this.known = { kind: 'lost' };
    }
    if (this.stopped) return;
    if (this.known.kind !== before) await this.changed(this.known);
    this.cancel = clock.schedule(LEASE_RETRY_MS, () => void this.look());
  }

  private async changed(state: LeaseState): Promise<void> {
    const { logger, onHeld, onChange } = this.options;
    if (state.kind === 'held') {
      logger.info('lease-held', { term: state.term });
      onChange();
      await onHeld(state.term);
      return;
    }
    logger.warn('lease-not-held', state.kind === 'held-by-other' ? { holder: state.holder } : {});
    onChange();
  }
}
