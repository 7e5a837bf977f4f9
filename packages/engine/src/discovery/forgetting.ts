/** When a known server is given up: because somebody forgot it, here or in another process, or because it was silent for so long. */
import type { InstanceId, Instant } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { Admission } from './admission.ts';
import type { Returns } from './returns.ts';
import type { ServerBook } from './server-book.ts';

/**
 * Since when a server is silent is known over restarts. So nobody is given up before this run has tried for so long: its
 * own network may come up after it.
 */
export const TRIED_AFTER_START_MS = 600_000;

export interface ForgettingOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: Pick<EngineSettings, 'seeds' | 'forgetUnseenMs'>;
  readonly book: ServerBook;
  readonly admission: Admission;
  readonly returns: Pick<Returns, 'awaitSeed'>;
  readonly drop: (id: InstanceId) => void;
  readonly take: (id: InstanceId) => void;
  /** Writes the tombstone, where this process may. */
  readonly onUnseen: (id: InstanceId) => Promise<void>;
}

export class Forgetting {
  private readonly options: ForgettingOptions;
  private readonly startedMs: number;
  /** Its tombstone is being written. */
  private readonly unseen = new Set<InstanceId>();
  /** Given up because of a tombstone, which ends then. */
  private readonly dropped = new Map<InstanceId, Instant>();

  constructor(options: ForgettingOptions) {
    this.options = options;
    this.startedMs = options.clock.monotonicMs();
  }

  /** What was registered of it changed. A tombstone that merely ended brings nobody back; one that was taken away does. */
  heed(id: InstanceId): void {
    const { admission, book, clock, drop, take } = this.options;
    const note = admission.forgotten(id);
    if (note !== null && book.has(id)) {
      this.dropped.set(id, note.expiresAt);
      return drop(id);
    }
    const until = this.dropped.get(id);
    if (note !== null || until === undefined) return;
    this.dropped.delete(id);
    if (clock.now() < until) take(id);
  }

  /** A seed is not known while somebody's tombstone stands there; of one that was only silent an answer is awaited. */
  heedSeed(id: InstanceId): boolean {
    const { admission, returns } = this.options;
    const note = admission.forgotten(id);
    if (note === null) return false;
    if (note.why === 'unseen') returns.awaitSeed(id);
    return !admission.allows(id, 'asked', null);
  }

  isDue(id: InstanceId): boolean {
    const { book, clock, settings } = this.options;
    const since = book.records.get(id)?.failingSince ?? null;
    const triedMs = clock.monotonicMs() - this.startedMs;
    if (since === null || triedMs < Math.min(TRIED_AFTER_START_MS, settings.forgetUnseenMs)) return false;
    return clock.now() - since > settings.forgetUnseenMs;
  }

  /** The tombstone keeps it from being found anew only because an old list names it. Never rejects. */
  async forgetUnseen(id: InstanceId): Promise<void> {
    const { onUnseen, logger, settings, returns, book, drop } = this.options;
    if (this.unseen.has(id)) return;
    this.unseen.add(id);
    try {
      await onUnseen(id);
    } catch (error) {
      logger.error('tombstone-not-written', { instance: id, detail: detailOf(error) });
    } finally {
      this.unseen.delete(id);
    }
    if (settings.seeds.some((seed) => instanceIdOf(seed) === id)) returns.awaitSeed(id);
    // Where this process does not act, or could not write, there is no tombstone.
    if (book.has(id)) drop(id);
  }
}
